"""B8 What finance takes away: cells that run nothing, amounts that are numbers, a month that still goes on."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest

pytest.importorskip("django")

import openpyxl
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Draw, Kind, Value
from liuke.loyalty.ledger.seal import seal
from liuke.loyalty.models import BookAccount
from liuke.org.models import Store
from liuke.values.identity import new_id

COMMAND, LINK = "=1+cmd|'/c calc'!A0", '=HYPERLINK("http://x.example","y")'


@pytest.fixture(scope="module")
def posted(world: Any) -> dict[str, Any]:
    """Lin topped up in both stores this month; a bonus, points and a card of hers are given up."""
    desk = deeds.Desk(
        store=world.stores["east"].pk,
        actor=world.people["cashier"].pk,
        approver=world.people["store_manager"].pk,
    )
    owner = world.owners["east owner"].pk
    for store in ("east", "west"):
        here = deeds.Desk(store=world.stores[store].pk)
        post(
            deeds.top_up(
                here,
                owner,
                f"t-{new_id()}",
                payment=f"p-{new_id()}",
                principal_fen=300_000,
                bonus_fen=250_000,
            )
        )
    post(deeds.earn(desk, owner, f"e-{new_id()}", source=f"b-{new_id()}", points=1_234_567))
    for kind, amount in ((Value.BONUS, 199_687), (Value.POINTS, 1_234)):
        post(desk(Kind.BREAKAGE, f"l-{new_id()}", owner, operations=(Draw(kind=kind, amount=amount),)))
    return {"east": world.stores["east"], "west": world.stores["west"], "owner": owner}


def cells(answer: Any, name: str) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200, answer.content[:300]
    return list(openpyxl.load_workbook(io.BytesIO(answer.content))[name].iter_rows(min_row=2))


def test_a_month_that_goes_on_is_exported_while_the_last_minute_is_not_sealed(posted, as_):
    client, asked = as_("group"), {"store": str(posted["east"].pk), "month": f"{timezone.localdate():%Y-%m}"}
    assert "3,000.00" in client.get(reverse("vouchers"), asked).content.decode()
    kept = client.post(reverse("vouchers_file"), {**asked, "preliminary": "on", "format": "csv"})
    assert kept.status_code == 200
    assert "3000.00" in kept.content.decode()
    seal()


def test_no_cell_of_a_voucher_file_is_a_formula(posted, as_):
    stamped = {"changed_at": timezone.now(), "changed_by": "test"}
    row = BookAccount.objects.create(key="principal", code="2205", name=LINK, **stamped)
    Store.objects.filter(pk=posted["east"].pk).update(name=COMMAND)
    asked = {
        "store": str(posted["east"].pk),
        "month": f"{timezone.localdate():%Y-%m}",
        "preliminary": "on",
        "format": "csv",
    }
    text = as_("group").post(reverse("vouchers_file"), asked).content.decode("utf-8-sig")
    Store.objects.filter(pk=posted["east"].pk).update(name=posted["east"].name)
    row.delete()
    rows = list(csv.reader(io.StringIO(text)))
    assert not [cell for line in rows for cell in line if cell[:1] in "=+-@" and cell]
    assert {line[9] for line in rows[1:]} == {f"'{COMMAND}"}
    assert f"'{LINK}" in [line[4] for line in rows]


def test_no_cell_of_the_audit_trail_is_a_formula(posted, as_):
    with transaction.atomic():
        record(
            actor=Actor(id=new_id(), name=COMMAND),
            verb="store.changed",
            subject=Subject("org.store", new_id(), f"\t{COMMAND}"),
            reason="＝1+1",
        )
    text = as_("administrator").post(reverse("audit_export"), {}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    [line] = [row for row in rows if len(row) > 1 and COMMAND in row[1]]
    assert (line[1], line[3], line[6]) == (f"'{COMMAND}", f"'\t{COMMAND}", "'＝1+1")


def test_what_was_lost_is_a_number_in_the_workbook(posted, as_):
    rows = cells(as_("group").post(reverse("breakage_book"), {}), "到期失效与沉睡结转")
    place = [cell.value for cell in rows[0]].index("数量")
    found = {row[2].value: (row[place].value, row[place].number_format) for row in rows[1:]}
    assert found == {"赠金": (1996.87, "#,##0.00"), "积分": (1_234, "#,##0")}


def test_the_liability_of_several_stores_is_summed_as_on_the_page(posted, as_):
    client = as_("group")
    asked = {"from": f"{timezone.localdate() - dt.timedelta(1)}", "to": str(timezone.localdate())}
    answer = client.post(reverse("liability_book"), asked)
    *stores, whole = cells(answer, "按门店")[1:]
    assert len(stores) == 2
    assert whole[0].value == "合计"
    for place in range(1, len(whole)):
        assert whole[place].value == pytest.approx(sum(row[place].value for row in stores))
    assert f"{whole[-1].value:,.2f}" in client.get(reverse("liability"), asked).content.decode()
    one = client.post(reverse("liability_book"), {**asked, "store": str(posted["west"].pk)})
    assert [row[0].value for row in cells(one, "按门店")[1:]] == [posted["west"].name]


@pytest.mark.parametrize("name", ["liability_book", "breakage_book", "quarter_book", "vouchers_file"])
def test_no_amount_of_a_workbook_is_text(posted, as_, name):
    asked = {
        "store": str(posted["east"].pk) if name == "vouchers_file" else "",
        "month": f"{timezone.localdate():%Y-%m}",
        "preliminary": "on",
    }
    book = openpyxl.load_workbook(io.BytesIO(as_("group").post(reverse(name), asked).content))
    for sheet in book:
        for row in sheet.iter_rows(min_row=3):
            for cell in row:
                looks = isinstance(cell.value, str) and cell.value.replace(",", "").replace(".", "", 1)
                assert not (looks and looks.lstrip("-").isdecimal() and "," in cell.value), (
                    sheet.title,
                    cell,
                )
                if isinstance(cell.value, float):
                    assert cell.number_format == "#,##0.00", (sheet.title, cell)
