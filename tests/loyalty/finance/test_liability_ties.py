"""B8 What is owed on any day is what a diary on paper comes to, by store, kind, age and step; and it ties."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("django")

from tests.loyalty.ledger.conftest import bill, fresh

from liuke.loyalty.finance.liability import KINDS, balances_differ, liability_of, standing_on
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.values.reach import EVERYWHERE, Reach

DAYS = (801, 800, 400, 399, 250, 195, 150, 131, 95, 60, 45, 44, 20, 10, 5, 3, 2, 1, 0)


@pytest.mark.parametrize("days", DAYS)
def test_what_stood_on_a_day_is_what_the_diary_says(diary, days):
    day, found = diary.ago(days), {}
    for one in standing_on(day, EVERYWHERE):
        found[one.store, one.kind] = found.get((one.store, one.kind), 0) + one.amount
    assert found == dict(diary.standing(day))


@pytest.mark.parametrize(
    ("start", "end"), [(801, 0), (400, 200), (150, 100), (60, 45), (5, 0), (0, 0), (120, 110)]
)
def test_opening_and_movements_are_the_closing(diary, start, end):
    first, last = diary.ago(start), diary.ago(end)
    found = liability_of(start=first, end=last, reach=EVERYWHERE)
    moved = {
        (store, kind, step): amount
        for store, one in found.stores.items()
        for step, amounts in one.steps.items()
        for kind, amount in amounts.items()
        if amount
    }
    assert moved == dict(diary.moved(first, last))
    for one in (found.whole, *found.stores.values()):
        assert one.ties
    before = diary.standing(first - dt.timedelta(1))
    for kind in KINDS:
        assert found.whole.opening[kind] == sum(n for (_, k), n in before.items() if k == kind)
        assert found.whole.closing[kind] == sum(found.whole.ages[age][kind] for age in found.whole.ages)


def test_age_counts_from_the_first_grant(diary):
    ages = liability_of(start=diary.ago(0), end=diary.ago(0), reach=EVERYWHERE).whole.ages
    assert ages["12-24"]["principal"] == 300_000 - 30_000 - 60_000 + 30_000 - 15_000
    assert ages["0-3"]["principal"] == ages["24+"]["principal"] == 0
    assert ages["24+"] == dict.fromkeys(KINDS, 0)
    assert ages["3-6"]["cards"] == 10_000 - 2 * 3_333


def test_lots_and_balances_meet_also_while_something_is_on_hold(diary):
    assert balances_differ() == {}


def test_a_store_sees_its_own_only(diary):
    found = liability_of(start=diary.ago(801), end=diary.ago(0), reach=Reach(stores=frozenset({diary.west})))
    assert set(found.stores) == {diary.west}
    assert found.whole.closing == found.stores[diary.west].closing
    assert found.whole.closing["coupons"] == 3
    assert found.whole.closing["principal"] == 0


@pytest.mark.parametrize(
    ("taken", "ties", "differ"),
    [
        pytest.param("lot_use SET amount = amount + {0}", False, {}, id="from a use of the period"),
        pytest.param("lot SET remaining = remaining - {0}", True, {"fen": -1}, id="from what a lot holds"),
    ],
)
def test_a_difference_is_told(diary, taken, ties, differ):
    """Somebody with the superuser's password takes a fen: lots no longer come to the lines, or to balances."""
    books, start, day = diary.books, diary.ago(301), diary.ago(0)
    found = (
        "(SELECT u.journal, u.n, u.lot, u.lot_n FROM ledger.lot_use u JOIN ledger.journal j ON j.id = u.journal"
        " WHERE j.kind = 'pay' ORDER BY u.journal, u.n, u.lot LIMIT 1)"
    )
    row = (
        f"(journal, n, lot, lot_n) = {found}"
        if "lot_use" in taken
        else (
            "(journal, n) = (SELECT o.journal, o.n FROM ledger.lot o JOIN ledger.account a ON a.id = o.account"
            " WHERE a.kind = 'principal' AND o.remaining > 9 AND o.remaining < o.granted ORDER BY 1, 2 LIMIT 1)"
        )
    )

    def take(fen: int) -> None:
        books.ask(
            f"DO $$ BEGIN SET LOCAL session_replication_role = replica; UPDATE ledger.{taken.format(fen)}"
            f" WHERE {row}; END $$"
        )

    take(1)
    assert liability_of(start=start, end=day, reach=EVERYWHERE).whole.ties is ties
    assert balances_differ() == differ
    take(-1)
    assert liability_of(start=start, end=day, reach=EVERYWHERE).whole.ties
    assert balances_differ() == {}


def test_a_posting_of_this_moment_counts(diary):
    before = liability_of(start=diary.ago(0), end=diary.ago(0), reach=EVERYWHERE).whole.closing["principal"]
    lin = diary.books.ask("SELECT id FROM ledger.holder LIMIT 1")[0][0]
    topped = deeds.top_up(diary.books.west, lin, fresh(), payment=fresh("p"), principal_fen=1_000)
    post(topped)
    after = liability_of(start=diary.ago(0), end=diary.ago(0), reach=EVERYWHERE).whole
    assert (after.closing["principal"], after.ties) == (before + 1_000, True)
    post(deeds.pay(diary.books.west, lin, fresh(), bill=bill(diary.west), amount_fen=1_000))
