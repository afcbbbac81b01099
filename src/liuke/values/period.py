"""Calendar periods: half-open, months as integers, month arithmetic that ends on the last day."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Period:
    """Days from ``start`` up to but without ``end``."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period ends before it starts: {self.start} {self.end}")

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day < self.end


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month.

    >>> add_months(dt.date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    index = month_of(day) + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_of(day: dt.date) -> int:
    """The month as one integer: year × 12 + month − 1.

    >>> month_of(dt.date(2024, 3, 15))
    24290
    """
    return day.year * 12 + day.month - 1


def first_day(month: int) -> dt.date:
    """The first day of an integer month.

    >>> first_day(24290)
    datetime.date(2024, 3, 1)
    """
    return dt.date(month // 12, month % 12 + 1, 1)


def month_label(month: int) -> str:
    """``YYYY-MM`` of an integer month.

    >>> month_label(24290)
    '2024-03'
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def year_before(as_of: dt.date, *, years_back: int = 0) -> Period:
    """The twelve months before ``as_of``, moved back by whole years.

    >>> year_before(dt.date(2024, 10, 1)).start
    datetime.date(2023, 10, 1)
    """
    return Period(add_months(as_of, -12 * (years_back + 1)), add_months(as_of, -12 * years_back))
