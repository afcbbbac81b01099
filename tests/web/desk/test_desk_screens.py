"""The desk as a cashier meets it: money taken once, bills settled, refunds told beforehand, two persons."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("django")

from django.urls import reverse
from django.utils import timezone
from tests.web.desk.conftest import at, bill, held, receipts, text, top_up

from liuke.values.identity import new_id


@pytest.mark.parametrize("role", ["cashier", "service_adviser", "store_manager", "auditor"])
def test_the_desk_and_the_account_open(world, as_, desk, role):
    client = as_(role)
    assert client.get(reverse("desk")).status_code == 200
    assert client.get(at("desk_owner", desk["owner"].pk)).status_code == 200


def test_a_top_up_is_told_before_it_is_done(world, as_, desk):
    before, client = everything_kept(), as_("cashier")
    given = {"key": str(new_id()), "offer": str(desk["offer"].pk), "method": "wechat", "reference": "R-told"}
    answer = client.post(at("desk_top_up", desk["owner"].pk), given)
    assert "3,000.00" in text(answer)
    assert 'name="sure"' in text(answer)
    assert everything_kept() == before


@pytest.mark.parametrize(
    ("role", "wrong", "beside"),
    [
        ("cashier", {"reference": ""}, "id_reference_error"),
        ("store_manager", {"method": "cash", "reference": ""}, "id_method_error"),
    ],
    ids=["no number of the payment", "cash without a till"],
)
def test_nobody_is_asked_to_confirm_what_is_then_refused(world, as_, desk, role, wrong, beside):
    before, client = everything_kept(), as_(role)
    paid = {"key": str(new_id()), "method": "wechat", "reference": str(new_id()), **wrong}
    for name, what in (
        ("desk_top_up", {"offer": str(desk["offer"].pk)}),
        ("desk_card", {"card": str(desk["card"].pk)}),
    ):
        answer = client.post(at(name, desk["owner"].pk), {**paid, **what})
        assert answer.status_code == 422
        assert 'name="sure"' not in text(answer)
        assert f'id="{beside}"' in text(answer)
    assert everything_kept() == before


def test_a_top_up_paid_elsewhere_is_not_offered_and_not_taken(world, as_, desk):
    before, client = everything_kept(), as_("cashier")
    for page in (at("desk_top_up", desk["owner"].pk), at("desk_card", desk["owner"].pk)):
        assert 'value="elsewhere"' not in text(client.get(page))
    answer = top_up(client, desk, method="elsewhere", reference="POS-1")
    assert answer.status_code == 422
    assert 'value="elsewhere"' in text(client.get(at("desk_settle", desk["owner"].pk)))
    assert everything_kept() == before


def everything_kept() -> tuple[int, ...]:
    """How much there is of what a deed leaves behind."""
    from liuke.audit.models import AuditEntry
    from liuke.loyalty.models import Payment
    from liuke.outbox.models import PublishedEvent

    deeds = AuditEntry.objects.filter(verb__startswith="loyalty.")
    return (receipts(), Payment.objects.count(), deeds.count(), PublishedEvent.objects.count())


def test_pressing_twice_gives_the_same_receipt(world, as_, desk):
    client, key, number = as_("cashier"), str(new_id()), str(new_id())
    first = top_up(client, desk, key=key, reference=number)
    count = held(desk["owner"])["principal"]
    again = top_up(client, desk, key=key, reference=number)
    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    assert held(desk["owner"])["principal"] == count
    page = text(client.get(first.headers["Location"]))
    assert "3,000.00" in page
    assert number in page


@pytest.mark.parametrize("amount", ["", "0", "-5", "1.005", "abc", "1e9", "99999999999", "二百"])
def test_no_amount_that_is_none_is_taken(world, as_, desk, amount):
    before = receipts()
    answer = top_up(as_("cashier"), desk, offer="", amount=amount)
    assert answer.status_code == 422
    assert "errorlist" in text(answer)
    assert receipts() == before


def test_cash_without_a_till_is_refused_beside_the_field_and_nothing_typed_is_lost(world, as_, desk):
    answer = top_up(as_("store_manager"), desk, offer="", amount="128.50", method="cash", reference="")
    assert answer.status_code == 422
    assert 'value="128.50"' in text(answer)
    assert 'id="id_method_error"' in text(answer)


def test_a_till_is_opened_counted_and_closed_with_a_note(world, as_, desk):
    from liuke.loyalty.models import TillSession

    client = as_("cashier")
    client.post(reverse("till_open"), {"float": "200"})
    till = TillSession.objects.get(staff=world.people["cashier"], closed_at=None)
    assert top_up(client, desk, offer="", amount="100", method="cash", reference="").status_code == 302
    page = at("till", till.pk)
    assert "300.00" in text(client.get(page))
    short = {"version": till.version, "counted": "299"}
    assert client.post(page, short).status_code == 422
    assert client.post(page, {**short, "note": "找零"}).status_code == 302
    assert "找零" in text(client.get(reverse("tills")))
    assert client.post(page, {**short, "note": "again"}).status_code == 422
    answer = top_up(client, desk, offer="", amount="100", method="cash", reference="")
    assert answer.status_code == 422


def test_the_auditor_looks_at_tills_and_changes_nothing(world, as_, desk):
    from liuke.loyalty.actions.open_till import close_till, open_till
    from liuke.loyalty.models import TillSession
    from liuke.org.queries import scope_of
    from liuke.org.scope import NotAllowed

    auditor, store = as_("auditor"), world.stores["east"].pk
    manager = scope_of(world.people["store_manager"])
    till = open_till(scope=manager, store_id=store, float_fen=10_000, at=timezone.now())
    assert reverse("tills") in text(auditor.get(reverse("desk")))
    listed, shown = text(auditor.get(reverse("tills"))), text(auditor.get(at("till", till.pk)))
    assert world.people["store_manager"].name in listed
    assert "100.00" in shown
    assert 'name="counted"' not in shown
    given = {"version": till.version, "counted": "100", "note": "x"}
    assert auditor.post(at("till", till.pk), given).status_code == 403
    assert auditor.post(reverse("till_open"), {"float": "1"}).status_code == 403
    with pytest.raises(NotAllowed):
        close_till(
            scope=scope_of(world.people["auditor"]), till_id=till.pk, version=till.version,
            counted_fen=10_000, note="", at=timezone.now(),
        )  # fmt: skip
    assert TillSession.objects.filter(pk=till.pk, closed_at=None).exists()
    for role in ("service_adviser", "marketing", "customer_service", "sales", "administrator", "technician"):
        assert as_(role).get(reverse("tills")).status_code == 403
        assert as_(role).get(at("till", till.pk)).status_code == 403
    close_till(
        scope=manager, till_id=till.pk, version=till.version, counted_fen=10_000, note="", at=timezone.now()
    )


def test_another_stores_manager_finds_neither_till_nor_receipt(world, as_, desk):
    from liuke.loyalty.models import Receipt, TillSession

    client = as_("western_manager")
    assert client.get(at("till", TillSession.objects.first().pk)).status_code == 404
    assert client.get(at("desk_receipt", Receipt.objects.first().pk)).status_code == 404
    assert client.get(at("desk_owner", desk["owner"].pk)).status_code == 404


def test_a_bill_is_worked_out_while_it_is_typed_and_settled_once(world, as_, desk):
    from liuke.loyalty.models import DeskBill

    client, page = as_("cashier"), at("desk_settle", desk["owner"].pk)
    assert client.get(page).status_code == 200
    typed = text(client.post(page, bill(do="")))
    assert "¥400.00" in typed
    filled = text(client.post(page, bill(do="most")))
    assert re.search(r'id="stored"[^>]*value="400.00"', filled)
    number = f"WO-{new_id().hex[-8:]}"
    assert client.post(page, bill(number, stored="399")).status_code == 422
    done = client.post(page, bill(number, stored="400"))
    assert done.status_code == 302
    assert number in text(client.get(done.headers["Location"]))
    full_width = number.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for written in (number, number.lower(), f" {full_width[:4]} {full_width[4:]}"):
        other = as_("service_adviser").post(page, bill(written, stored="400"))
        assert other.status_code == 422
        assert f"结算单{number}" in text(other)
    assert DeskBill.objects.filter(number=number).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "-1"}, {"amount": "1.234"}, {"amount": ""}, {"number": " "}, {"item": ""}, {"category": "x"},
        {"amount": "500"}, {"points": "-3"}, {"points": "1.5"}, {"points": "99999999999999"}, {"stored": "-400"},
        {"stored": "999999999999"}, {"stored": "400", "use": "wash"}, {"coupon": "nobody-knows"},
    ],
    ids=str,
)  # fmt: skip
def test_no_bill_that_is_wrong_is_settled(world, as_, desk, wrong):
    before, have = receipts(), held(desk["owner"])
    answer = as_("cashier").post(at("desk_settle", desk["owner"].pk), {**bill(), **wrong})
    assert answer.status_code == 422
    assert (receipts(), held(desk["owner"])) == (before, have)


def test_a_hold_is_chosen_for_a_bill_and_money_comes_in_many_ways(world, as_, desk):
    from liuke.loyalty.models import Payment, Receipt

    client, owner = as_("cashier"), desk["owner"].pk
    put = at("desk_hold", owner)
    given = {"key": str(new_id()), "what": "stored", "amount": "150", "days": "3"}
    assert client.post(put, {**given, "amount": "0"}).status_code == 422
    assert client.post(put, {**given, "what": "points", "amount": "1.5"}).status_code == 422
    assert "¥999,999.00" in text(client.post(put, {**given, "amount": "999999"}))
    done = client.post(put, given)
    assert client.post(put, given).headers["Location"] == done.headers["Location"]
    hold = Receipt.objects.get(key=f"desk:{given['key']}").journals[0]
    page = at("desk_settle", owner)
    shown = text(client.get(page))
    assert f'value="{hold}"' in shown
    assert shown.count('name="money"') == 2
    filled = text(client.post(page, bill(do="hold", hold=hold)))
    assert re.search(r'id="stored"[^>]*value="150.00"', filled)
    assert re.search(f'value="{hold}" selected', filled)
    three = {
        "method": ["wechat"] * 3,
        "money": ["100", "100", "50"],
        "reference": [str(new_id()) for _ in "abc"],
    }
    more = text(client.post(page, bill(do="add_money", hold=hold, **three)))
    assert more.count('name="money"') == 4
    many = {"method": ["wechat"] * 10, "money": [""] * 10, "reference": [""] * 10}
    full = text(client.post(page, bill(do="add_money", **many)))
    assert full.count('name="money"') == 10
    assert "add_money" not in full
    assert client.post(page, bill(hold=hold, money="400", method="wechat", reference="x")).status_code == 422
    settled = client.post(page, bill(hold=hold, stored="150", **three))
    receipt = Receipt.objects.get(pk=settled.headers["Location"].rpartition("/")[2])
    assert Payment.objects.filter(receipt=receipt).count() == 3
    assert receipt.told["tenders"]["hold"] == hold
    assert f'value="{hold}"' not in text(client.get(page))
    late = client.post(page, bill(hold=hold, stored="400"))
    assert late.status_code == 422


def test_a_receipt_tells_what_is_free_from_what_is_set_aside(world, as_, desk):
    manager, owner = as_("store_manager"), desk["owner"].pk
    given = {"key": str(new_id()), "series": "cut-far", "count": "2"}
    assert manager.post(at("desk_coupons", owner), given).status_code == 302
    free = held(desk["owner"])["coupon:cut-far"]
    put = {"key": str(new_id()), "what": "coupon:cut-far", "amount": "1", "days": "1"}
    shown = text(manager.get(manager.post(at("desk_hold", owner), put).headers["Location"]))
    _, _, after = shown.partition("变动后余额")
    assert re.findall(r"<dt>(券cut-far[^<]*)</dt><dd>([^<]*)</dd>", after) == [
        ("券cut-far", f"{free - 1}张"),
        ("券cut-far（预留中）", "1张"),
    ]


@pytest.mark.parametrize(("do", "status"), [("settle", 422), ("", 200)], ids=["settled", "worked out"])
def test_a_coupon_nobody_knows_is_told_at_the_coupons(world, as_, desk, do, status):
    typed = bill("WO-unknown", coupon="nope", method="wechat", money="400", reference="W-400", do=do)
    before = receipts()
    answer = as_("cashier").post(at("desk_settle", desk["owner"].pk), typed)
    shown = text(answer)
    assert (answer.status_code, receipts()) == (status, before)
    assert re.search("没有“nope”这张券[^<]*</li></ul>", shown)
    assert "网址" not in shown
    for kept in ("WO-unknown", "机油保养", "W-400"):
        assert f'value="{kept}"' in shown


def test_a_coupon_that_does_not_fit_says_why(world, as_, desk):
    manager, page = as_("store_manager"), at("desk_coupons", desk["owner"].pk)
    for code in ("cut-50", "cut-far"):
        given = {"key": str(new_id()), "series": code, "count": "1"}
        assert manager.post(page, given).status_code == 302
    settle = at("desk_settle", desk["owner"].pk)
    body = text(as_("cashier").post(settle, bill(do="")))
    assert re.search(r'value="cut-far"[^>]*disabled', body)
    assert not re.search(r'value="cut-50"[^>]*disabled', body)
    done = as_("cashier").post(settle, bill(coupon="cut-50", stored="350"))
    assert done.status_code == 302


def test_a_card_is_sold_and_pays_its_line(world, as_, desk):
    client = as_("cashier")
    given = {
        "key": str(new_id()),
        "card": str(desk["card"].pk),
        "method": "alipay",
        "reference": str(new_id()),
    }
    page = at("desk_card", desk["owner"].pk)
    assert 'name="sure"' in text(client.post(page, given))
    assert client.post(page, {**given, "sure": "1"}).status_code == 302
    had = held(desk["owner"])["visits:wash"]
    line = bill(item="精洗", amount="50", listed="50", use="wash")
    settled = client.post(at("desk_settle", desk["owner"].pk), line)
    assert held(desk["owner"])["visits:wash"] == had - 1
    page = f"{settled.headers['Location']}/return"
    body = text(client.get(page))
    assert 'name="amount"' not in body, "a card goes back as a whole"
    assert "只能整单退" in body
    given = {"key": str(new_id()), "reason": "没有做"}
    assert client.post(page, {**given, "amount": "10"}).status_code == 422
    assert held(desk["owner"])["visits:wash"] == had - 1
    assert client.post(page, given).status_code == 302
    assert held(desk["owner"])["visits:wash"] == had


def test_a_bill_is_returned_in_parts(world, as_, desk):
    client = as_("cashier")
    done = client.post(at("desk_settle", desk["owner"].pk), bill(stored="400")).headers["Location"]
    page = f"{done}/return"
    given = {"key": str(new_id()), "amount": "100", "reason": "多收"}
    assert client.post(page, given).status_code == 302
    assert client.post(page, {**given, "key": str(new_id()), "amount": "301"}).status_code == 422
    assert client.post(page, {**given, "key": str(new_id()), "reason": ""}).status_code == 422
    assert client.post(page, {**given, "key": str(new_id()), "amount": ""}).status_code == 302


def test_receipts_tell_how_much_and_are_found_by_day_and_number(world, as_, desk):
    client, number = as_("cashier"), f"WO-{new_id().hex[-8:]}"
    done = client.post(at("desk_settle", desk["owner"].pk), bill(number, stored="400")).headers["Location"]
    client.post(f"{done}/return", {"key": str(new_id()), "amount": "100", "reason": "多收"})
    top_up(client, desk)
    page = at("desk_receipts")
    for body in (text(client.get(at("desk"))), text(client.get(page))):
        told = {re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)}
        for what, much in ((number, "¥400.00"), (number, "-¥100.00"), ("充3000送1000", "¥3,000.00")):
            assert any(what in row and much in row for row in told)
    printed = re.search(r"\d{8}-[0-9A-F]{8}", text(client.get(done)))[0]
    for asked in (number, number.lower(), f" {number} ", printed, printed.lower()):
        body = text(client.get(page, {"number": asked}))
        assert done in body
        assert "充3000送1000" not in body
    for asked in ("WO-nobody", "20260230-0000000A", "20260229-0000000A", "'; --", "%"):
        assert "没有这个编号的小票" in text(client.get(page, {"number": asked}))
    for day in ("2020-02-02", "0001-01-01", "9999-12-31"):
        assert "当天没有小票" in text(client.get(page, {"day": day}))
    for asked in ("00010101-0000000A", "99991231-0000000A"):
        assert "没有这个编号的小票" in text(client.get(page, {"number": asked}))
    assert done in text(client.get(page, {"day": "31/12"}))
    assert done not in text(as_("western_manager").get(page, {"number": number}))


def test_a_frozen_owner_uses_nothing_until_it_is_lifted(world, as_, desk):
    manager, client = as_("store_manager"), as_("cashier")
    given = {"key": str(new_id()), "reason": "报失"}
    assert manager.post(at("desk_freeze", desk["owner"].pk), given).status_code == 302
    before = held(desk["owner"])
    assert "已冻结" in text(client.get(at("desk_settle", desk["owner"].pk)))
    assert client.post(at("desk_settle", desk["owner"].pk), bill(stored="400")).status_code == 422
    assert held(desk["owner"]) == before
    lifted = manager.post(at("desk_lift_freeze", desk["owner"].pk), {**given, "key": str(new_id())})
    assert lifted.status_code == 302


def test_points_go_to_another_owner_and_the_receipt_says_to_whom(world, as_, desk):
    from tests.owners.conftest import make_person

    manager, owner = as_("store_manager"), desk["owner"].pk
    other = make_person("高洁", phones=("13800008877",), home_store=world.stores["east"])
    given = {"key": str(new_id()), "what": "points", "amount": "30", "reason": "活动"}
    assert manager.post(at("desk_gift", owner), given).status_code == 302
    typed = {"key": str(new_id()), "what": "points", "amount": "20", "to": "13800008878"}
    assert "没有使用该手机号的其他车主" in text(manager.post(at("desk_hand_over", owner), typed))
    done = manager.post(at("desk_hand_over", owner), {**typed, "to": "138 0000 8877"})
    shown = text(manager.get(done.headers["Location"]))
    assert f'转给</dt><dd><a href="{at("desk_owner", other.pk)}">高洁</a>' in shown
    assert held(other)["points"] == 20


def test_a_merged_owner_is_named_as_such(world, as_, desk):
    merge = world.owners["east merge"]
    answer = as_("cashier").get(at("desk_owner", merge.other_id))
    assert answer.status_code in (302, 409)


def test_a_guest_is_found_by_the_whole_number_only(world, as_, desk):
    client, west = as_("cashier"), world.owners["west owner"]
    number = world.owners["west phone"].number
    client.post(reverse("desk_guest"), {"told": number[-4:]})
    assert client.get(at("desk_owner", west.pk)).status_code == 404
    answer = client.post(reverse("desk_guest"), {"told": number})
    assert answer.headers["Location"] == at("desk_owner", west.pk)
    assert client.get(at("desk_owner", west.pk)).status_code == 200
