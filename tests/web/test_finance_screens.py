"""B8 Finance in the console: what two people do there with real postings, and what the files hold."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest

pytest.importorskip("django")

import openpyxl
from django.urls import reverse
from django.utils import timezone

from liuke.loyalty.bill import Bill, BillLine, Category
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.seal import seal
from liuke.values.identity import new_id
from liuke.values.period import add_months


@pytest.fixture(scope="module")
def posted(world: Any) -> dict[str, Any]:
    """Lin topped up 3,000 + 1,000 in the east the month before last, and used 400 of it in the west."""
    east, west = world.stores["east"].pk, world.stores["west"].pk
    day = add_months(timezone.localdate().replace(day=1), -2).replace(day=9)
    people = {"actor": world.people["cashier"].pk, "approver": world.people["store_manager"].pk}
    owner = world.owners["east owner"].pk
    desk = deeds.Desk(store=east, business_date=day, **people)
    post(
        deeds.top_up(
            desk, owner, f"t-{new_id()}", payment=f"p-{new_id()}", principal_fen=300_000, bonus_fen=100_000
        )
    )
    line = BillLine(item="保养", category=Category.LABOUR, amount_fen=40_000, list_fen=40_000)
    bill = Bill(store=west, number=f"WO-{new_id()}", lines=(line,), amount_fen=40_000)
    post(
        deeds.pay(
            deeds.Desk(store=west, business_date=day, **people),
            owner,
            f"u-{new_id()}",
            bill=bill,
            amount_fen=40_000,
        )
    )
    seal()
    return {"day": day, "east": east, "west": west, "owner": owner}


def sheet(answer: Any, name: str) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200, answer.content[:300]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return list(book[name].iter_rows(min_row=3, values_only=True))


def test_the_liability_is_shown_ties_and_can_be_taken_away(posted, as_):
    client = as_("group")
    span = {"from": str(posted["day"]), "to": str(timezone.localdate())}
    shown = client.get(reverse("liability"), span).content.decode()
    assert "2,700.00" in shown
    assert "900.00" in shown
    assert "勾稽一致" in shown
    rows = sheet(client.post(reverse("liability_book"), span), "按门店")
    assert [(row[0], row[1], row[2]) for row in rows] == [("东湖店", 2700, 900)]
    rolled = {row[1]: row[2] for row in sheet(client.post(reverse("liability_book"), span), "变动表")}
    assert (rolled["充值"], rolled["他店消费"], rolled["期末"], rolled["差异"]) == (3000, -300, 2700, 0)


def test_the_west_sees_none_of_the_easts_liability(posted, as_):
    shown = as_("western_manager").get(reverse("liability")).content.decode()
    assert "2,700.00" not in shown
    assert "东湖店" not in shown
    assert as_("western_manager").get(reverse("liability"), {"store": str(posted["east"])}).status_code == 404


def test_a_voucher_file_balances_and_is_the_same_each_time(posted, as_):
    client, month = as_("operations_manager"), f"{posted['day']:%Y-%m}"
    asked = {"store": str(posted["east"]), "month": month, "format": "csv"}
    first = client.post(reverse("vouchers_file"), asked).content
    assert first == client.post(reverse("vouchers_file"), asked).content
    assert first.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(first.decode("utf-8-sig"))))
    sides = [(row["科目编码"], row["借方金额"], row["贷方金额"]) for row in rows]
    assert sides == [
        ("1002", "3000.00", "0.00"), ("2205.01", "0.00", "3000.00"),
        ("2205.01", "300.00", "0.00"), ("2241", "0.00", "300.00"),
    ]  # fmt: skip
    assert {row["凭证号"] for row in rows} == {
        f"{posted['day']:%Y%m}-EAST-01",
        f"{posted['day']:%Y%m}-EAST-06",
    }
    book = {**asked, "format": "xlsx"}
    assert (
        client.post(reverse("vouchers_file"), book).content
        == client.post(reverse("vouchers_file"), book).content
    )
    this = {**asked, "month": f"{timezone.localdate():%Y-%m}"}
    assert client.post(reverse("vouchers_file"), this).status_code == 409
    assert client.post(reverse("vouchers_file"), {**this, "preliminary": "on"}).status_code == 200


@pytest.mark.parametrize("name", ["vouchers", "dues", "liability", "quarter", "prepaid"])
def test_on_a_phone_every_figure_stands_under_its_name(posted, as_, name):
    """A table that stacks has no heads there: each amount brings its own."""
    quarter = posted["day"].replace(month=(posted["day"].month - 1) // 3 * 3 + 1, day=1)
    asked = {"month": f"{posted['day']:%Y-%m}", "quarter": str(quarter), "store": ""}
    if name == "vouchers":
        asked["store"] = str(posted["east"])
    shown = as_("group").get(reverse(name), asked).content.decode()
    tables = re.findall(r'<table class="list plain stacks">.*?</table>', shown, re.DOTALL)
    cells = [cell for table in tables for cell in re.findall(r'<td class="num[^>]*>', table)]
    assert cells
    assert not [cell for cell in cells if "data-label" not in cell]
    assert '<table class="list plain">' not in shown


def test_dues_are_settled_once_however_often_one_presses(posted, as_):
    from liuke.audit.models import AuditEntry
    from liuke.loyalty.finance.dues import dues_between
    from liuke.values.reach import EVERYWHERE

    client, pair = as_("group"), [posted["east"], posted["west"]]
    assert "300.00" in client.get(reverse("dues")).content.decode()
    shown = client.get(reverse("due", args=pair), {"from": str(posted["day"])}).content.decode()
    assert "300.00" in shown
    assert 'name="key"' in shown
    given = {"amount_fen": 30_000, "key": str(new_id())}
    assert as_("store_manager").post(reverse("due_settle", args=pair), given).status_code in (403, 404)
    for _ in range(2):
        client.post(reverse("due_settle", args=pair), given)
    assert dues_between(EVERYWHERE) == {tuple(pair): 0}
    assert reverse("due", args=pair) in client.get(reverse("dues")).content.decode(), (
        "the past can be looked at"
    )
    assert AuditEntry.objects.filter(verb="dues.settled").count() == 1
    again = client.post(reverse("due_settle", args=pair), {**given, "key": str(new_id())}, follow=True)
    assert dues_between(EVERYWHERE) == {tuple(pair): 0}
    assert again.status_code == 200
    seal()


def test_a_rule_is_added_and_the_past_stays(posted, as_):
    from liuke.loyalty.finance.prepaid import prepaid_limits
    from liuke.org.models import Store

    client, today = as_("group"), timezone.localdate()
    store = Store.objects.get(pk=posted["east"])
    row = {
        "region": str(store.region_id), "from_day": str(today + dt.timedelta(10)), "named_cap_fen": "8000",
        "unnamed_cap_fen": "1000", "unnamed_months": 36, "identity_from_fen": "5000.50", "cash_from_fen": "50000",
        "cooling_off_days": 7, "scale_percent": 20, "group_percent": 35, "brand_percent": 40, "note": "沪商务〔2026〕1号",
    }  # fmt: skip
    assert (
        client.post(
            reverse("prepaid_policy_new"), {**row, "from_day": str(today - dt.timedelta(1))}
        ).status_code
        == 422
    )
    assert client.post(reverse("prepaid_policy_new"), row).status_code == 302
    assert prepaid_limits(store, today).named_cap_fen == 500_000
    later = prepaid_limits(store, today + dt.timedelta(10))
    assert (later.named_cap_fen, later.identity_named, later.identity_from_fen) == (800_000, False, 500_050)
    other = Store.objects.get(pk=posted["west"])
    assert prepaid_limits(other, today + dt.timedelta(10)).named_cap_fen == 500_000


def test_a_document_is_kept_without_its_number_and_lets_the_owner_top_up(posted, as_):
    from liuke.audit.models import AuditEntry
    from liuke.loyalty.finance.prepaid import check_top_up
    from liuke.loyalty.models import Identity
    from liuke.loyalty.rules.prepaid import CapExceeded, IdentityNeeded
    from liuke.org.models import Store
    from liuke.owners.models import Owner

    owner, store = Owner.objects.get(pk=posted["owner"]), Store.objects.get(pk=posted["east"])
    day = timezone.localdate()
    from django.db import transaction

    with transaction.atomic(), pytest.raises(IdentityNeeded):
        check_top_up(store=store, owner=owner, principal_fen=1, day=day)
    address, number = reverse("owner_identity", args=[owner.pk]), "11010519491231002X"
    given = {"kind": "id_card", "name": "林晓", "number": number, "store": str(store.pk)}
    client = as_("cashier")
    refused = client.post(
        reverse("desk_top_up", args=[owner.pk]),
        {"key": str(new_id()), "amount": "1", "method": "wechat", "reference": "W-1"},
    )
    told = refused.content.decode()
    assert (refused.status_code, "在此处或车主页面的“身份核实”中录入" in told) == (422, True)
    assert re.search(rf'href="{address}\?next=[^"]*"[^>]*>.*身份核实</a>', told)
    assert 'value="W-1"' in told
    assert f'href="{address}"' in client.get(reverse("owner", args=[owner.pk])).content.decode()
    assert client.post(address, {**given, "number": number[:-1] + "1"}).status_code == 422
    assert client.post(address, given).status_code == 302
    client.post(address, given)
    kept = Identity.objects.get()
    assert (kept.last_four, len(bytes(kept.digest))) == ("002X", 32)
    assert not any(number in str(one.after) + one.object_name for one in AuditEntry.objects.all())
    assert number not in client.get(address).content.decode()
    with transaction.atomic():
        check_top_up(store=store, owner=owner, principal_fen=230_000, day=day)
        with pytest.raises(CapExceeded):
            check_top_up(store=store, owner=owner, principal_fen=230_001, day=day)


def test_escrow_is_entered_and_the_quarter_can_be_taken_away(posted, as_):
    client = as_("group")
    quarter = posted["day"].replace(month=(posted["day"].month - 1) // 3 * 3 + 1, day=1)
    client.post(
        reverse("issuer", args=[posted["east"]]),
        {"legal_name": "东湖汽车", "kind": "group", "filing_no": "A1"},
    )
    address = f"{reverse('escrow_enter', args=[posted['east']])}?quarter={quarter}"
    assert client.post(address, {"amount": "1000", "note": "对账单"}).status_code == 302
    trail = re.sub(r"<[^>]*>", "", client.get(reverse("audit"), {"verb": "escrow.entered"}).content.decode())
    assert "登记人" in trail
    assert f"{timezone.localdate()}" in trail
    assert "季度" in trail
    assert not re.search(r"entered_|made_by|\d\d:\d\d:\d\d\.\d|\+00:00", trail)
    shown = client.get(reverse("escrow"), {"quarter": str(quarter)}).content.decode()
    assert "810.00" in shown
    assert "达标" in shown
    [row] = [
        r
        for r in sheet(client.post(reverse("quarter_book"), {"quarter": str(quarter)}), "按门店")
        if r[0] == "东湖店"
    ]
    assert row == ("东湖店", "东湖汽车", 0, 3000, 300, 0, 0, 2700, 810, 1000, 1, 1)


CLOSERS = {"asked_by": "东group", "approved_by": "东operations_manager"}


def closed_by():
    """Who closed a month last, as the trail tells it."""
    from liuke.audit.models import AuditEntry

    lines = AuditEntry.objects.filter(verb="month.closed").order_by("at")
    return lines.values_list("actor_name", "after").last()


def test_a_month_is_closed_by_two_people_when_nothing_hinders_it(posted, as_):
    from liuke.loyalty.finance.closing import hindrances, next_to_close, periods
    from liuke.loyalty.models import Proposal

    today, at = timezone.localdate(), timezone.now()
    month = posted["day"].replace(day=1)
    assert next_to_close(periods(today)) == month
    assert [one.code for one in hindrances(add_months(month, 1), at=at)] == ["not_next"]
    assert [one.code for one in hindrances(today.replace(day=1), at=at)] == ["not_over"]
    one, other = as_("group"), as_("operations_manager")
    ask = {"month": str(month), "reason": "对账完毕", "key": str(new_id())}
    for _ in range(2):
        one.post(reverse("period_ask"), ask)
    waiting = Proposal.objects.get(kind="close")
    one.post(reverse("period_ask"), {"proposal": str(waiting.pk), "answer": "approve", "reason": "自己"})
    assert next_to_close(periods(today)) == month
    assert "对账完毕" in other.get(reverse("periods")).content.decode()
    other.post(reverse("period_ask"), {"proposal": str(waiting.pk), "answer": "approve", "reason": "同意"})
    assert next_to_close(periods(today)) == add_months(month, 1)
    assert "已关账" in other.get(reverse("periods")).content.decode()
    assert closed_by() == ("东operations_manager", CLOSERS)


def test_a_request_belongs_to_its_month(posted, world, as_):
    """The last month is asked for on the page, and closed at the machine."""
    from liuke.loyalty.actions.close_month import close_month_at_machine
    from liuke.loyalty.finance.closing import next_to_close, periods
    from liuke.loyalty.models import Proposal
    from liuke.org.queries import scope_of

    today, one, other = timezone.localdate(), as_("group"), as_("operations_manager")
    month = add_months(today.replace(day=1), -1)
    asker, approver = (scope_of(world.people[role]) for role in ("group", "operations_manager"))
    seal()
    while (due := next_to_close(periods(today))) != month:
        close_month_at_machine(asker=asker, approver=approver, month=due, at=timezone.now())
        seal()
    for reason in ("对账完毕", "第二个窗口"):
        one.post(reverse("period_ask"), {"month": str(month), "reason": reason, "key": str(new_id())})
    asked = Proposal.objects.get(kind="close", state="waiting")
    assert asked.reason == "对账完毕"
    assert "对账完毕" in other.get(reverse("periods")).content.decode()
    close_month_at_machine(asker=asker, approver=approver, month=month, at=timezone.now())
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("withdrawn", "command line")
    shown = other.get(reverse("periods")).content.decode()
    assert "申请关账" not in shown
    assert "同意关账" not in shown
    agree = {"proposal": str(asked.pk), "answer": "approve", "reason": "同意"}
    other.post(reverse("period_ask"), agree)
    assert next_to_close(periods(today)) == add_months(month, 1)
    assert closed_by() == ("command line", CLOSERS)
