"""What is handed to the owner on paper: whose it is, of which store and days, and when it was printed."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest.importorskip("django")

from django.utils import timezone
from tests.web.desk.conftest import at, text, top_up

from liuke.web.shell.templating import day


def paper(body: str) -> dict[str, str]:
    """The head of a printed page."""
    [head] = re.findall(r'<dl class="print-only paper-head">(.*?)</dl>', body)
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", head))


def on_paper(body: str) -> str:
    """Without what only a screen shows."""
    return re.sub(r"<(t[hd]) [^>]*screen-only[^>]*>.*?</\1>", "", body, flags=re.DOTALL)


def test_a_statement_says_whose_it_is_and_which_days_it_tells_of(world, as_, desk):
    client, owner, today = as_("cashier"), desk["owner"], timezone.localdate()
    page, start = at("desk_statement", owner.pk), today.replace(day=1)
    head = paper(text(client.get(page, {"kind": "stored", "from": str(start), "to": str(today)})))
    assert head["车主"] == owner.name
    assert head["门店"] == world.stores["east"].name
    assert head["账户"] == "储值余额"
    assert head["期间"] == f"{day(start)}至{day(today)}"
    assert head["打印时间"].startswith(day(today))
    assert "页码" not in head
    assert paper(text(client.get(page)))["期间"] == f"截至{day(today)}的全部记录"
    assert paper(text(client.get(page, {"from": "2026-13-40", "to": "x"})))["期间"].startswith("截至")


def test_days_the_wrong_way_round_and_a_page_too_many_show_what_there_is(as_, desk):
    client, page = as_("cashier"), at("desk_statement", desk["owner"].pk)
    today = timezone.localdate()
    body = text(client.get(page, {"from": "2999-01-01", "to": str(today.replace(day=1)), "page": "999"}))
    assert paper(body)["期间"] == f"{day(today.replace(day=1))}至{day(today)}"
    assert "<table" in body


def test_a_printed_statement_has_nothing_to_press_in_its_lines(as_, desk):
    body = text(as_("cashier").get(at("desk_statement", desk["owner"].pk)))
    table = re.findall(r"<table.*?</table>", body, re.DOTALL)[0]
    assert "/reverse/" in table
    assert "/reverse/" not in on_paper(table)


def test_a_statement_of_many_pages_is_printed_whole(as_, desk, monkeypatch):
    from liuke.web.console.desk import statement

    monkeypatch.setattr(statement, "A_PAGE", 2)
    client, page = as_("cashier"), at("desk_statement", desk["owner"].pk)
    part = text(client.get(page, {"kind": "stored"}))
    assert part.count("<tr>") == 3
    assert paper(part)["页码"] == "1"
    assert "data-print" not in part
    [way] = re.findall(r'href="([^"]*whole=1)"', part)
    whole = text(client.get(page + way.replace("&amp;", "&")))
    assert whole.count("<tr>") > 4
    assert "页码" not in paper(whole)
    assert "data-print" in whole


def test_the_calculation_of_a_refund_can_be_printed_and_signed(as_, desk):
    client = as_("cashier")
    top_up(client, desk)
    body = text(client.get(at("desk_refunds", desk["owner"].pk)))
    address = re.findall(r'href="(/desk/owners/[^"]+/refunds/[^"]+)"', body)[0]
    chosen = text(client.post(address, {"fault": "owners"}, headers={"HX-Request": "true"}))
    worked = chosen.partition('id="worked"')[2]
    head = paper(worked)
    assert head["车主"] == desk["owner"].name
    assert head["退款"] == "储值余额"
    assert head["退款原因"].startswith("车主自愿放弃"), "paper tells what was chosen last"
    assert "车主签字" in worked
    assert "data-print" in chosen


def test_a_receipt_says_when_it_was_printed(as_, desk):
    client: Any = as_("cashier")
    body = text(client.get(top_up(client, desk).headers["Location"]))
    assert re.search(
        rf'<dt class="print-only">打印时间</dt><dd class="print-only">{day(timezone.localdate())}', body
    )
    assert "车主签字" not in body, "only what pays money back is signed"
