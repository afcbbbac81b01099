"""Books with a year of history in two stores, and the same history kept by hand beside it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("django")

from tests.loyalty.finance.openings import Cast, make_cast
from tests.loyalty.ledger.conftest import Books, bill, fresh, make_books

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import Posted, post
from liuke.loyalty.ledger.posting import Draw, Grant, Kind, Refund, Value
from liuke.loyalty.ledger.seal import seal
from liuke.values.identity import new_id

Key = tuple[UUID, str]


@dataclass
class Diary:
    """What was posted when, by somebody who adds up on paper: (day, store, kind, step) → amount."""

    books: Books
    lines: list[tuple[dt.date, UUID, str, str, int]] = field(default_factory=list)

    @property
    def east(self) -> UUID:
        return self.books.east.store

    @property
    def west(self) -> UUID:
        return self.books.west.store

    def ago(self, days: int) -> dt.date:
        return self.books.today - dt.timedelta(days)

    def desk(self, days: int, store: UUID | None = None) -> deeds.Desk:
        return replace(self.books.manager, store=store or self.east, business_date=self.ago(days))

    def note(self, days: int, step: str, store: UUID | None = None, **amounts: int) -> None:
        self.lines += [(self.ago(days), store or self.east, kind, step, n) for kind, n in amounts.items()]

    def standing(self, day: dt.date) -> Counter[Key]:
        total: Counter[Key] = Counter()
        for on, store, kind, _, amount in self.lines:
            if on <= day:
                total[store, kind] += amount
        return Counter({key: amount for key, amount in total.items() if amount})

    def moved(self, start: dt.date, end: dt.date) -> Counter[tuple[UUID, str, str]]:
        total: Counter[tuple[UUID, str, str]] = Counter()
        for on, store, kind, step, amount in self.lines:
            if start <= on <= end:
                total[store, kind, step] += amount
        return Counter({key: amount for key, amount in total.items() if amount})


def year_of(books: Books) -> Diary:
    """Two owners, everything that can happen to what they hold."""
    diary, lin, xu = Diary(books), new_id(), new_id()
    east, west, at = diary.east, diary.west, diary.desk
    old = topped(at(800), xu, 50_000, 0)
    diary.note(800, "topup", principal=50_000)
    first = topped(at(400), lin, 300_000, 100_000)
    diary.note(400, "topup", principal=300_000, bonus=100_000)
    post(deeds.pay(at(300, west), lin, fresh(), bill=bill(west), amount_fen=40_000))
    diary.note(300, "used_elsewhere", principal=-30_000, bonus=-10_000)
    paid = post(deeds.pay(at(200), lin, fresh(), bill=bill(east), amount_fen=80_000))
    diary.note(200, "used", principal=-60_000, bonus=-20_000)
    post(deeds.give_back(at(190), lin, fresh(), of=paid.journal, amount=40_000))
    diary.note(190, "used", principal=30_000, bonus=10_000)
    _cards(diary, lin, xu)
    _points(diary, lin, xu)
    held = post(deeds.hold(at(20), lin, fresh(), draw=Draw(kind=Value.STORED, amount=20_000)))
    post(deeds.pay(at(20), lin, fresh(), bill=bill(east), amount_fen=20_000, hold=held.journal))
    diary.note(20, "used", principal=-15_000, bonus=-5_000)
    post(deeds.hold(at(5), lin, fresh(), draw=Draw(kind=Value.STORED, amount=8_000)))
    back = Refund(kind=Value.STORED, origin=old.journal, refund_fen=50_000)
    post(deeds.refund(at(4), xu, fresh(), refund=back))
    diary.note(4, "refund", principal=-50_000)
    wrong = topped(at(3), xu, 70_000, 0)
    post(deeds.reverse(at(2), xu, fresh(), of=wrong.journal, why="wrong owner"))
    diary.note(3, "topup", principal=70_000)
    diary.note(2, "topup", principal=-70_000)
    del first
    return diary


def topped(desk: deeds.Desk, holder: UUID, principal: int, bonus: int) -> Posted:
    return post(
        deeds.top_up(desk, holder, fresh(), payment=fresh("p"), principal_fen=principal, bonus_fen=bonus)
    )


def _cards(diary: Diary, lin: UUID, xu: UUID) -> None:
    at, east, west = diary.desk, diary.east, diary.west
    card = deeds.CardItem(kind=Value.VISITS, unit="visits:wash", amount=3, paid_fen=10_000, list_fen=15_000)
    post(deeds.sell(at(150), lin, fresh(), payment=fresh("p"), items=(card,)))
    diary.note(150, "sale", visits=3, cards=10_000)
    post(deeds.use(at(140), lin, fresh(), bill=bill(east), item="wash"))
    diary.note(140, "used", visits=-1, cards=-3_333)
    post(deeds.use(at(130, west), lin, fresh(), bill=bill(west), item="wash"))
    diary.note(130, "used_elsewhere", visits=-1, cards=-3_333)
    short = replace(card, amount=2, paid_fen=5_000, expires_on=diary.ago(1))
    post(deeds.sell(at(100), xu, fresh(), payment=fresh("p"), items=(short,)))
    diary.note(100, "sale", visits=2, cards=5_000)
    post(deeds.issue(at(90, west), xu, fresh(), series="may", count=4, expires_on=None, source=None))
    diary.note(90, "given", west, coupons=4)
    post(deeds.redeem(at(80, west), xu, fresh(), bill=bill(west), series="may"))
    diary.note(80, "used", west, coupons=-1)


def _points(diary: Diary, lin: UUID, xu: UUID) -> None:
    at = diary.desk
    earned = deeds.earn(at(60), lin, fresh(), source=fresh("b"), points=500, expires_on=diary.ago(1))
    post(earned)
    diary.note(60, "given", points=500)
    post(deeds.earn(at(60), xu, fresh(), source=fresh("b"), points=80))
    diary.note(60, "given", points=80)
    post(at(50)(Kind.BREAKAGE, fresh(), xu, operations=(Draw(kind=Value.POINTS, amount=30),)))
    diary.note(50, "breakage", points=-30)
    grants = (
        Grant(kind=Value.POINTS, amount=11),
        Grant(kind=Value.VISITS, unit="visits:oil", amount=2, paid_fen=900),
    )
    post(deeds.open_balance(at(45), new_id(), fresh(), grants=grants, source=fresh("old")))
    diary.note(45, "opening", points=11, visits=2, cards=900)
    diary.books.ask("SELECT ledger.expire()")
    diary.note(0, "expiry", points=-500, visits=-2, cards=-5_000)


@pytest.fixture(scope="module")
def diary(tables: Any) -> Diary:
    kept = year_of(make_books(tables))
    seal()
    return kept


@pytest.fixture
def own_books(own_tables: Any) -> Books:
    """For a test that commits what it likes."""
    return make_books(own_tables)


@pytest.fixture
def cast(own_books: Books) -> Cast:
    return make_cast(own_books)
