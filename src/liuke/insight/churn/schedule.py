"""Which days the history allows to learn from, and which one to be tested on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from liuke.insight.churn.features import LONGEST_LOOKBACK_MONTHS
from liuke.values.period import add_months, month_of

if TYPE_CHECKING:
    import duckdb

SHORTEST_HISTORY_MONTHS = 25
"""One month of visits, a year whose outcome teaches, a year whose outcome tests."""
LEAN_LOOKBACK_MONTHS = 12
FULL_HISTORY_MONTHS = 36
"""From here on the earliest learning day has a year of visits before it: cars are followed further back."""
SHORTEST_LOOKBACK_MONTHS = 18
OLDER_MONTHS = (6, 12)
"""Labelled days this much before the latest one teach as well, where enough history lies before them."""
OLDER_MONTHS_OF_MANY = (12,)
"""With this many cars a day more teaches nothing new."""
MANY = 20_000
ENOUGH_BEFORE_OLDER_MONTHS = 24


@dataclass(frozen=True)
class Schedule:
    """Cut-off days, each with the outcome of its 12 months known at the next one.

    The years of ``learn_for_test`` end by ``test``, those of ``learn`` by ``as_of``; the latest comes first.
    """

    as_of: dt.date
    lookback_months: int
    test: dt.date
    learn_for_test: tuple[dt.date, ...]
    learn: tuple[dt.date, ...]


def history_months(*, connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> int | None:
    """Whole months from the first visit to ``as_of``; None without a visit."""
    row = connection.execute("SELECT min(day) FROM visit WHERE day < ?", [as_of]).fetchone()
    first: dt.date | None = row[0] if row else None
    if first is None:
        return None
    months = month_of(as_of) - month_of(first)
    return months if add_months(first, months) <= as_of else months - 1


def plan_schedule(*, as_of: dt.date, history: int, vehicles: int) -> Schedule:
    """The days for a history of so many whole months (at least 25) and a sample of so many cars.

    The lookback is the same everywhere and about as long as the history of the earliest day that must have
    it, so that a car looks alike whether it is learned from, tested or scored.

    >>> plan_schedule(as_of=dt.date(2024, 10, 1), history=72, vehicles=5_000).learn
    (datetime.date(2023, 10, 1), datetime.date(2023, 4, 1), datetime.date(2022, 10, 1))
    """
    lookback = LEAN_LOOKBACK_MONTHS
    if history >= FULL_HISTORY_MONTHS:
        lookback = min(max(history - 24, SHORTEST_LOOKBACK_MONTHS), LONGEST_LOOKBACK_MONTHS)
    offered = OLDER_MONTHS_OF_MANY if vehicles >= MANY else OLDER_MONTHS
    enough = min(lookback, ENOUGH_BEFORE_OLDER_MONTHS)

    def learn(latest: int) -> tuple[dt.date, ...]:
        older = (latest + more for more in offered if history - latest - more >= enough)
        return tuple(add_months(as_of, -back) for back in (latest, *older))

    return Schedule(as_of, lookback, add_months(as_of, -12), learn(24), learn(12))
