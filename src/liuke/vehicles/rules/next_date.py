"""X1 The one next best date 下次触达 out of everything dated about a car, and why that one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
PATIENCE_DAYS = 30
"""So long the first item may wait for others to be done with it."""


@dataclass(frozen=True)
class Lead:
    """Days before the deadline from which on an item may be spoken of, and the best one; days of grace after
    it during which it is still spoken of at once; its weight when several meet.
    """

    opens: int
    best: int
    grace: int
    weight: int


LEADS = {
    "maintenance": Lead(14, 0, 180, 5),
    "compulsory": Lead(90, 60, 30, 4),
    "inspection": Lead(90, 30, 30, 4),
    "commercial": Lead(90, 60, 30, 3),
    "warranty": Lead(90, 45, 0, 3),
    "guarantee": Lead(90, 45, 0, 3),
    "battery": Lead(90, 45, 0, 2),
    "declined": Lead(14, 0, 60, 2),
}
"""In the order in which they come first when all else is equal."""


@dataclass(frozen=True)
class Dated:
    """An item with its deadline; a window of its own where the deadline is a guess."""

    kind: str
    day: dt.date
    early: dt.date | None = None
    late: dt.date | None = None


@dataclass(frozen=True)
class NextDate:
    """``kinds`` fit ``day``; the first one has set it."""

    day: dt.date
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class _Open:
    kind: str
    opens: dt.date
    best: dt.date
    closes: dt.date
    weight: int


def next_date(items: Sequence[Dated], as_of: dt.date) -> NextDate | None:
    """The item whose best day comes first sets the date; within its window, and a month, it gives way to the
    day on which the most can be done at once.

    >>> items = [Dated("maintenance", dt.date(2026, 3, 20)), Dated("inspection", dt.date(2026, 5, 31))]
    >>> next_date(items, dt.date(2026, 3, 1))
    NextDate(day=datetime.date(2026, 3, 20), kinds=('maintenance', 'inspection'))
    """
    order = list(LEADS)
    still = [one for one in (_window(item, as_of) for item in items) if one.closes >= as_of]
    if not still:
        return None
    still.sort(key=lambda one: order.index(one.kind))
    first = min(still, key=lambda one: (one.best, -one.weight, order.index(one.kind)))
    latest = min(first.closes, first.best + PATIENCE_DAYS * DAY)
    days = {one.best for one in still if first.best <= one.best <= latest}

    def worth(day: dt.date) -> tuple[int, dt.timedelta]:
        return (-sum(one.weight for one in still if one.opens <= day <= one.closes), day - first.best)

    day = min(days, key=worth)
    others = (one.kind for one in still if one is not first and one.opens <= day <= one.closes)
    return NextDate(day, (first.kind, *others))


def _window(item: Dated, as_of: dt.date) -> _Open:
    lead = LEADS[item.kind]
    closes = max(item.day + lead.grace * DAY, item.late or item.day)
    opens = (item.early or item.day) - lead.opens * DAY
    return _Open(item.kind, opens, max(item.day - lead.best * DAY, as_of), closes, lead.weight)
