"""B8 Deferred revenue 预收负债: what was owed to owners on a day, by store, kind and age, and why.

What stands on a day is worked out of the lots and their uses (standing.py); how it moved, of the lines of the
accounts (moved.py). The two must meet.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from liuke.loyalty.finance.moved import Moved, moved_between
from liuke.loyalty.finance.standing import Standing, named, standing_between, standing_on
from liuke.values.reach import Reach

KINDS = ("principal", "bonus", "cards", "points", "visits", "coupons")
"""``cards`` is the money of count cards and coupons sold that is not earned yet, in fen; ``visits`` and
``coupons`` count what is left to use."""
MONEY = ("principal", "bonus", "cards")
AGES = ("0-3", "3-6", "6-12", "12-24", "24+")
"""Months since it was granted."""
STEPS = (
    "topup",
    "sale",
    "given",
    "opening",
    "used",
    "used_elsewhere",
    "refund",
    "expiry",
    "breakage",
    "moved",
)
"""How a liability moves. ``used_elsewhere`` is what another store served; ``moved``, between owners, is nothing
for a store."""

_BALANCES = """
SELECT CASE WHEN a.kind = 'held' THEN split_part(a.unit, ':', 1) ELSE a.kind END, sum(b.amount)::bigint
FROM ledger.balance AS b JOIN ledger.account AS a ON a.id = b.account
WHERE b.amount > 0 AND a.kind <> 'points_debt' GROUP BY 1
"""

Amounts = Mapping[str, int]


@dataclass(frozen=True)
class Liability:
    """What a store (None: all together) owed: before, what moved, after, and by age."""

    store: UUID | None
    opening: Amounts
    steps: Mapping[str, Amounts]
    closing: Amounts
    ages: Mapping[str, Amounts]

    def difference(self, kind: str) -> int:
        """What stands less what should: nothing, or the ledger is wrong."""
        moved = sum(step.get(kind, 0) for step in self.steps.values())
        return self.closing.get(kind, 0) - self.opening.get(kind, 0) - moved

    @property
    def ties(self) -> bool:
        return not any(self.difference(kind) for kind in KINDS)

    def money(self, points_fen: int) -> int:
        """All of it in fen, a point at ``points_fen``."""
        return sum(self.closing.get(kind, 0) for kind in MONEY) + self.closing.get("points", 0) * points_fen


@dataclass(frozen=True)
class Liabilities:
    """``whole`` first of all, then store by store."""

    start: dt.date
    end: dt.date
    whole: Liability
    stores: Mapping[UUID, Liability]


def liability_of(*, start: dt.date, end: dt.date, reach: Reach) -> Liabilities:
    """From the beginning of ``start`` to the end of ``end``, by the day of business."""
    before, after = standing_between(start - dt.timedelta(1), end, reach)
    moved = moved_between(start, end, reach)
    stores = sorted({one.store for one in (*before, *after)} | {one.store for one in moved})
    return Liabilities(
        start,
        end,
        _gathered(None, before, after, moved),
        {
            store: _gathered(
                store,
                [one for one in before if one.store == store],
                [one for one in after if one.store == store],
                [one for one in moved if one.store == store],
            )
            for store in stores
        },
    )


def balances_differ(found: Liability | None = None) -> Amounts:
    """By kind, what the lots come to less the owners' balances, at this moment; empty where they meet.

    ``found`` is the liability of all stores at the end of today, where it has been worked out already.
    What is on hold is one sum for principal and bonus, so these two are one here: ``fen``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.today()")
        [(today,)] = cursor.fetchall()
        cursor.execute(_BALANCES)
        balances: dict[str, int] = defaultdict(int)
        for kind, amount in cursor.fetchall():
            balances[_pooled(named(kind))] += amount
    lots: dict[str, int] = defaultdict(int)
    closing = found.closing if found else _summed(standing_on(today, Reach(everywhere=True)))
    for kind, amount in closing.items():
        if kind != "cards":
            lots[_pooled(kind)] += amount
    kinds = {*balances, *lots}
    return {k: lots[k] - balances[k] for k in kinds if lots[k] != balances[k]}


def _pooled(kind: str) -> str:
    return "fen" if kind in ("principal", "bonus") else kind


def _gathered(
    store: UUID | None,
    before: Iterable[Standing],
    after: Sequence[Standing],
    moved: Iterable[Moved],
) -> Liability:
    steps: dict[str, dict[str, int]] = {step: defaultdict(int) for step in STEPS}
    for one in moved:
        steps[one.step][one.kind] += one.amount
    ages = {age: _summed(one for one in after if one.age == age) for age in AGES}
    return Liability(store, _summed(before), steps, _summed(after), ages)


def _summed(rows: Iterable[Standing]) -> Amounts:
    total: dict[str, int] = dict.fromkeys(KINDS, 0)
    for one in rows:
        total[one.kind] += one.amount
    return total
