"""What a second person decides at the desk's screens, and the statement that is taken away."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest

pytest.importorskip("django")

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from tests.web.desk.conftest import at, bill, text, top_up

from liuke.loyalty.ledger import refusals
from liuke.values.identity import new_id


def test_a_refund_shows_its_calculation_and_a_large_one_waits_for_a_second_person(world, as_, desk):
    from liuke.loyalty.models import Proposal

    client, manager = as_("cashier"), as_("store_manager")
    made = top_up(client, desk)
    body = text(client.get(at("desk_refunds", desk["owner"].pk)))
    address = re.findall(r'href="(/desk/owners/[^"]+/refunds/[^"]+)"', body)[0]
    shown = text(client.get(address))
    expected = re.findall(r'name="expected" value="(\d+)"', shown)[0]
    given = {"key": str(new_id()), "fault": "not_owners", "known": "", "expected": expected, "reason": "搬家"}
    assert client.post(address, {**given, "expected": "1", "sure": "1"}).status_code == 422
    alone = client.post(address, {**given, "sure": "1"})
    assert alone.status_code == 422
    assert 'name="ask"' in text(alone)
    asked = client.post(address, {**given, "ask": "1"})
    waits = Proposal.objects.get(state="waiting", kind="refund")
    assert asked.headers["Location"] == at("proposal", waits.pk)
    assert "搬家" in text(client.get(asked.headers["Location"], headers={"HX-Request": "true"}))
    decide = at("proposal_decide", waits.pk)
    assert client.post(decide, {"approve": "1"}).status_code == 403
    manager.post(decide, {"refuse": "1"})
    waits.refresh_from_db()
    assert waits.state == "waiting"
    done = manager.post(decide, {"approve": "1", "answer": "情况属实"})
    decided = text(client.get(at("proposal", waits.pk)))
    assert re.search(r"<dt>审批意见</dt><dd>情况属实</dd>", decided)
    page = text(client.get(done.headers["Location"]))
    assert "搬家" in page
    assert "东cashier" in page
    assert "东store_manager" in page
    assert made.status_code == 302


def test_a_return_tells_its_bill_what_goes_back_and_into_which_top_up(world, as_, desk):
    from liuke.loyalty.models import Proposal

    client, manager, number = as_("cashier"), as_("store_manager"), f"WO-{new_id().hex[-8:]}"
    top_up(client, desk)
    paid = {"stored": "400", "method": "wechat", "money": "600", "reference": str(new_id())}
    typed = bill(number, amount="1000", listed="1000", **paid)
    settled = client.post(at("desk_settle", desk["owner"].pk), typed).headers["Location"]
    given = {"key": str(new_id()), "amount": "", "reason": "没有做", "ask": "1"}
    asked = client.post(f"{settled}/return", given).headers["Location"]
    shown = text(manager.get(asked))
    assert f'href="{settled}">{number}</a>' in shown
    assert "应退款项</dt><dd><b>¥600.00</b>" in shown
    assert "退回储值</dt><dd>¥400.00" in shown
    [waits] = Proposal.objects.filter(state="waiting", kind="return")
    decide = at("proposal_decide", waits.pk)
    manager.post(decide, {"answer": "按了回车"})
    waits.refresh_from_db()
    assert waits.state == "waiting"
    receipt = text(manager.get(manager.post(decide, {"approve": "1"}).headers["Location"]))
    assert f'href="{settled}">{number}</a>' in receipt
    assert f"退回原支付{paid['reference']}" in receipt
    again = client.get(f"{settled}/return")
    assert again.headers["Location"] == settled
    assert "已全部退完" in text(client.get(settled))
    body = text(client.get(at("desk_statement", desk["owner"].pk)))
    rows = re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    back = [row for row in rows if number in row and "退单返还" in row and "储值" in row]
    assert len(back) == 2
    assert all(re.search("退回[^<]*的充值：¥", row) for row in back)
    assert "应退款项" not in text(manager.get(asked))


@pytest.mark.parametrize("kind", ["refund", "reversal"])
def test_whoever_decides_sees_the_postings_it_is_about(world, as_, desk, kind):
    from liuke.loyalty.models import Proposal

    client = as_("cashier")
    receipt = top_up(client, desk).headers["Location"]
    pages = {
        "refund": (at("desk_refunds", desk["owner"].pk), r'href="(/desk/owners/[^"]+/refunds/[^"]+)"'),
        "reversal": (at("desk_statement", desk["owner"].pk), r'href="(/desk/owners/[^"]+/reverse/[^"]+)"'),
    }
    page, link = pages[kind]
    address = re.findall(link, text(client.get(page)))[0]
    given = {"key": str(new_id()), "fault": "not_owners", "reason": "搬家", "ask": "1"}
    expected = re.findall(r'name="expected" value="(\d+)"', text(client.get(address)))
    asked = client.post(address, given | {"expected": expected[0] if expected else ""}).headers["Location"]
    shown = text(as_("store_manager").get(asked))
    assert f'href="{receipt}"' in shown.partition("涉及的账目")[2]
    Proposal.objects.filter(state="waiting").update(state="withdrawn", decided_at=timezone.now())


def test_a_reversal_is_always_asked_and_can_be_withdrawn(world, as_, desk):
    from liuke.loyalty.models import Proposal

    client = as_("cashier")
    top_up(client, desk)
    body = text(client.get(at("desk_statement", desk["owner"].pk)))
    address = re.findall(r'href="(/desk/owners/[^"]+/reverse/[^"]+)"', body)[0]
    given = {"key": str(new_id()), "reason": "录错了"}
    assert 'name="ask"' in text(client.post(address, given))
    client.post(address, {**given, "ask": "1"})
    waits = Proposal.objects.get(state="waiting", kind="reversal")
    client.post(at("proposal_withdraw", waits.pk))
    waits.refresh_from_db()
    assert waits.state == "withdrawn"


def test_a_form_asks_once_and_says_so_when_it_is_sent_again_with_other_figures(world, as_, desk):
    from liuke.loyalty.models import Proposal

    manager, page = as_("store_manager"), at("desk_gift", desk["owner"].pk)
    given = {"key": str(new_id()), "what": "points", "amount": "3000", "reason": "补偿", "ask": "1"}
    first = manager.post(page, given)
    assert manager.post(page, given).headers["Location"] == first.headers["Location"]
    for other in ({"amount": "8000"}, {"reason": "别的"}, {"what": "bonus"}):
        answer = manager.post(page, {**given, **other})
        assert answer.status_code == 422
        assert "本页表单之前已" in text(answer)
        assert first.headers["Location"] in text(answer)
        assert 'name="ask"' not in text(answer)
    [waits] = Proposal.objects.filter(key=f"desk:{given['key']}")
    assert (waits.asked["amount"], waits.state) == (3_000, "waiting")


def test_a_form_sent_again_with_other_figures_leads_to_what_was_done(world, as_, desk):
    client, key, number = as_("cashier"), str(new_id()), str(new_id())
    done = top_up(client, desk, key=key, reference=number, offer="", amount="100")
    for more in ({"sure": "1"}, {"sure": ""}):
        answer = top_up(client, desk, key=key, reference=number, offer="", amount="200", **more)
        assert answer.status_code == 422
        assert done.headers["Location"] in text(answer)
        assert f'href="{at("desk_top_up", desk["owner"].pk)}"' in text(answer)
        assert "幂等键" not in text(answer)
    settled = client.post(at("desk_settle", desk["owner"].pk), first := bill(stored="400"))
    other = client.post(at("desk_settle", desk["owner"].pk), {**first, "number": "WO-other"})
    assert settled.headers["Location"] in text(other)
    assert "本页表单之前已" in text(other)


def test_the_menu_counts_what_waits_for_whoever_looks(world, as_, desk):
    from liuke.loyalty.models import Proposal

    def badge(role: str) -> list[str]:
        menu = text(as_(role).get(reverse("home"))).partition("<main")[0]
        return re.findall(r'href="/desk/proposals".*?waits">(\d+)<', menu)

    Proposal.objects.filter(state="waiting").update(state="withdrawn", decided_at=timezone.now())
    assert "waits" not in text(as_("store_manager").get(reverse("home")))
    cashier, manager = as_("cashier"), as_("store_manager")
    top_up(cashier, desk)
    body = text(cashier.get(at("desk_statement", desk["owner"].pk)))
    address = re.findall(r'href="(/desk/owners/[^"]+/reverse/[^"]+)"', body)[0]
    for client in (cashier, manager):
        given = {"key": str(new_id()), "reason": "录错了", "ask": "1"}
        assert client.post(address, given).status_code == 302
    assert badge("store_manager") == ["1"]
    assert badge("regional_manager") == ["2"]
    assert badge("cashier") == badge("western_manager") == []
    with CaptureQueriesContext(connection) as asked:
        page = text(manager.get(reverse("proposals")))
    counts = [one for one in asked.captured_queries if "loyalty_proposal" in one["sql"]]
    assert len(counts) <= 3
    assert "录错了" in page
    assert page.count("row-link") == 1
    Proposal.objects.filter(state="waiting").update(state="withdrawn", decided_at=timezone.now())


def test_what_belongs_to_a_bill_is_not_offered_to_be_reversed_alone(world, as_, desk):
    client, number = as_("cashier"), f"WO-{new_id().hex[-8:]}"
    top_up(client, desk)
    given = bill(number, money="400", method="wechat", reference=str(new_id()))
    done = client.post(at("desk_settle", desk["owner"].pk), given).headers["Location"]
    body = text(client.get(at("desk_statement", desk["owner"].pk)))
    rows = re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    of_bill = [row for row in rows if number in row]
    assert of_bill
    assert not [row for row in of_bill if "/reverse/" in row]
    assert all(re.search(f'href="{done}">查看结算单', row) for row in of_bill)
    assert [row for row in rows if "/reverse/" in row]


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (refusals.NeedsSecondPerson(unit="fen", above=50_000), "累计超过¥500.00须"),
        (refusals.NeedsSecondPerson(unit="points", above=2_000), "累计超过2,000积分须"),
        (refusals.NeedsSecondPerson(unit="visits", above=2), "累计超过2次须"),
        (refusals.NeedsSecondPerson(unit="*", above=0), "一律须由两人办理"),
        (refusals.AlreadyUsed(what="principal", wanted=300_000, left=299_250), "发放了¥3,000.00，只剩¥2,992.50"),
        (refusals.AlreadyUsed(what="points", wanted=3_000, left=1), "发放了3,000，只剩1"),
        (refusals.MoreThanOriginal(what="fen", wanted=30_100, left=30_000), "¥300.00"),
        (refusals.BalanceTooLow(what="points", wanted=1_000, usable=5, held=5), "1,000"),
        (refusals.BadAmount(field="minutes", value=43_201, most=43_200), "最大43,200"),
        (refusals.BadAmount(field="amount", value=-1), "最大100,000,000,000"),
    ],
    ids=str,
)  # fmt: skip
def test_a_refusal_tells_money_in_yuan_and_its_limit_in_words(world, refusal, said):
    from liuke.web.shell.wording import refused

    assert said in refused(refusal)


def test_a_desk_is_told_the_limit_in_yuan_or_that_there_is_none(world, as_, desk):
    client, gift = as_("cashier"), at("desk_gift", desk["owner"].pk)
    given = {"key": str(new_id()), "what": "points", "amount": "2001", "reason": "补偿"}
    assert "累计超过2,000积分须" in text(as_("store_manager").post(gift, given))
    top_up(client, desk)
    body = text(client.get(at("desk_statement", desk["owner"].pk)))
    address = re.findall(r'href="(/desk/owners/[^"]+/reverse/[^"]+)"', body)[0]
    assert "一律须由两人办理" in text(client.post(address, {"key": str(new_id()), "reason": "录错了"}))


@pytest.mark.parametrize("kind", ["", "stored", "points", "visits", "coupon", "x"])
def test_the_statement_keeps_to_what_is_asked(world, as_, desk, kind):
    answer = as_("cashier").get(
        at("desk_statement", desk["owner"].pk), {"kind": kind, "from": "2020-01-01", "to": "x", "page": "1"}
    )
    assert answer.status_code == 200


def test_the_statement_is_taken_away_with_its_number_and_only_as_asked(world, as_, desk):
    from liuke.audit.models import AuditEntry

    top_up(as_("cashier"), desk)
    address, manager = at("desk_statement_book", desk["owner"].pk), as_("store_manager")
    stale = as_("store_manager", proved_before=dt.timedelta(hours=1)).post(address)
    assert "/prove" in stale.headers["Location"]
    rows = list(load_workbook(io.BytesIO(manager.post(address, {"kind": "stored"}).content)).active.values)
    kept = AuditEntry.objects.filter(verb="export.made", object_id=str(desk["owner"].pk)).latest("at")
    assert kept.after["number"] in rows[0][0]
    assert kept.rows == len(rows) - 2
    assert {row[4] is None for row in rows[2:]} == {False}
    assert {row[3] for row in rows[2:4]} == {3000, 1000}
    assert re.fullmatch(r"\d{8}-[0-9A-F]{8}", rows[2][9])
    none = manager.post(address, {"kind": "stored", "to": "2020-01-01"}).content
    assert len(list(load_workbook(io.BytesIO(none)).active.values)) == 2
    assert as_("western_manager").post(address).status_code == 404
    assert as_("cashier").post(address).status_code == 403
    page = at("desk_statement", desk["owner"].pk)
    assert address in text(manager.get(page))
    assert address not in text(as_("cashier").get(page))


def test_the_trail_tells_of_money_in_words(world, as_, desk):
    client, number = as_("cashier"), f"WO-{new_id().hex[-8:]}"
    assert top_up(client, desk).status_code == 302
    done = client.post(at("desk_settle", desk["owner"].pk), bill(number, stored="400"))
    client.post(
        f"{done.headers['Location']}/return", {"key": str(new_id()), "amount": "100", "reason": "多收"}
    )
    put = {"key": str(new_id()), "what": "stored", "amount": "12.50", "days": "3"}
    assert client.post(at("desk_hold", desk["owner"].pk), put).status_code == 302
    body = text(as_("auditor").get(at("audit")))
    for told in (
        number,
        "¥12.50",
        "付款方式 微信支付",
        "金额 ¥3,000.00",
        "储值余额 ¥400.00",
        "¥100.00",
        "多收",
    ):
        assert told in body
    assert "<ins>¥12.50</ins>" in body
    assert "_fen" not in body
    assert "&#x27;method&#x27;" not in body


def test_every_field_of_programme_and_finance_has_its_word(world):
    from liuke.loyalty import models
    from liuke.org.editing import UNTOLD
    from liuke.web.console.audit.words import FIELDS

    rows = (
        models.ServiceItem(), models.CardProduct(), models.TopUpOffer(), models.CouponSeries(), models.Terms(),
        models.PrepaidPolicy(), models.EscrowBalance(), models.BookAccount(), models.Issuer(),
    )  # fmt: skip
    inner = {"id", "only", "made_at", "made_by", "entered_at", "entered_by"}
    for row in rows:
        assert {field.name for field in row._meta.concrete_fields} - UNTOLD - inner - set(FIELDS) == set()
