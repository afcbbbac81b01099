"""D1 When the next maintenance 保养 is due: by km or by time, whichever comes first, with a window."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

from liuke.values.period import add_months, month_of
from liuke.vehicles.rules.default_plans import PlanTerms
from liuke.vehicles.rules.odometer import RANGE, Mileage
from liuke.vehicles.rules.warranty import day_of

ELSEWHERE_DAYS = 180
"""Overdue for longer than this, the car has been served elsewhere: its round goes on without us."""
ROUND_WINDOW_DAYS = 45
DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class Due:
    """``early`` to ``late`` is the window from the range of the mileage; ``by`` is time, km or round."""

    day: dt.date
    early: dt.date
    late: dt.date
    km: int | None
    by: str


def due_of(
    line: PlanTerms | None,
    *,
    mileage: Mileage,
    delivery_day: dt.date | None,
    service: tuple[dt.date, int | None] | None,
    as_of: dt.date,
) -> Due | None:
    """``service``: the last maintenance, its day and km. None without a plan, or a day to count from."""
    if line is None:
        return None
    if service is not None:
        start, km = service
        months, way = line.every_months, line.every_km
        since_km = km if km is not None else _expected(mileage, start)
    elif delivery_day is not None:
        start, since_km = delivery_day, 0
        months, way = line.first_months or line.every_months, line.first_km or line.every_km
    else:
        return None
    by_time = add_months(start, months) if months else None
    target = since_km + way if way and since_km is not None else None
    due = _first(by_time, target, mileage, start)
    return _elsewhere(due, line, mileage, as_of) if due is not None else None


def _expected(mileage: Mileage, day: dt.date) -> int | None:
    if mileage.day is None or mileage.km is None:
        return None
    return max(0, math.floor(mileage.km + mileage.per_day * (day - mileage.day).days + 0.5))


def _first(by_time: dt.date | None, target: int | None, mileage: Mileage, start: dt.date) -> Due | None:
    low, high = RANGE[mileage.evidence]
    mid = day_of(mileage, target, 1.0) if target is not None else None
    if target is None or mid is None or mileage.km is None:
        return Due(by_time, by_time, by_time, None, "time") if by_time else None
    still = target > mileage.km
    ways = [day_of(mileage, target, factor) if still else mid for factor in (1.0, high, low)]
    days = [max(min(day, by_time or day), start) for day in ways if day is not None]
    by = "km" if by_time is None or mid < by_time else "time"
    return Due(days[0], days[1], days[2], target, by)


def _elsewhere(due: Due, line: PlanTerms, mileage: Mileage, as_of: dt.date) -> Due:
    """A car long overdue comes round again at its own interval."""
    over = (as_of - due.day).days - ELSEWHERE_DAYS
    if over <= 0:
        return due
    by_km = math.ceil(line.every_km / mileage.per_day) if line.every_km else None
    by_time = math.floor(line.every_months * DAYS_A_MONTH + 0.5) if line.every_months else None
    round_days = max(30, min(days for days in (by_km, by_time) if days is not None))
    day = due.day + dt.timedelta(days=math.ceil(over / round_days) * round_days)
    window = dt.timedelta(days=ROUND_WINDOW_DAYS)
    return Due(day, day - window, day + window, None, "round")


def along(
    plan: Mapping[str, PlanTerms],
    *,
    since: tuple[dt.date, int],
    until: tuple[dt.date, int],
    delivery_day: dt.date,
) -> list[PlanTerms]:
    """The other items that fall due between the last service and the next one, counted from delivery.

    >>> plan, new = {"brake_fluid": PlanTerms("brake_fluid", 40_000, 24)}, dt.date(2024, 1, 1)
    >>> due = along(plan, since=(new, 0), until=(dt.date(2025, 12, 20), 22_000), delivery_day=new)
    >>> [line.item for line in due]
    ['brake_fluid']
    """
    start = month_of(delivery_day)

    def rounds(line: PlanTerms, at: tuple[dt.date, int]) -> int:
        day, km = at
        by_km = (km + line.every_km // 10) // line.every_km if line.every_km else 0
        by_time = (month_of(day) - start + 1) // line.every_months if line.every_months else 0
        return max(by_km, by_time)

    others = (line for line in plan.values() if not line.main)
    return [line for line in others if rounds(line, until) > rounds(line, since)]
