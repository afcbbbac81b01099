"""A2 When the clocks of warranty 包修 and 三包 stop: after so many months or km, whichever comes first."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from liuke.values.period import add_months
from liuke.vehicles.law.tables import Term
from liuke.vehicles.rules.odometer import Mileage

FARTHEST_DAYS = 36_500


def term_of(terms: Sequence[Term], start: dt.date | None) -> Term | None:
    """The version in force on the day of the invoice; None before the first."""
    if start is None:
        return None
    return next((term for term in reversed(terms) if term.since <= start), None)


def end_of(*, start: dt.date | None, months: int | None, km: int | None, mileage: Mileage) -> dt.date | None:
    """The day a term ends, by time or by the mileage expected.

    >>> mileage = Mileage(dt.date(2026, 1, 1), 50_000, 50.0, 3)
    >>> end_of(start=dt.date(2024, 1, 1), months=36, km=60_000, mileage=mileage)
    datetime.date(2026, 7, 20)
    """
    if start is None:
        return None
    by_time = add_months(start, months) if months else None
    by_km = day_of(mileage, km, 1.0) if km else None
    ends = [day for day in (by_time, by_km) if day is not None]
    return max(min(ends), start) if ends else None


def day_of(mileage: Mileage, km: int, factor: float) -> dt.date | None:
    """The day a car reaches ``km`` at its pace times ``factor``; None where nothing was read."""
    if mileage.day is None or mileage.km is None:
        return None
    days = math.ceil((km - mileage.km) / (mileage.per_day * factor))
    return mileage.day + dt.timedelta(days=max(-FARTHEST_DAYS, min(days, FARTHEST_DAYS)))
