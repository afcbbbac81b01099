"""Bugs that other systems were reported for, each as what must happen instead."""

from __future__ import annotations

import datetime as dt
import json

import psycopg
import pytest

pytest.importorskip("django")

from tests.loyalty.ledger import proofs
from tests.loyalty.ledger.conftest import bill, fresh

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Refund, Value
from liuke.loyalty.ledger.refusals import AlreadySettled, BalanceTooLow, MoreThanOriginal
from liuke.loyalty.ledger.statement import qualifying_points
from liuke.loyalty.rules.points_base import Tenders, points_base_fen
from liuke.values.identity import new_id


def earned(books, lin, points, **more):
    return post(deeds.earn(books.east, lin, fresh(), source=fresh("bill"), points=points, **more))


def test_a_refund_takes_the_points_back_odoo_257854(books):
    lin = new_id()
    award = earned(books, lin, 100)
    post(deeds.give_back(books.east, lin, fresh(), of=award.journal))
    assert books.held(lin, "points") == 0


def test_confirming_twice_posts_once_odoo_222372(books):
    lin = new_id()
    same = deeds.earn(books.east, lin, fresh(), source=fresh("bill"), points=10)
    assert post(same) == post(same)
    assert books.held(lin, "points") == 10


def test_a_refund_never_deducts_again_odoo_212922(books):
    lin = new_id()
    earned(books, lin, 100)
    spent = post(deeds.spend(books.east, lin, fresh(), bill=bill(books.east.store), points=40))
    post(deeds.give_back(books.east, lin, fresh(), of=spent.journal))
    assert books.held(lin, "points") == 100
    with pytest.raises(MoreThanOriginal):
        post(deeds.give_back(books.east, lin, fresh(), of=spent.journal))
    assert books.held(lin, "points") == 100


def test_whatever_the_document_redeeming_deducts_erpnext_59050(books):
    lin = new_id()
    earned(books, lin, 100)
    for number in ("SO-1", "INV-1"):
        post(
            deeds.spend(
                books.east, lin, fresh(), bill=bill(books.east.store, number=fresh(number)), points=50
            )
        )
    assert books.held(lin, "points") == 0
    with pytest.raises(BalanceTooLow):
        post(deeds.spend(books.east, lin, fresh(), bill=bill(books.east.store), points=1))


def test_points_do_not_stay_after_a_partial_return_erpnext_32951(books):
    lin = new_id()
    award = earned(books, lin, 90)
    post(deeds.give_back(books.east, lin, fresh(), of=award.journal, amount=30))
    assert books.held(lin, "points") == 60


def test_expiry_takes_only_what_was_not_used_odoo_206048(books):
    lin, today = new_id(), books.today
    early = deeds.Desk(
        store=books.east.store,
        actor=books.manager.actor,
        approver=books.manager.approver,
        business_date=today - dt.timedelta(9),
    )
    first = deeds.earn(early, lin, fresh(), source=fresh("b"), points=100, expires_on=today - dt.timedelta(1))
    post(first)
    earned(books, lin, 100, expires_on=today + dt.timedelta(30))
    old_bill = deeds.spend(early, lin, fresh(), bill=bill(books.east.store), points=80)
    post(old_bill)
    books.ask("SELECT ledger.expire()")
    assert books.held(lin, "points") == 100


def test_a_coupon_is_used_once_by_parallel_desks_saleor_544_vendure_4660(books):
    proofs.one_coupon_is_redeemed_once(books, threads=32)


def test_the_first_tills_of_a_new_store_are_not_in_each_others_way(books):
    proofs.the_first_tills_of_a_store_open_its_accounts(books)


def test_spending_points_does_not_lower_the_tier_open_loyalty_131(books):
    lin, today = new_id(), books.today
    earned(books, lin, 500)
    back = earned(books, lin, 70)
    post(deeds.spend(books.east, lin, fresh(), bill=bill(books.east.store), points=450))
    post(deeds.give_back(books.east, lin, fresh(), of=back.journal))
    year = {"start": today - dt.timedelta(365), "end": today + dt.timedelta(1)}
    assert qualifying_points(lin, **year) == 500


def test_points_are_not_earned_on_what_points_paid_erpnext_14847(books):
    paid = Tenders(points_fen=3_000, coupon_fen=2_000, bonus_fen=1_000)
    assert points_base_fen(bill(books.east.store, 10_000), paid) == 4_000


def test_a_bill_is_paid_once_whatever_the_key(books):
    lin, the_bill = new_id(), bill(books.east.store)
    earned(books, lin, 100)
    post(deeds.spend(books.east, lin, fresh(), bill=the_bill, points=10))
    with pytest.raises(AlreadySettled):
        post(deeds.spend(books.east, lin, fresh(), bill=the_bill, points=10))


BAD = {
    "a negative amount": ({"amount": -5}, "bad_amount"),
    "nothing": ({"amount": 0}, "bad_amount"),
    "a fraction": ({"amount": 1.5}, "bad_amount"),
    "text": ({"amount": "5"}, "bad_amount"),
    "no amount": ({"amount": None}, "bad_amount"),
    "too much": ({"amount": 100_000_000_001}, "bad_amount"),
    "far too much": ({"amount": 10**40}, "bad_amount"),
    "an unknown unit": ({"unit": "dollars"}, "unknown_unit"),
    "a kind that does not go": ({"kind": "principal"}, "bad_request"),
    "an unknown operation": ({"op": "steal"}, "bad_request"),
    "a day that is none": ({"expires_on": "2026-02-30"}, "22008"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_by_name_and_nothing_is_posted(books, what):
    changes, code = BAD[what]
    before = books.journals()
    op = {"op": "grant", "kind": "points", "amount": 5} | changes
    request = {"id": str(new_id()), "idem": fresh(), "kind": "earn", "store": str(books.east.store), "holder": str(new_id()),
               "source": fresh("b"), "ops": [op]}  # fmt: skip
    with psycopg.connect(books.app_url) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute("SELECT ledger.post(%s::jsonb)", (json.dumps(request),))
    assert code in (refused.value.diag.message_primary, refused.value.sqlstate)
    assert books.journals() == before


def test_more_than_was_paid_is_never_refunded(books):
    lin = new_id()
    top = post(deeds.top_up(books.east, lin, fresh(), payment=fresh("p"), principal_fen=1_000, bonus_fen=500))
    from liuke.loyalty.ledger.refusals import CalculationOutdated

    for wanted in (1_001, 999, 0):
        with pytest.raises(CalculationOutdated):
            post(
                deeds.refund(
                    books.east,
                    lin,
                    fresh(),
                    refund=Refund(kind=Value.STORED, origin=top.journal, refund_fen=wanted),
                )
            )
