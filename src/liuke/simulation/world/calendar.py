"""Days that are busy and days that are quiet: weekdays, months, festivals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from liuke.simulation.world.arrays import Floats, Ints

SPRING_FESTIVALS: Mapping[int, tuple[int, int]] = {
    2004: (1, 22), 2005: (2, 9), 2006: (1, 29), 2007: (2, 18), 2008: (2, 7), 2009: (1, 26),
    2010: (2, 14), 2011: (2, 3), 2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19),
    2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12),
    2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6),
    2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31),
    2034: (2, 19), 2035: (2, 8), 2036: (1, 28), 2037: (2, 15),
}  # fmt: skip
"""First day of the lunar year."""

_EPOCH = dt.date(1970, 1, 1).toordinal()
_SERVICE_WEEKDAYS = (1.00, 0.96, 0.97, 0.96, 1.04, 1.28, 1.02)
_SERVICE_MONTHS = (1.03, 0.96, 1.00, 0.98, 1.00, 1.04, 1.08, 1.05, 1.00, 0.97, 0.97, 0.98)
_SALES_WEEKDAYS = (0.90, 0.85, 0.90, 0.90, 1.00, 1.45, 1.30)
_SALES_MONTHS = (1.05, 0.72, 0.96, 0.90, 0.95, 1.02, 0.90, 0.95, 1.10, 1.04, 1.08, 1.33)


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01, the unit of time of the world.

    >>> day_number(dt.date(1970, 2, 1))
    31
    """
    return day.toordinal() - _EPOCH


def dates(days: Ints) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """Day numbers as numpy dates."""
    return days.astype("datetime64[D]")


def day_list(days: Ints) -> list[dt.date]:
    """Day numbers as Python dates."""
    return [dt.date.fromordinal(day + _EPOCH) for day in days.tolist()]


def months_of(days: Ints) -> Ints:
    """Integer months (year × 12 + month − 1) of day numbers."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def months_later(days: Ints, months: Ints | int) -> Ints:
    """The same day so many calendar months later, or the last day of that month.

    >>> start = np.array([day_number(dt.date(2024, 1, 31))])
    >>> dates(months_later(start, 1)).tolist()
    [datetime.date(2024, 2, 29)]
    """
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    in_month = days - month.astype("datetime64[D]").astype(np.int64)
    later = month.astype(np.int64) + months
    first = later.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    last = (later + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
    return np.asarray(np.minimum(first + in_month, last), dtype=np.int64)


@dataclass(frozen=True)
class Rhythm:
    """How much is going on each day from ``first_day``; ``summed`` starts with 0 before the first day."""

    first_day: int
    summed: Floats

    def between(self, low: Ints, high: Ints, draws: Floats) -> Ints:
        """A day in [low, high] for each draw, busy days more often, closed days only if all are closed."""
        last = len(self.summed) - 1
        begin = self.summed[np.clip(low - self.first_day, 0, last)]
        end = self.summed[np.clip(high + 1 - self.first_day, 0, last)]
        found = np.searchsorted(self.summed, begin + draws * (end - begin), side="right") - 1
        return np.clip(np.clip(found, 0, last - 1) + self.first_day, low, high)


def service_rhythm(first_day: int, last_day: int) -> Rhythm:
    """Visits: Saturdays busy, quiet festivals with a rush before them, air conditioning in summer."""
    days = np.arange(first_day, last_day + 1)
    weight = _weights(days, _SERVICE_WEEKDAYS, _SERVICE_MONTHS)
    for year in range(_year(first_day), _year(last_day) + 1):
        festival = day_number(dt.date(year, *SPRING_FESTIVALS[year]))
        _scale(weight, days, festival - 16, festival - 2, 1.35)
        _scale(weight, days, festival - 1, festival + 3, 0.0)
        _scale(weight, days, festival + 4, festival + 9, 0.40)
        for month, day in ((5, 1), (10, 1)):
            holiday = day_number(dt.date(year, month, day))
            _scale(weight, days, holiday - 9, holiday - 1, 1.30)
            _scale(weight, days, holiday, holiday + 2, 0.50)
    return Rhythm(first_day, np.concatenate([[0.0], np.cumsum(weight)]))


def sales_rhythm(first_day: int, last_day: int) -> Rhythm:
    """Deliveries: weekends, the end of the year, nothing over the Spring Festival."""
    days = np.arange(first_day, last_day + 1)
    weight = _weights(days, _SALES_WEEKDAYS, _SALES_MONTHS)
    for year in range(_year(first_day), _year(last_day) + 1):
        festival = day_number(dt.date(year, *SPRING_FESTIVALS[year]))
        _scale(weight, days, festival - 2, festival + 5, 0.0)
    return Rhythm(first_day, np.concatenate([[0.0], np.cumsum(weight)]))


def _weights(days: Ints, weekdays: tuple[float, ...], months: tuple[float, ...]) -> Floats:
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
    month = months_of(days) % 12
    return np.asarray(np.array(weekdays)[weekday] * np.array(months)[month], dtype=np.float64)


def _scale(weight: Floats, days: Ints, first: int, last: int, factor: float) -> None:
    weight[(days >= first) & (days <= last)] *= factor


def _year(day: int) -> int:
    return dt.date.fromordinal(day + _EPOCH).year
