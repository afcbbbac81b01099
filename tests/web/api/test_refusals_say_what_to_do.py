"""What the ledger refuses is said in a sentence that tells the desk what to do."""

from __future__ import annotations

import pytest
from tests.web.api.value import desk_of, one_line_bill, wechat

from liuke.loyalty.actions.hold_value import hold_value, release_hold
from liuke.loyalty.ledger.posting import Value
from liuke.loyalty.models import Receipt

NOBODYS = "00000000-0000-7000-8000-000000000000"
GIFT = {"value": "points", "amount": 1, "reason": "茶"}
CASES = {
    "points that are over at once": ("gifts", {**GIFT, "expires_on": "2020-01-01"}, 422, "bad_request", "有效期止日早于"),
    "a hold there is not, given back": (f"holds/{NOBODYS}/release", {}, 404, "no_such_journal", "没有这笔预留"),
    "a hold there is not, used": (
        "bills", {**one_line_bill(), "stored_fen": 100, "hold_id": NOBODYS}, 404, "no_such_journal", "没有这笔预留",
    ),
    "a posting there is not": ("reversals", {"journal_id": NOBODYS, "reason": "x"}, 404, "no_such_journal", "没有这笔流水"),
    "the number of a payment too long": (
        "top-ups", {"paid": {**wechat(1), "reference": "9" * 65}}, 422, "unreadable", "“paid.reference”：最多64个字符",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_a_refusal_says_what_to_do(account, what):
    where, body, status, code, said = CASES[what]
    before = Receipt.objects.count()
    answer = account.post(where, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert said in answer.json()["detail"]
    assert Receipt.objects.count() == before


def test_a_bill_is_not_returned_again(account):
    made = account.post("bills", {**one_line_bill(), "stored_fen": 100}).json()
    address = f"/bills/{made['bill_id']}/returns"
    assert account.post(address, {"reason": "退"}).status_code == 201
    again = account.post(address, {"reason": "退"})
    assert (again.status_code, again.json()["code"]) == (409, "more_than_original")
    assert again.json()["detail"] == "已全部退完，没有可退的部分。请查看已有的退单记录。"


def test_a_refund_beside_something_set_aside_says_where_to_give_it_back(account):
    owner = account.real["owner_id"]
    desk = desk_of(account.real["store_id"])
    hold = hold_value(desk, owner_id=owner, kind=Value.STORED, amount=1)
    answer = account.post(
        "refunds", {"origin": str(account.real["origin"]), "expected_fen": 1, "reason": "x"}
    )
    release_hold(desk_of(account.real["store_id"]), owner_id=owner, hold=hold.journals[0])
    assert (answer.status_code, answer.json()["code"]) == (409, "holds_open")
    assert "释放预留" in answer.json()["detail"]
