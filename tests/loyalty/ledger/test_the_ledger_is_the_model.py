"""Random lives of a few owners: after every step the ledger holds what the model holds, and refuses what it refuses."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest

pytest.importorskip("django")

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.loyalty.ledger.conftest import Books, bill, fresh
from tests.loyalty.ledger.model import NEVER, Due, Model, No

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.deeds import Desk
from liuke.loyalty.ledger.post import Posted, post
from liuke.loyalty.ledger.posting import Draw, Give, Kind, Posting, Refund, Value
from liuke.loyalty.ledger.refusals import LedgerRefusal
from liuke.loyalty.ledger.verify import verify
from liuke.values.identity import new_id

WHATS = ("principal", "bonus", "points", "coupon", "points_debt", "held")
UNITS = {
    "principal": "fen",
    "bonus": "fen",
    "points": "points",
    "coupon": "coupon:may",
    "points_debt": "points",
    "held": "fen",
}
CLOCK = """
CREATE TABLE public.clock AS SELECT ledger.today() AS day;
GRANT SELECT ON public.clock TO PUBLIC;
CREATE OR REPLACE FUNCTION ledger.today() RETURNS date LANGUAGE sql STABLE AS 'SELECT day FROM public.clock';
"""
amounts = st.integers(1, 400)
days = st.one_of(st.none(), st.integers(0, 5))
who = st.integers(0, 2)


class Lives(RuleBasedStateMachine):
    books: Books
    steps: ClassVar[list[str]]
    watching: ClassVar[psycopg.Connection]

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        cursor = self.watching.execute(query.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    @initialize()
    def begin(self) -> None:
        self.owners = [new_id() for _ in range(3)]
        [(today,)] = self.ask("SELECT day FROM public.clock")
        self.model = Model(today)
        self.posted: list[tuple[Posting, Posted]] = []
        self.holds: list[UUID] = []
        self.merges: list[UUID] = []
        self.owed_before = self.owed()

    def owed(self) -> Counter[Due]:
        """What the stores owe each other, as both of the two have it."""
        east, west = self.books.east.store, self.books.west.store
        found: Counter[Due] = Counter()
        for pair in ((east, west), (west, east)):
            [(owes, is_owed)] = self.ask(
                "SELECT ledger.store_balance(ledger.account_id('due_to', 'fen', NULL, %s, %s)),"
                " -ledger.store_balance(ledger.account_id('due_from', 'fen', NULL, %s, %s))",
                *pair,
                *reversed(pair),
            )
            assert owes == is_owed
            found[pair] = owes
        return found

    def at(self, desk: Desk, west: bool) -> Desk:
        """The same people in one of the stores."""
        return replace(desk, store=(self.books.west if west else self.books.east).store)

    def both(self, posting: Posting, told: Callable[[UUID], None]) -> Posted | None:
        """The ledger posts, the model does the same; both or neither."""
        try:
            answer = post(posting)
        except LedgerRefusal as refusal:
            with pytest.raises(No) as no:
                told(new_id())
            assert str(no.value) == refusal.code, posting  # noqa: PT017 - both refuse alike
            self.compare(refusal.code)
            return None
        told(answer.journal)
        self.posted.append((posting, answer))
        self.compare("posted")
        return answer

    def compare(self, what: str = "") -> None:
        self.steps.append(what)
        rows = self.ask(
            "SELECT a.holder, a.kind, sum(b.amount)::bigint FROM ledger.account a JOIN ledger.balance b ON b.account = a.id"
            " WHERE a.holder = ANY(%s) GROUP BY 1, 2",
            self.owners,
        )
        there = {(owner, kind): amount for owner, kind, amount in rows}
        for owner in self.owners:
            for what in WHATS:
                assert there.get((owner, what), 0) == self.model.balance(owner, what), (
                    what,
                    self.owners.index(owner),
                )
        assert self.owed() == self.owed_before + self.model.owed

    def last_day(self, ahead: int | None) -> dt.date | None:
        return None if ahead is None else self.model.today + dt.timedelta(ahead)

    @rule(one=who, principal=amounts, bonus=st.integers(0, 200), ahead=days, west=st.booleans())
    def top_up(self, one: int, principal: int, bonus: int, ahead: int | None, west: bool) -> None:
        owner, last, desk = self.owners[one], self.last_day(ahead), self.at(self.books.east, west)
        worth = principal + bonus
        grants = [("principal", principal, NEVER, principal, worth)]
        if bonus:
            grants.append(("bonus", bonus, last or NEVER, 0, 1))
        posting = deeds.top_up(
            desk,
            owner,
            fresh(),
            payment=fresh("p"),
            principal_fen=principal,
            bonus_fen=bonus,
            bonus_expires_on=last,
        )
        self.both(posting, lambda id_: self.model.grant(id_, "topup", desk.store, owner, grants))

    @rule(one=who, which=st.integers(0), kept=st.integers(0, 50), odd=st.integers(0, 9), west=st.booleans())
    def refund(self, one: int, which: int, kept: int, odd: int, west: bool) -> None:
        """One time in ten by a calculation that is wrong by a fen."""
        owner, desk = self.owners[one], self.at(self.books.east, west)
        there = [id_ for id_, deed in self.model.deeds.items() if deed.kind == "topup"]
        if not there:
            return
        origin = there[which % len(there)]
        left = sum(
            lot.left
            for lot in self.model.lots
            if (lot.owner, lot.what, lot.origin) == (owner, "principal", origin)
        )
        kept = min(kept, left)
        refunded = left - kept + (odd == 0)
        refund = Refund(kind=Value.STORED, origin=origin, refund_fen=refunded, kept_fen=kept)
        posting = deeds.refund(desk, owner, fresh(), refund=refund)
        self.both(posting, lambda id_: self.model.refund(id_, desk.store, owner, origin, refunded, kept))

    @rule(one=who, points=amounts, ahead=days)
    def earn(self, one: int, points: int, ahead: int | None) -> None:
        owner, last = self.owners[one], self.last_day(ahead)
        posting = deeds.earn(
            self.books.east, owner, fresh(), source=fresh("b"), points=points, expires_on=last
        )
        self.both(
            posting,
            lambda id_: self.model.grant(
                id_, "earn", self.books.east.store, owner, [("points", points, last or NEVER, 0, 1)]
            ),
        )

    @rule(one=who, count=st.integers(1, 3), ahead=days)
    def issue(self, one: int, count: int, ahead: int | None) -> None:
        owner, last = self.owners[one], self.last_day(ahead)
        posting = deeds.issue(
            self.books.east, owner, fresh(), series="may", count=count, expires_on=last, source=None
        )
        self.both(
            posting,
            lambda id_: self.model.grant(
                id_, "issue", self.books.east.store, owner, [("coupon", count, last or NEVER, 0, 1)]
            ),
        )

    @rule(one=who, amount=amounts, west=st.booleans())
    def pay(self, one: int, amount: int, west: bool) -> None:
        owner, desk = self.owners[one], self.at(self.books.east, west)
        posting = deeds.pay(desk, owner, fresh(), bill=bill(desk.store), amount_fen=amount)
        self.both(posting, lambda id_: self.model.draw(id_, "pay", desk.store, owner, "stored", amount))

    @rule(one=who, points=amounts)
    def spend(self, one: int, points: int) -> None:
        owner = self.owners[one]
        posting = deeds.spend(
            self.books.east, owner, fresh(), bill=bill(self.books.east.store), points=points
        )
        self.both(
            posting, lambda id_: self.model.draw(id_, "spend", self.books.east.store, owner, "points", points)
        )

    @rule(one=who)
    def redeem(self, one: int) -> None:
        owner = self.owners[one]
        posting = deeds.redeem(
            self.books.east, owner, fresh(), bill=bill(self.books.east.store), series="may"
        )
        self.both(
            posting, lambda id_: self.model.draw(id_, "redeem", self.books.east.store, owner, "coupon", 1)
        )

    @rule(one=who, other=who, what=st.sampled_from(["points", "coupon"]), amount=st.integers(1, 60))
    def hand_over(self, one: int, other: int, what: str, amount: int) -> None:
        if one == other:
            return
        owner, taker = self.owners[one], self.owners[other]
        give = Give(kind=Value(what), amount=amount, to=taker, unit=UNITS[what])
        posting = deeds.transfer(self.books.east, owner, fresh(), give=give)
        self.both(
            posting, lambda id_: self.model.give(id_, self.books.east.store, owner, taker, what, amount)
        )

    @rule(one=who, amount=amounts)
    def hold(self, one: int, amount: int) -> None:
        owner = self.owners[one]
        posting = deeds.hold(self.books.east, owner, fresh(), draw=Draw(kind=Value.STORED, amount=amount))
        answer = self.both(
            posting, lambda id_: self.model.draw(id_, "hold", self.books.east.store, owner, "stored", amount)
        )
        if answer:
            self.holds.append(answer.journal)

    @precondition(lambda self: self.holds)
    @rule(which=st.integers(0), amount=amounts, west=st.booleans())
    def capture(self, which: int, amount: int, west: bool) -> None:
        hold = self.holds[which % len(self.holds)]
        owner = self.model.deeds[hold].owner
        desk = self.at(self.books.east, west)
        posting = deeds.pay(desk, owner, fresh(), bill=bill(desk.store), amount_fen=amount, hold=hold)
        self.both(
            posting, lambda id_: self.model.draw(id_, "pay", desk.store, owner, "stored", amount, hold=hold)
        )

    @precondition(lambda self: self.holds)
    @rule(which=st.integers(0))
    def release(self, which: int) -> None:
        hold = self.holds[which % len(self.holds)]
        posting = deeds.void(self.books.east, self.model.deeds[hold].owner, fresh(), of=hold)
        self.both(posting, lambda _: self.model.void(hold))

    @precondition(lambda self: self.model.deeds)
    @rule(
        which=st.integers(0),
        amount=st.one_of(st.none(), st.integers(1, 300)),
        whole=st.booleans(),
        west=st.booleans(),
    )
    def undo(self, which: int, amount: int | None, whole: bool, west: bool) -> None:
        wanted = (
            ("pay", "spend", "earn", "redeem")
            if not whole
            else ("pay", "spend", "earn", "redeem", "topup", "issue", "transfer", "refund")
        )
        there = [id_ for id_, deed in self.model.deeds.items() if deed.kind in wanted]
        if not there:
            return
        of = there[which % len(there)]
        owner = self.model.deeds[of].owner
        desk = self.at(self.books.manager if whole else self.books.east, west)
        if whole:
            posting = deeds.reverse(desk, owner, fresh(), of=of, why="test")
        else:
            posting = deeds.give_back(desk, owner, fresh(), of=of, amount=amount)
        self.both(posting, lambda _: self.model.undo(desk.store, of, None if whole else amount, whole=whole))

    @precondition(lambda self: self.posted)
    @rule(which=st.integers(0))
    def repeat(self, which: int) -> None:
        posting, answer = self.posted[which % len(self.posted)]
        assert post(posting) == answer
        self.compare()

    @rule(forward=st.integers(1, 3))
    def time_passes(self, forward: int) -> None:
        self.model.today += dt.timedelta(forward)
        self.ask("UPDATE public.clock SET day = %s", self.model.today)
        self.compare()

    @rule()
    def night(self) -> None:
        while self.ask("SELECT ledger.expire(5000)") != [(0,)]:
            pass
        self.model.expire()
        self.compare()

    @rule(one=who, frozen=st.sampled_from([True, False, False, False, False]))
    def freeze(self, one: int, frozen: bool) -> None:
        owner = self.owners[one]
        posting = self.books.east(Kind.FREEZE if frozen else Kind.UNFREEZE, fresh(), owner)
        self.both(posting, lambda _: self.model.freeze(owner, frozen))

    @rule(one=who, other=who, seldom=st.integers(0, 7))
    def merge(self, one: int, other: int, seldom: int) -> None:
        if one == other or seldom:
            return
        owner, twin = self.owners[one], self.owners[other]
        ids = {
            what: self.ask("SELECT ledger.account_id(%s, %s, %s, NULL, NULL)", what, UNITS[what], twin)[0][0]
            for what in WHATS
        }
        order = sorted(WHATS, key=lambda what: ids[what])
        posting = self.books.east(Kind.MERGE, fresh(), owner, other=twin)
        answer = self.both(
            posting, lambda id_: self.model.merge(id_, self.books.east.store, owner, twin, order)
        )
        if answer:
            self.merges.append(answer.journal)

    @precondition(lambda self: self.merges)
    @rule(which=st.integers(0))
    def part(self, which: int) -> None:
        merge = self.merges[which % len(self.merges)]
        deed = self.model.deeds[merge]
        assert deed.other is not None
        posting = self.books.manager(Kind.UNMERGE, fresh(), deed.owner, returns=merge, other=deed.other)
        self.both(posting, lambda _: self.model.part(merge))


def live(books: Books, steps: int, at_once: int) -> None:
    """Lives of ``at_once`` steps at most, until there were ``steps`` in all."""
    books.ask(CLOCK)
    done: list[str] = []
    with psycopg.connect(books.super_url, autocommit=True) as watching:
        machine: Any = type("LivesHere", (Lives,), {"books": books, "steps": done, "watching": watching})
        while len(done) < steps:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=50,
                    stateful_step_count=at_once,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
    assert done.count("posted") > steps / 4
    while books.ask("SELECT ledger.seal(1000)") != [(0,)]:
        pass
    assert [one for one in verify().findings if one.record != "guard"] == []


def test_five_thousand_steps_are_those_of_the_model(own_books: Books) -> None:
    live(own_books, steps=5_000, at_once=50)


@pytest.mark.slow
def test_a_hundred_thousand_steps_are_those_of_the_model(own_books: Books) -> None:
    live(own_books, steps=100_000, at_once=100)
