"""B8 The quarterly report on the screen and as a workbook: a holder is one person, of however many stores."""

from __future__ import annotations

import io
import re

import pytest

pytest.importorskip("django")

import openpyxl
from django.urls import reverse
from django.utils import timezone

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.seal import seal
from liuke.loyalty.models import Issuer
from liuke.loyalty.rules.prepaid import quarter_of
from liuke.values.identity import new_id


@pytest.fixture(scope="module")
def quarter(world):
    """Lin holds value of the east and of the west, which one entity issued."""
    people = {"actor": world.people["cashier"].pk, "approver": world.people["store_manager"].pk}
    owner, stamped = world.owners["east owner"].pk, {"changed_at": timezone.now(), "changed_by": "test"}
    for place in ("east", "west"):
        store = world.stores[place]
        desk = deeds.Desk(store=store.pk, **people)
        paid = {"payment": f"p-{new_id()}", "principal_fen": 10_050, "bonus_fen": 0}
        post(deeds.top_up(desk, owner, f"t-{new_id()}", **paid))
        Issuer.objects.create(store=store, legal_name="东湖汽车", kind="group", **stamped)
    seal()
    return {"quarter": str(quarter_of(timezone.localdate()))}


def test_a_holder_of_two_stores_of_an_entity_is_one_on_the_page_and_in_the_workbook(quarter, as_):
    client = as_("group")
    shown = client.get(reverse("quarter"), quarter).content.decode()
    [(_, cells)] = re.findall(r'<th scope="row">(东湖汽车)</th>(.*?)</tr>', shown)
    assert re.findall(r">([\d,.]+)</td>", cells)[5:6] == ["201.00"]
    assert re.findall(r">([\d,.]+)</td>", cells)[8:] == ["1", "1"]
    book = openpyxl.load_workbook(io.BytesIO(client.post(reverse("quarter_book"), quarter).content))
    entities = {row[0]: row[1:] for row in book["按发卡企业"].iter_rows(min_row=3, values_only=True)}
    assert (entities["东湖汽车"][5], *entities["东湖汽车"][8:]) == (201, 1, 1)
    assert entities["合计"][8:] == (1, 1)
    stores = {row[0]: row[2:] for row in book["按门店"].iter_rows(min_row=3, values_only=True)}
    assert [stores[name][8:] for name in ("东湖店", "西岭店")] == [(1, 1), (1, 1)]
