"""A2 When a car has to be inspected 年检, and whether on site 上线检测 or by collecting the mark 申领标志."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from liuke.values.period import first_day, month_of
from liuke.vehicles.law.tables import InspectionLaw

EARLIEST_MONTHS = 3
"""An inspection may be made from three months before the end of the month on."""
LAPSED_DAYS = 30
"""A mark read from the car that ended longer ago than this is out of date itself."""


@dataclass(frozen=True)
class Inspection:
    """``day`` is the last of the month in which the mark ends."""

    day: dt.date
    on_site: bool
    source: str


def month_end(day: dt.date) -> dt.date:
    """The last day of a month.

    >>> month_end(dt.date(2024, 2, 3))
    datetime.date(2024, 2, 29)
    """
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def inspections(
    laws: Sequence[InspectionLaw], *, registered: dt.date, on_site_only: bool
) -> list[Inspection]:
    """Every inspection of a car's life, each by the version in force on its day.

    >>> from liuke.vehicles.law.tables import inspection_laws
    >>> laws = inspection_laws()["private"]
    >>> life = inspections(laws, registered=dt.date(2023, 5, 12), on_site_only=False)
    >>> [(one.day.year, one.on_site) for one in life[:6]]
    [(2025, False), (2027, False), (2029, True), (2031, False), (2033, True), (2034, True)]
    """
    start, found = month_of(registered), []
    for number, law in enumerate(laws):
        until = laws[number + 1].since if number + 1 < len(laws) else dt.date.max
        for age in law.ages:
            day = month_end(first_day(start + age))
            if law.since <= day < until:
                found.append(Inspection(day, on_site_only or age not in law.by_mark, law.source))
    return found


def next_inspection(
    laws: Sequence[InspectionLaw],
    *,
    registered: dt.date | None,
    on_site_only: bool,
    inspected_until: dt.date | None,
    as_of: dt.date,
) -> Inspection | None:
    """The next one; what somebody read from the mark comes before what follows from the registration."""
    life = inspections(laws, registered=registered, on_site_only=on_site_only) if registered else []
    if inspected_until is not None and month_end(inspected_until) >= as_of - dt.timedelta(days=LAPSED_DAYS):
        day = month_end(inspected_until)
        due = next((one for one in life if one.day >= day), None)
        return Inspection(day, due.on_site if due else True, due.source if due else "")
    return next((one for one in life if one.day >= as_of), None)
