"""B8 What one store owes another one, on the screen: before, posting by posting, after."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

pytest.importorskip("django")

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.desk.conftest import bill

from liuke.loyalty.bill import Bill, BillLine, Category
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.seal import seal
from liuke.values.identity import new_id

USED = {90: 10_000, 60: 25_000, 30: 5_000}
"""By days ago: fen that Lin used in the west of what she had paid in the east."""


@pytest.fixture(scope="module")
def pair(world: Any) -> dict[str, Any]:
    east, west = world.stores["east"].pk, world.stores["west"].pk
    people = {"actor": world.people["cashier"].pk, "approver": world.people["store_manager"].pk}
    owner, today = world.owners["east owner"].pk, timezone.localdate()
    put = deeds.Desk(store=east, business_date=today - dt.timedelta(120), **people)
    post(
        deeds.top_up(put, owner, f"t-{new_id()}", payment=f"p-{new_id()}", principal_fen=300_000, bonus_fen=0)
    )
    for ago, amount in USED.items():
        day = today - dt.timedelta(ago)
        line = BillLine(item="保养", category=Category.LABOUR, amount_fen=amount, list_fen=amount)
        what = Bill(store=west, number=f"WO-{ago}", lines=(line,), amount_fen=amount)
        at = deeds.Desk(store=west, business_date=day, **people)
        post(deeds.pay(at, owner, f"u-{new_id()}", bill=what, amount_fen=amount))
    seal()
    return {"pair": [east, west], "owner": owner, "today": today}


def shown(client: Any, pair: dict[str, Any], start: int = 200, end: int = 0, **more: Any) -> str:
    days = {name: str(pair["today"] - dt.timedelta(n)) for name, n in (("from", start), ("to", end))}
    answer = client.get(reverse("due", args=pair["pair"]), {**days, **more})
    assert answer.status_code == 200
    return str(answer.content.decode()).partition("<main")[2].partition("</main>")[0]


def column(body: str) -> list[float]:
    """What stands in the column of amounts, from top to bottom, in yuan."""
    cells = re.findall(r'<td class="num"[^>]*>(?:<b>)?([^<]*)', body)
    return [float(one.replace(",", "")) for one in cells]


def words(body: str) -> str:
    return re.sub(r"<[^>]*>", " ", body)


@pytest.mark.parametrize(
    ("start", "end", "amounts"),
    [(200, 0, [50, 250, 100]), (60, 0, [50, 250]), (89, 31, [250]), (90, 90, [100]), (20, 0, [])],
)
def test_before_and_every_posting_are_what_stands_after(pair, as_, start, end, amounts):
    after, *rows, before = column(shown(as_("group"), pair, start, end))
    assert rows == amounts
    assert before + sum(rows) == after
    assert before == sum(fen for ago, fen in USED.items() if ago > start) / 100


def test_days_before_the_first_posting_say_that_nothing_moved(pair, as_):
    body = shown(as_("group"), pair, 200, 150)
    assert "没有发生额" in body or "无往来" in body or "没有" in body
    assert "<table" not in body
    assert body.count("0.00") >= 3
    assert "400.00" in body, "what is owed now is told whatever the days"


def test_a_posting_is_told_by_its_bill_and_never_by_a_code(pair, as_):
    body = shown(as_("group"), pair)
    assert "WO-60" in words(body)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", words(body))
    assert "金额（元）" in body


def test_a_posting_leads_to_its_receipt_and_each_page_keeps_its_count_of_queries(pair, as_):
    client = as_("group")
    client.cookies["liuke-desk"] = str(pair["pair"][1])
    given = bill("WO-today", stored="400")
    settled = client.post(reverse("desk_settle", args=[pair["owner"]]), given)
    assert settled.status_code == 302, settled.content.decode()
    with CaptureQueriesContext(connection) as asked:
        body = shown(client, pair)
    assert len(asked) <= 30
    [row] = [one for one in re.findall(r"<tr>.*?</tr>", body, re.DOTALL) if "WO-today" in one]
    assert f'href="{settled.headers["Location"]}"' in row
    assert body.count("/desk/receipts/") == 1, "what the old system posted has no receipt here"


def test_more_postings_than_are_listed_are_told_and_the_sums_stay_whole(pair, as_, monkeypatch):
    from liuke.loyalty.finance import dues
    from liuke.web.console.finance import dues as screen

    for module in (dues, screen):
        monkeypatch.setattr(module, "MOST", 2)
    body = shown(as_("group"), pair, 200, 1)
    after, *rows, before = column(body)
    assert (after, rows, before) == (400, [50, 250], 0)
    assert "共3笔，仅列最近2笔" in body


def test_the_west_sees_the_pair_and_nobody_else_does(pair, as_):
    address = reverse("due", args=pair["pair"])
    assert as_("western_manager").get(address).status_code == 200
    assert as_("cashier").get(address).status_code in (403, 404)
    assert as_("group").get(reverse("due", args=[pair["pair"][0]] * 2)).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2026-13-40", "to": "2026-13-40"},
        {"from": "2026-05-05", "to": "2026-01-01"},
        {"page": "999"},
        {"page": "-1"},
        {"page": "x"},
    ],
)
def test_a_wrong_day_or_page_gives_the_nearest_there_is(pair, as_, asked):
    assert as_("group").get(reverse("due", args=pair["pair"]), asked).status_code == 200
