"""A program moves value: once for each key, all of it or nothing, and a "no" says what to do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone
from tests.web.api.value import one_line_bill, wechat


def test_topping_up_paying_returning_and_the_statement(account):
    before = account.held()
    topped = account.post("top-ups", {"paid": wechat(50_000)})
    assert topped.status_code == 201
    assert account.held()["principal"] == before["principal"] + 50_000
    settled = account.post(
        "bills",
        {"number": "W-1", "lines": [{"item": "保养", "amount_fen": 30_000}], "stored_fen": 30_000},
    )
    assert settled.status_code == 201, settled.content
    assert settled.json()["told"]["points_earned"] == 300
    assert account.held()["principal"] == before["principal"] + 20_000
    again = account.post(
        "bills", {"number": "ｗ－１", "lines": [{"item": "保养", "amount_fen": 100}], "stored_fen": 100}
    )
    assert (again.status_code, again.json()["code"]) == (409, "bill_settled")
    returned = account.post(f"/bills/{settled.json()['bill_id']}/returns", {"reason": "客户改期"})
    assert returned.status_code == 201
    assert account.held() == {**before, "principal": before["principal"] + 50_000}
    lines, cursor = [], ""
    while cursor is not None:
        page = account.program.get(
            f"/owners/{account.real['owner_id']}/statement?limit=7{'&cursor=' + cursor if cursor else ''}"
        ).json()
        lines += page["items"]
        cursor = page["next_cursor"]
    ours = [(one["kind"], one["account"], one["change"]) for one in lines if one["source"]]
    assert ("pay", "principal", -30_000) in ours
    assert sum(one["change"] for one in lines if one["account"] == "principal") == account.held()["principal"]


def test_a_statement_read_while_lines_are_added_loses_none_and_shows_none_twice(account):
    path = f"/owners/{account.real['owner_id']}/statement"
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = account.program.get(f"{path}?limit=3{'&cursor=' + cursor if cursor else ''}").json()
        assert 0 < len(page["items"]) <= 3
        seen, cursor, pages = seen + page["items"], page["next_cursor"], pages + 1
        if pages <= 3:
            topped = account.post("top-ups", {"paid": wechat(1_000 + pages)})
            assert topped.status_code == 201
    whole = account.program.get(f"{path}?limit=200").json()
    assert pages > 3
    assert whole["next_cursor"] is None
    assert seen == whole["items"]
    assert [one["change"] for one in seen if one["kind"] == "topup"][-3:] == [1_001, 1_002, 1_003]


def test_a_statement_goes_on_in_the_middle_of_a_posting(account):
    """A posting of two lines, the page ends between them."""
    account.post("bills", {**one_line_bill(700), "stored_fen": 700})
    path, seen, cursor = f"/owners/{account.real['owner_id']}/statement", [], ""
    while cursor is not None:
        page = account.program.get(f"{path}?limit=1{'&cursor=' + cursor if cursor else ''}").json()
        seen, cursor = seen + page["items"], page["next_cursor"]
    journals = [one["journal"] for one in seen]
    assert len(journals) > len(set(journals))
    assert seen == account.program.get(f"{path}?limit=200").json()["items"]


@pytest.mark.parametrize("text", ["7", "x y z", "2026-01-01 00000000-0000-0000-0000-000000000000 1 points"])
def test_a_cursor_of_another_list_is_refused(account, text):
    from liuke.web.api.paging import write_cursor

    path = f"/owners/{account.real['owner_id']}/statement?cursor={write_cursor(text)}"
    answer = account.program.get(path)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


def test_a_key_posts_once_and_not_for_another_body(account):
    before = account.held()
    body = {"paid": wechat(1_000)}
    first = account.post("top-ups", body, Idempotency_Key="once-and-only")
    again = account.post("top-ups", body, Idempotency_Key="once-and-only")
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    other = account.post("top-ups", {"paid": wechat(2_000)}, Idempotency_Key="once-and-only")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    used = account.post("top-ups", body)
    assert (used.status_code, used.json()["code"]) == (409, "payment_used")
    assert account.held()["principal"] == before["principal"] + 1_000


def test_many_desks_redeem_one_coupon_and_one_of_them_does(account):
    for _ in range(account.held()["coupon"]):
        account.post("bills", {**one_line_bill(), "coupons": ["tea"]})
    assert account.post("coupons", {"series": "tea"}).status_code == 201

    def redeem(_):
        try:
            return account.post("bills", {**one_line_bill(), "coupons": ["tea"]})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(redeem, range(32)))
    assert sorted(one.status_code for one in answers) == [201] + [409] * 31
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"balance_too_low"}
    assert account.held()["coupon"] == 0


BAD = {
    "a negative amount": ("top-ups", {"paid": {**wechat(1), "amount_fen": -1}}, 422, "unreadable"),
    "nothing": ("top-ups", {"paid": {**wechat(1), "amount_fen": 0}}, 422, "unreadable"),
    "more than there can be": ("top-ups", {"paid": {**wechat(1), "amount_fen": 10**18}}, 422, "unreadable"),
    "a part of a fen": ("top-ups", {"paid": {**wechat(1), "amount_fen": 1.5}}, 422, "unreadable"),
    "a number as text": ("holds", {"value": "stored", "amount": "10"}, 422, "unreadable"),
    "an unknown way to pay": ("top-ups", {"paid": {**wechat(1), "method": "gold"}}, 422, "unknown_method"),
    "no number of the payment": (
        "top-ups", {"paid": {"method": "alipay", "amount_fen": 1}}, 422, "payment_number_missing",
    ),
    "a top-up paid elsewhere": (
        "top-ups", {"paid": {"method": "elsewhere", "amount_fen": 100_000}}, 422, "paid_elsewhere",
    ),
    "cash without a till": ("top-ups", {"paid": {"method": "cash", "amount_fen": 1}}, 409, "no_till_open"),
    "an unknown unit": ("holds", {"value": "visits", "amount": 1, "code": "gold"}, 409, "balance_too_low"),
    "more than is there": ("holds", {"value": "points", "amount": 10**9}, 409, "balance_too_low"),
    "a series there is not": ("coupons", {"series": "none"}, 404, "not_found"),
    "a foreign top-up": (
        "refunds", {"origin": "00000000-0000-7000-8000-000000000000", "expected_fen": 1}, 409, "lot_not_held",
    ),
    "a foreign posting": (
        "reversals",
        {"journal_id": "00000000-0000-7000-8000-000000000000", "reason": "x"},
        404,
        "no_such_journal",
    ),
    "a gift above the limit": (
        "gifts", {"value": "points", "amount": 2_001, "reason": "致歉"}, 409, "needs_second_person",
    ),
    "uses of what there is not": (
        "gifts", {"value": "visits", "item": "nosuch", "amount": 1, "reason": "致歉"}, 422, "unknown_unit",
    ),
    "uses of nothing": ("gifts", {"value": "visits", "amount": 1, "reason": "致歉"}, 422, "unknown_unit"),
    "a gift without a reason": ("gifts", {"value": "points", "amount": 1}, 422, "reason_missing"),
    "a bill above its list price": (
        "bills",
        {"number": "X", "lines": [{"item": "油", "amount_fen": 2, "list_fen": 1}]},
        422,
        "bad_request",
    ),
    "a bill without a number": (
        "bills", {"number": "　 ", "lines": [{"item": "油", "amount_fen": 1}], "stored_fen": 1}, 422, "unreadable",
    ),
    "too little": (
        "bills", {"number": "Y", "lines": [{"item": "油", "amount_fen": 100}]}, 422, "tenders_do_not_match",
    ),
    "too many points": (
        "bills",
        {"number": "Z", "lines": [{"item": "油", "amount_fen": 100}], "points": 51, "stored_fen": 49},
        422,
        "too_many_points",
    ),
    "a hold for ever": ("holds", {"value": "points", "amount": 1, "minutes": 10**6}, 422, "bad_amount"),
    "a store there is not": (
        "top-ups", {"paid": wechat(1), "store_id": "00000000-0000-7000-8000-000000000000"}, 404, "not_found",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_makes_no_sense_is_refused_and_nothing_is_posted(account, what):
    where, body, status, code = BAD[what]
    before = account.held()
    answer = account.post(where, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]
    assert account.held() == before


@pytest.mark.parametrize("what", [("points", ""), ("coupon", "tea"), ("visits", "wash")])
def test_nobody_hands_over_to_himself(account, what):
    account.post("coupons", {"series": "tea"})
    before, (value, code) = account.held(), what
    given = {"to_owner_id": str(account.real["owner_id"]), "value": value, "code": code, "amount": 1}
    answer = account.post("transfers", given)
    assert (answer.status_code, answer.json()["code"]) == (422, "same_owner")
    assert account.held() == before


def test_uses_of_an_item_there_is_not_are_not_handed_over(account):
    given = {"to_owner_id": str(account.real["friend_id"]), "value": "visits", "code": "nosuch", "amount": 1}
    answer = account.post("transfers", given)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_unit")


def test_what_needs_a_second_person_waits_for_one_and_is_done_then(account):

    from liuke.loyalty.actions.decide_proposal import approve
    from liuke.org.scope import system_scope

    before = account.held()["points"]
    asked = account.post(
        "gifts", {"value": "points", "amount": 2_001, "reason": "致歉", "ask_approval": True}
    )
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert account.held()["points"] == before
    approve(scope=_other_person(system_scope()), proposal_id=asked.json()["id"], at=timezone.now())
    told = account.program.get(f"/proposals/{asked.json()['id']}").json()
    assert (told["state"], account.held()["points"]) == ("approved", before + 2_001)
    assert account.program.get(f"/receipts/{told['receipt_id']}").json()["kind"] == "gift"


def test_what_is_set_aside_for_too_long_is_told_how_long_may_be(account):
    answer = account.post("holds", {"value": "points", "amount": 1, "minutes": 43_201})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_amount")
    assert "43,200" in answer.json()["detail"]
    assert "100,000,000,000" not in answer.json()["detail"]


def test_whoever_made_a_key_is_no_second_person_to_it(account, world, as_):
    from django.urls import reverse

    from liuke.loyalty.actions.decide_proposal import approve, refuse
    from liuke.loyalty.ledger.refusals import SamePerson
    from liuke.loyalty.models import Proposal
    from liuke.loyalty.queries import to_decide
    from liuke.org.queries import scope_of

    before, maker = account.held(), scope_of(world.people["group"])
    given = {"value": "points", "amount": 9_000, "reason": "致歉", "ask_approval": True}
    asked = account.post("gifts", given).json()["id"]
    assert not to_decide(maker).filter(pk=asked).exists()
    for decide in (approve, refuse):
        with pytest.raises(SamePerson):
            decide(scope=maker, proposal_id=asked, answer="好", at=timezone.now())
    page, client = reverse("proposal", args=[asked]), as_("group")
    assert 'name="approve"' not in client.get(page).content.decode()
    client.post(reverse("proposal_decide", args=[asked]), {"approve": "1"})
    assert (Proposal.objects.get(pk=asked).state, account.held()) == ("waiting", before)
    manager = as_("store_manager")
    assert 'name="approve"' in manager.get(page).content.decode()
    manager.post(reverse("proposal_decide", args=[asked]), {"approve": "1"})
    assert account.held()["points"] == before["points"] + 9_000


def _other_person(scope):
    from dataclasses import replace

    from liuke.audit.actor import Actor
    from liuke.values.identity import new_id

    return replace(scope, actor=Actor(id=new_id(), name="郭店长"))


def test_a_refund_is_worked_out_shown_and_paid_back_the_way_it_came(account):
    topped = account.post("top-ups", {"paid": wechat(20_000)}).json()
    origin = topped["journals"][0]
    query = f"origin={origin}&fault=not_owners"
    shown = account.program.get(f"/owners/{account.real['owner_id']}/refund-calculation?{query}").json()
    assert (shown["paid_fen"], shown["refund_fen"]) == (20_000, 20_000)
    wrong = account.post("refunds", {"origin": origin, "expected_fen": 19_999})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "calculation_outdated")
    right = account.post("refunds", {"origin": origin, "expected_fen": 20_000})
    assert right.status_code == 201, right.content
    twice = account.post("refunds", {"origin": origin, "expected_fen": 20_000})
    assert (twice.status_code, twice.json()["code"]) == (409, "already_refunded")
    assert str(timezone.localdate()) in twice.json()["detail"]
    again = account.program.get(f"/owners/{account.real['owner_id']}/refund-calculation?{query}")
    assert (again.status_code, again.json()["code"]) == (409, "already_refunded")
    foreign = account.program.get(f"/owners/{account.real['friend_id']}/refund-calculation?{query}")
    assert (foreign.status_code, foreign.json()["code"]) == (409, "lot_not_held")


def test_what_is_posted_is_told_to_who_listens(account):
    page = account.program.get("/changes").json()
    while page["items"]:
        begun = page["next_cursor"]
        page = account.program.get(f"/changes?after={begun}").json()
    account.post("top-ups", {"paid": wechat(100)})
    told = account.program.get(f"/changes?after={begun}").json()["items"]
    assert [(one["kind"], one["owner_id"]) for one in told] == [
        ("loyalty.posted", str(account.real["owner_id"]))
    ]
