"""B1–B6 What a desk posts: balances, lots, what stores owe one another, on real PostgreSQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

pytest.importorskip("django")

from tests.loyalty.ledger.conftest import bill, fresh

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Draw, Give, Grant, Kind, Refund, Value
from liuke.loyalty.ledger.refusals import (
    AlreadyClosed,
    AlreadyReversed,
    AlreadySettled,
    BadRequest,
    BalanceTooLow,
    CalculationOutdated,
    LotNotHeld,
    MoreThanOriginal,
    NeedsSecondPerson,
    OwnerMerged,
    ValueNotValid,
)
from liuke.loyalty.ledger.verify import verify
from liuke.values.identity import new_id

WASH, OIL = "visits:wash", "visits:oil"


def topped_up(books, holder, principal=300_000, bonus=100_000, **more):
    return post(
        deeds.top_up(
            books.east,
            holder,
            fresh(),
            payment=fresh("pay"),
            principal_fen=principal,
            bonus_fen=bonus,
            **more,
        )
    )


def test_a_top_up_is_principal_and_bonus_apart(books):
    lin = new_id()
    before = books.of_store("clearing", books.east.store)
    posted = topped_up(books, lin)
    assert (posted.balance("principal"), posted.balance("bonus")) == (300_000, 100_000)
    assert books.of_store("clearing", books.east.store) == before - 300_000


def test_stored_value_is_drawn_in_the_proportion_in_which_it_came(books):
    lin = new_id()
    topped_up(books, lin)
    paid = post(deeds.pay(books.east, lin, fresh(), bill=bill(books.east.store), amount_fen=359_400))
    assert (paid.balance("principal"), paid.balance("bonus")) == (30_450, 10_150)


def test_the_worked_example_of_the_law_refunds_304_yuan_50(books):
    lin = new_id()
    top = topped_up(books, lin)
    post(deeds.pay(books.east, lin, fresh(), bill=bill(books.east.store), amount_fen=359_400))
    wrong = Refund(kind=Value.STORED, origin=top.journal, refund_fen=30_451)
    with pytest.raises(CalculationOutdated):
        post(deeds.refund(books.east, lin, fresh(), refund=wrong))
    right = Refund(kind=Value.STORED, origin=top.journal, refund_fen=30_450)
    before = books.of_store("refund_out", books.east.store)
    done = post(deeds.refund(books.east, lin, fresh(), refund=right, calculation={"rule": "2025-05-01"}))
    assert (done.balance("principal"), done.balance("bonus")) == (0, 0)
    assert books.of_store("refund_out", books.east.store) == before + 30_450


def test_a_card_sold_in_the_east_and_used_in_the_west_leaves_a_due(books):
    lin, east, west = new_id(), books.east.store, books.west.store
    topped_up(books, lin, 100_000, 0)
    owed = books.of_store("due_to", east, counter=west)
    earned = books.of_store("revenue", west)
    post(deeds.pay(books.west, lin, fresh(), bill=bill(west), amount_fen=40_000))
    assert books.of_store("due_to", east, counter=west) == owed + 40_000
    assert books.of_store("revenue", west) == earned + 40_000
    assert books.of_store("due_from", west, counter=east) == -(owed + 40_000)
    post(deeds.settle(books.east, fresh(), with_store=west, amount_fen=owed + 40_000))
    assert books.of_store("due_to", east, counter=west) == 0
    with pytest.raises(BalanceTooLow):
        post(deeds.settle(books.east, fresh(), with_store=west, amount_fen=1))


def test_a_refund_of_which_a_part_is_kept_draws_each_part_once(books):
    lin, east = new_id(), books.east.store
    top = topped_up(books, lin, 40_000, 10_000)
    before = [books.of_store(kind, east) for kind in ("refund_out", "revenue")]
    back = Refund(kind=Value.STORED, origin=top.journal, refund_fen=30_000, kept_fen=10_000)
    done = post(deeds.refund(books.east, lin, fresh(), refund=back))
    assert (done.balance("principal"), done.balance("bonus")) == (0, 0)
    after = [books.of_store(kind, east) for kind in ("refund_out", "revenue")]
    assert rise(before, after) == [30_000, 10_000]


def between(books, *counters):
    """What the east holds of each account, what it owes the west, and the same of the west."""
    east, west = books.east.store, books.west.store
    return [
        *(books.of_store(kind, store) for kind in counters for store in (east, west)),
        books.of_store("due_to", east, counter=west),
        -books.of_store("due_from", west, counter=east),
    ]


def rise(before, after):
    return [now - then for then, now in zip(before, after, strict=True)]


def test_what_the_west_refunds_of_the_east_it_pays_itself_and_is_owed(books):
    lin = new_id()
    top = topped_up(books, lin, 40_000, 10_000)
    before = between(books, "refund_out", "revenue")
    back = Refund(kind=Value.STORED, origin=top.journal, refund_fen=30_000, kept_fen=10_000)
    done = post(deeds.refund(books.west, lin, fresh(), refund=back))
    assert (done.balance("principal"), done.balance("bonus")) == (0, 0)
    assert rise(before, between(books, "refund_out", "revenue")) == [0, 30_000, 10_000, 0, 30_000, 30_000]


def test_a_card_of_the_east_refunded_in_the_west_leaves_a_due(books):
    lin = new_id()
    item = deeds.CardItem(kind=Value.VISITS, unit=WASH, amount=3, paid_fen=9_000, list_fen=12_000)
    sold = post(deeds.sell(books.east, lin, fresh(), payment=fresh("pay"), items=(item,)))
    before = between(books, "refund_out", "deferred")
    back = Refund(kind=Value.VISITS, unit=WASH, origin=sold.journal, refund_fen=9_000)
    post(deeds.refund(books.west, lin, fresh(), refund=back))
    assert rise(before, between(books, "refund_out", "deferred")) == [0, 9_000, -9_000, 0, 9_000, 9_000]


def test_a_top_up_or_card_of_the_east_reversed_in_the_west_is_paid_there(books):
    lin, western = new_id(), replace(books.manager, store=books.west.store)
    item = deeds.CardItem(kind=Value.VISITS, unit=WASH, amount=3, paid_fen=9_000, list_fen=12_000)
    sold = deeds.sell(books.east, lin, fresh(), payment=fresh("pay"), items=(item,))
    for made, fen in ((topped_up(books, lin, 40_000, 10_000), 40_000), (post(sold), 9_000)):
        before = between(books, "clearing")
        post(deeds.reverse(western, lin, fresh(), of=made.journal, why="wrong owner"))
        assert rise(before, between(books, "clearing")) == [0, fen, fen, fen]
    assert [books.held(lin, kind) for kind in ("principal", "bonus", "visits")] == [0, 0, 0]


def test_a_settlement_that_is_reversed_moves_back_what_it_moved(books):
    lin, west = new_id(), books.west.store
    topped_up(books, lin, 10_000, 0)
    post(deeds.pay(books.west, lin, fresh(), bill=bill(west), amount_fen=10_000))
    before = between(books, "clearing")
    paid = post(deeds.settle(books.east, fresh(), with_store=west, amount_fen=10_000))
    post(deeds.reverse(books.manager, None, fresh(), of=paid.journal, why="not paid"))
    assert between(books, "clearing") == before


def test_a_refund_elsewhere_needs_a_second_person_from_the_same_amount_on(books):
    for fen, refused in ((50_000, False), (50_001, True)):
        lin = new_id()
        top = topped_up(books, lin, fen, 0)
        asked = deeds.refund(
            books.west,
            lin,
            fresh(),
            refund=Refund(kind=Value.STORED, origin=top.journal, refund_fen=fen),
        )
        if refused:
            with pytest.raises(NeedsSecondPerson):
                post(asked)
        else:
            post(asked)


def test_a_count_card_earns_its_money_use_by_use_to_the_fen(books):
    lin, east = new_id(), books.east.store
    item = deeds.CardItem(kind=Value.VISITS, unit=WASH, amount=3, paid_fen=10_000, list_fen=15_000)
    post(deeds.sell(books.east, lin, fresh(), payment=fresh("pay"), items=(item,)))
    deferred, earned = books.of_store("deferred", east), []
    for left in (2, 1, 0):
        before = books.of_store("revenue", east)
        used = post(deeds.use(books.east, lin, fresh(), bill=bill(east), item="wash"))
        assert used.balance("visits") == left
        earned.append(books.of_store("revenue", east) - before)
    assert earned == [3333, 3333, 3334]
    assert books.of_store("deferred", east) == deferred - 10_000
    with pytest.raises(BalanceTooLow):
        post(deeds.use(books.east, lin, fresh(), bill=bill(east), item="wash"))


def test_first_to_expire_is_drawn_first(books):
    lin, today = new_id(), books.today
    days = {30: 100, 10: 50, 20: 70}
    for ahead, points in days.items():
        post(
            deeds.earn(
                books.east,
                lin,
                fresh(),
                source=fresh("bill"),
                points=points,
                expires_on=today + dt.timedelta(ahead),
            )
        )
    post(deeds.spend(books.east, lin, fresh(), bill=bill(books.east.store), points=60))
    left = books.ask(
        "SELECT l.expires_on, l.remaining FROM ledger.lot l JOIN ledger.account a ON a.id = l.account"
        " WHERE a.holder = %s ORDER BY 1",
        lin,
    )
    assert [(on - today).days for on, _ in left] == [10, 20, 30]
    assert [remaining for _, remaining in left] == [0, 60, 100]


def test_coupons_are_issued_handed_over_and_redeemed_once(books):
    lin, xu, east = new_id(), new_id(), books.east.store
    issued = post(
        deeds.issue(books.east, lin, fresh(), series="may-50", count=1, expires_on=books.today, source=None)
    )
    give = Give(kind=Value.COUPON, unit="coupon:may-50", amount=1, to=xu)
    post(deeds.transfer(books.east, lin, fresh(), give=give))
    with pytest.raises(LotNotHeld):
        post(deeds.redeem(books.east, lin, fresh(), bill=bill(east), series="may-50", issued_by=new_id()))
    with pytest.raises(BalanceTooLow):
        post(deeds.redeem(books.east, lin, fresh(), bill=bill(east), series="may-50"))
    post(deeds.redeem(books.east, xu, fresh(), bill=bill(east), series="may-50", issued_by=issued.journal))
    assert books.held(xu, "coupon") == 0


def test_a_hold_is_captured_or_given_back_once(books):
    lin, east = new_id(), books.east.store
    topped_up(books, lin)
    held = post(deeds.hold(books.east, lin, fresh(), draw=Draw(kind=Value.STORED, amount=100_000)))
    assert books.held(lin, "held") == 100_000
    with pytest.raises(BalanceTooLow):
        post(deeds.pay(books.east, lin, fresh(), bill=bill(east), amount_fen=300_001))
    paid = post(deeds.pay(books.east, lin, fresh(), bill=bill(east), amount_fen=80_000, hold=held.journal))
    assert (paid.balance("held"), paid.balance("principal"), paid.balance("bonus")) == (0, 240_000, 80_000)
    with pytest.raises(AlreadyClosed):
        post(deeds.void(books.east, lin, fresh(), of=held.journal))
    again = post(deeds.hold(books.east, lin, fresh(), draw=Draw(kind=Value.STORED, amount=320_000)))
    post(deeds.void(books.east, lin, fresh(), of=again.journal))
    assert (books.held(lin, "principal"), books.held(lin, "bonus")) == (240_000, 80_000)
    post(deeds.give_back(books.east, lin, fresh(), of=paid.journal, amount=40_000))
    assert (books.held(lin, "principal"), books.held(lin, "bonus")) == (270_000, 90_000)


def test_what_came_after_the_hold_helps_to_capture_more_than_was_held(books):
    lin, yesterday = new_id(), books.today - dt.timedelta(1)
    early = deeds.Desk(store=books.east.store, actor=books.east.actor, business_date=yesterday)
    post(deeds.top_up(early, lin, fresh(), payment=fresh("p"), principal_fen=100))
    held = post(deeds.hold(early, lin, fresh(), draw=Draw(kind=Value.STORED, amount=100)))
    topped_up(books, lin, 50, 0)
    the_bill = bill(books.east.store)
    paid = post(deeds.pay(books.east, lin, fresh(), bill=the_bill, amount_fen=130, hold=held.journal))
    assert (paid.balance("principal"), paid.balance("held")) == (20, 0)


def test_a_bill_is_settled_once_and_again_after_a_reversal(books):
    lin, the_bill = new_id(), bill(books.east.store)
    topped_up(books, lin)
    paid = post(deeds.pay(books.east, lin, fresh(), bill=the_bill, amount_fen=10_000))
    with pytest.raises(AlreadySettled):
        post(deeds.pay(books.west, lin, fresh(), bill=the_bill, amount_fen=10_000))
    with pytest.raises(NeedsSecondPerson):
        post(deeds.reverse(books.east, lin, fresh(), of=paid.journal, why="wrong owner"))
    post(deeds.reverse(books.manager, lin, fresh(), of=paid.journal, why="wrong owner"))
    assert books.held(lin, "principal") == 300_000
    with pytest.raises(AlreadyReversed):
        post(deeds.reverse(books.manager, lin, fresh(), of=paid.journal, why="wrong owner"))
    post(deeds.pay(books.west, lin, fresh(), bill=the_bill, amount_fen=10_000))


def test_points_already_spent_become_a_debt_that_later_earnings_pay_back(books):
    lin, east = new_id(), books.east.store
    earned = post(deeds.earn(books.east, lin, fresh(), source=fresh("bill"), points=100))
    post(deeds.spend(books.east, lin, fresh(), bill=bill(east), points=80))
    post(deeds.give_back(books.east, lin, fresh(), of=earned.journal))
    assert (books.held(lin, "points"), books.held(lin, "points_debt")) == (0, 80)
    with pytest.raises(MoreThanOriginal):
        post(deeds.give_back(books.east, lin, fresh(), of=earned.journal, amount=1))
    post(deeds.earn(books.east, lin, fresh(), source=fresh("bill"), points=100))
    assert (books.held(lin, "points"), books.held(lin, "points_debt")) == (20, 0)


def test_merging_carries_everything_and_unmerging_gives_back_what_is_left(books):
    lin, twin, today = new_id(), new_id(), books.today
    topped_up(books, lin, 100_000, 0)
    topped_up(books, twin, 300_000, 100_000)
    post(deeds.earn(books.east, twin, fresh(), source=fresh("bill"), points=70, expires_on=today))
    merged = post(books.east(Kind.MERGE, fresh(), lin, other=twin))
    assert (books.held(lin, "principal"), books.held(lin, "bonus"), books.held(lin, "points")) == (
        400_000,
        100_000,
        70,
    )
    assert (books.held(twin, "principal"), books.held(twin, "points")) == (0, 0)
    with pytest.raises(OwnerMerged):
        topped_up(books, twin)
    post(deeds.spend(books.east, lin, fresh(), bill=bill(books.east.store), points=30))
    post(books.manager(Kind.UNMERGE, fresh(), lin, returns=merged.journal, other=twin))
    assert (books.held(lin, "principal"), books.held(lin, "points")) == (100_000, 0)
    assert (books.held(twin, "principal"), books.held(twin, "bonus"), books.held(twin, "points")) == (
        300_000,
        100_000,
        40,
    )
    topped_up(books, twin)


def test_nobody_hands_over_to_himself(books):
    lin = new_id()
    post(deeds.earn(books.east, lin, fresh(), source=fresh("bill"), points=5))
    for to in (lin, None):
        give = Give(kind=Value.POINTS, amount=1, to=to)
        with pytest.raises(BadRequest):
            post(deeds.transfer(books.east, lin, fresh(), give=give))


def test_opening_balances_need_two_persons_and_count_once(books):
    lin, row = new_id(), fresh("old")
    grants = (
        Grant(kind=Value.PRINCIPAL, amount=50_000, paid_fen=50_000, list_fen=50_000),
        Grant(kind=Value.VISITS, unit=OIL, amount=4, paid_fen=80_000, list_fen=100_000),
        Grant(kind=Value.POINTS, amount=500),
    )
    with pytest.raises(NeedsSecondPerson):
        post(deeds.open_balance(books.east, lin, fresh(), grants=grants, source=row))
    post(deeds.open_balance(books.manager, lin, fresh(), grants=grants, source=row))
    with pytest.raises(AlreadySettled):
        post(deeds.open_balance(books.manager, lin, fresh(), grants=grants, source=row))
    assert (books.held(lin, "principal"), books.held(lin, "visits"), books.held(lin, "points")) == (
        50_000,
        4,
        500,
    )


def test_what_has_expired_cannot_be_used_and_goes_to_breakage(books):
    lin, today = new_id(), books.today
    early = deeds.Desk(
        store=books.east.store,
        actor=books.manager.actor,
        approver=books.manager.approver,
        business_date=today - dt.timedelta(20),
    )
    earned = deeds.earn(
        early, lin, fresh(), source=fresh("bill"), points=90, expires_on=today - dt.timedelta(1)
    )
    post(earned)
    with pytest.raises(ValueNotValid):
        post(deeds.spend(books.east, lin, fresh(), bill=bill(books.east.store), points=10))
    post(deeds.earn(books.east, lin, fresh(), source=fresh("bill"), points=20))
    with pytest.raises(ValueNotValid) as no:
        post(deeds.spend(books.east, lin, fresh(), bill=bill(books.east.store), points=100))
    assert (no.value.parameters["held"], no.value.parameters["usable"]) == (110, 20)
    before = books.of_store("breakage", books.east.store, "points")
    assert books.ask("SELECT ledger.expire()")[0][0] >= 1
    assert books.held(lin, "points") == 20
    assert books.of_store("breakage", books.east.store, "points") >= before + 90


def test_lots_of_an_account_that_expire_together_are_one_line_of_a_store(books):
    lin, over = new_id(), books.today - dt.timedelta(1)
    for desk, points in ((books.east, 30), (books.east, 50), (books.west, 40)):
        early = deeds.Desk(
            store=desk.store,
            actor=books.manager.actor,
            approver=books.manager.approver,
            business_date=books.today - dt.timedelta(20),
        )
        post(deeds.earn(early, lin, fresh(), source=fresh("bill"), points=points, expires_on=over))
    while books.ask("SELECT ledger.expire()")[0][0]:
        pass
    told = books.ask(
        "SELECT j.store, l.amount, l.dr_after, array_agg(u.amount ORDER BY u.amount)"
        " FROM ledger.line l JOIN ledger.account a ON a.id = l.dr JOIN ledger.journal j ON j.id = l.journal"
        " JOIN ledger.lot_use u ON (u.journal, u.n) = (l.journal, l.n)"
        f" WHERE a.holder = '{lin}' AND j.kind = 'expiry' GROUP BY l.journal, l.n, j.store ORDER BY l.amount"
    )
    assert [(store, amount, parts) for store, amount, _, parts in told] == [
        (books.west.store, 40, [40]),
        (books.east.store, 80, [30, 50]),
    ]
    assert min(after for _, _, after, _ in told) == 0
    assert books.held(lin, "points") == 0
    assert verify().findings == ()
