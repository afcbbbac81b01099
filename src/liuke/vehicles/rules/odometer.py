"""A2 Which readings of an odometer 里程 cannot be true, and how far a car goes in a day."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

MOST_KM_A_DAY = 700
"""A taxi driven in two shifts goes about 500."""
ANCHOR_KM_A_DAY, ANCHOR_SLACK_KM = 250, 1_000
"""A first reading beyond these does not belong to a car that was new at delivery."""
LATEST_READINGS = 4
SHORTEST_GAP_DAYS = 14
PRIOR_DAYS = 60
"""So many days of its own weigh as much as what is known of its model."""
SPAN_DAYS = (180, 540)
"""From these spans of readings on the evidence is fair, and good."""
DEFAULT_KM_PER_DAY = {
    None: 36.0,
    "fuel": 35.0,
    "hybrid": 38.0,
    "plug_in": 38.0,
    "range_extended": 40.0,
    "electric": 42.0,
}
"""Until enough cars of a series tell."""
SLOWEST, FASTEST = 0.5, 500.0
RANGE = ((0.52, 1.72), (0.66, 1.40), (0.71, 1.34), (0.70, 1.36))
"""By evidence: what the way to come may be of the expected one, P10 and P90 (docs/algorithms/calendar.md)."""


@dataclass(frozen=True, order=True)
class Reading:
    """What an odometer said on a day; of several on one day the highest."""

    day: dt.date
    km: int


@dataclass(frozen=True)
class Mileage:
    """The last reading believed, km per day, and how good the evidence is (0 none of its own, to 3)."""

    day: dt.date | None
    km: int | None
    per_day: float
    evidence: int

    def at(self, day: dt.date) -> tuple[int, int, int] | None:
        """P10, expected and P90 km on a day from the last reading on; None where nothing was read."""
        if self.day is None or self.km is None:
            return None
        way = self.per_day * (day - self.day).days
        low, high = RANGE[self.evidence] if way > 0 else (1.0, 1.0)
        return tuple(self.km + math.floor(way * f + 0.5) for f in (low, 1.0, high))  # type: ignore[return-value]


def contradict(one: Reading, other: Reading) -> bool:
    """Whether two readings cannot both be true: the way between them is negative, or too long."""
    first, last = (one, other) if one.day <= other.day else (other, one)
    way = last.km - first.km
    return way < 0 or way > MOST_KM_A_DAY * max(1, (last.day - first.day).days)


def implausible(readings: Sequence[Reading]) -> set[Reading]:
    """Of two readings that contradict each other, the one that contradicts more; if equal, the later.

    ``readings``: one a day.

    >>> days = [dt.date(2025, month, 1) for month in (1, 4, 7, 10)]
    >>> series = [Reading(day, km) for day, km in zip(days, (10_000, 130_000, 16_000, 19_000))]
    >>> [one.km for one in implausible(series)]
    [130000]
    """
    against = {
        one: [other for other in readings if other != one and contradict(one, other)] for one in readings
    }
    weight = {one: (len(others), one.day) for one, others in against.items()}
    return {one for one, others in against.items() if any(weight[one] > weight[other] for other in others)}


def mileage_of(
    readings: Sequence[Reading], *, delivery_day: dt.date | None, prior: float
) -> tuple[Mileage, set[Reading]]:
    """Mileage from one reading a day, and the readings that were not believed.

    The median of the slopes between the latest readings (Theil–Sen), drawn towards ``prior``, the pace of the
    model, the more the shorter they span. A car that was new at delivery had 0 km then.
    """
    flagged = implausible(readings)
    believed = sorted(set(readings) - flagged)
    if delivery_day is not None and _was_new(believed, delivery_day):
        believed.insert(0, Reading(delivery_day, 0))
    if not believed:
        return Mileage(None, None, _rounded(prior), 0), flagged
    latest = believed[-LATEST_READINGS:]
    slopes = sorted(
        (b.km - a.km) / (b.day - a.day).days
        for i, a in enumerate(latest)
        for b in latest[i + 1 :]
        if (b.day - a.day).days >= SHORTEST_GAP_DAYS
    )
    last = believed[-1]
    if not slopes:
        return Mileage(last.day, last.km, _rounded(prior), 0), flagged
    span = (last.day - latest[0].day).days
    pace = (span * _median(slopes) + PRIOR_DAYS * prior) / (span + PRIOR_DAYS)
    evidence = 1 + sum(span >= days for days in SPAN_DAYS)
    return Mileage(last.day, last.km, _rounded(pace), evidence), flagged


def _was_new(believed: Sequence[Reading], delivery_day: dt.date) -> bool:
    if not believed:
        return True
    first = believed[0]
    days = (first.day - delivery_day).days
    return days > 0 and first.km <= ANCHOR_KM_A_DAY * days + ANCHOR_SLACK_KM


def _median(ordered: Sequence[float]) -> float:
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return low + (high - low) * 0.5


def _rounded(pace: float) -> float:
    return math.floor(min(max(pace, SLOWEST), FASTEST) * 1000 + 0.5) / 1000
