"""B8 Holders of cards 持卡人数 as the commerce authority counts them: persons, not accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import psycopg
import pytest

pytest.importorskip("django")

from django.utils import timezone
from tests.loyalty.finance.conftest import topped
from tests.loyalty.ledger.conftest import fresh, make_books, open_store

from liuke.loyalty.finance.prepaid_standing import Holders
from liuke.loyalty.finance.quarter_report import quarter_report
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Value
from liuke.loyalty.ledger.seal import seal
from liuke.loyalty.models import Issuer
from liuke.loyalty.rules.prepaid import quarter_of
from liuke.org.models import Store
from liuke.values.identity import new_id


@pytest.fixture(scope="module")
def quarter(tables) -> dt.date:
    """Lin holds value of east and west, of one entity, and of the south, of another one; Wu a card of the west."""
    books, lin, wu = make_books(tables), new_id(), new_id()
    with psycopg.connect(books.app_url, autocommit=True) as connection:
        south, north = open_store(connection, "S", "南店"), open_store(connection, "N", "北店")
    east, west = books.east.store, books.west.store
    desk = replace(books.manager, business_date=books.today)
    for store in (east, west, south):
        topped(replace(desk, store=store), lin, 10_000, 0)
    card = deeds.CardItem(kind=Value.VISITS, unit="visits:wash", amount=3, paid_fen=9_000, list_fen=9_000)
    for holder in (lin, wu):
        post(deeds.sell(replace(desk, store=west), holder, fresh(), payment=fresh("p"), items=(card,)))
    topped(replace(desk, store=north), wu, 10_000, 0)
    stamped = {"kind": "group", "changed_at": timezone.now(), "changed_by": "test"}
    for store, name in ((east, "东湖汽车"), (west, "东湖汽车"), (south, "南山汽车")):
        Issuer.objects.create(store_id=store, legal_name=name, **stamped)
    seal()
    return quarter_of(books.today)


def test_who_holds_of_two_stores_of_an_issuer_is_one_holder_there_and_one_of_all(quarter):
    found = quarter_report(quarter=quarter, stores=list(Store.objects.order_by("code")))
    assert found.holders == {
        "东湖汽车": Holders(owners=2, cards=3),
        "南山汽车": Holders(owners=1, cards=1),
        "": Holders(owners=1, cards=1),
        None: Holders(owners=2, cards=5),
    }
    by_store = {one.escrow.store.name[:2]: (one.owners, one.cards, one.closing_fen) for one in found.stores}
    assert by_store == {
        "东店": (1, 1, 10_000), "西店": (2, 3, 28_000), "南店": (1, 1, 10_000), "北店": (1, 1, 10_000),
    }  # fmt: skip


def test_of_a_store_alone_only_its_holders_count(quarter):
    [east] = Store.objects.filter(name__startswith="东店")
    found = quarter_report(quarter=quarter, stores=[east])
    assert found.holders == {"东湖汽车": Holders(1, 1), None: Holders(1, 1)}


def test_before_the_quarter_nobody_holds_a_card(quarter):
    early = quarter_of(quarter - dt.timedelta(200))
    found = quarter_report(quarter=early, stores=list(Store.objects.all()))
    assert {(one.owners, one.cards) for one in found.holders.values()} == {(0, 0)}
