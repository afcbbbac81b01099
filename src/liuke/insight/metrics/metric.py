"""A figure as a typed object, and the SQL it renders.

The SQL keeps to what DuckDB and Spark understand alike after sqlglot: aggregates with FILTER over one table
of the star, integers for months, DATE literals for windows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from liuke.values.period import Period, add_months

IN_WINDOW = "day >= {start} AND day < {end}"
"""The condition that a row of a table of facts falls into the window."""

Group = Literal["retention", "efficiency", "experience", "business", "growth"]
Unit = Literal["share", "yuan", "minutes", "points", "count", "per_year"]


@dataclass(frozen=True)
class Measure:
    """An aggregate over one table: ``what`` is the aggregate, ``where`` the rows it takes.

    ``where`` may hold {start} and {end} (DATE literals of the window), {year} and {last_year} (bits of the
    maintenance masks) and {from_age} and {to_age} (months of a mature cohort).
    """

    table: str
    what: str
    where: str

    @property
    def by_day(self) -> bool:
        """Whether only rows whose ``day`` lies in the window count."""
        return self.where.startswith(IN_WINDOW)

    def render(self, span: Span) -> str:
        """The aggregate expression for one span.

        >>> span = Span.of(dt.date(2024, 10, 1), 0)
        >>> Measure("visit", "count(*)", "day >= {start} AND day < {end}").render(span)
        "coalesce(count_if(day >= DATE '2023-10-01' AND day < DATE '2024-10-01'), 0)"
        """
        return aggregate(self.what, self.condition(span))

    def condition(self, span: Span) -> str:
        """The condition of the rows taken in one span."""
        return self.where.format(**span.words())


@dataclass(frozen=True)
class Span:
    """The twelve months a figure is taken over, and the masks and cohort ages that belong to them."""

    as_of: dt.date
    window: Period
    back: int

    @staticmethod
    def of(as_of: dt.date, back: int, *, shift_months: int = 0) -> Span:
        """The latest twelve months (``back`` 0), or those before them (1).

        ``shift_months`` moves the window of a figure whose cohort lies years back.
        """
        start = add_months(as_of, -12 * (back + 1) - shift_months)
        return Span(as_of, Period(start, add_months(as_of, -12 * back - shift_months)), back)

    def words(self) -> dict[str, object]:
        return {
            "start": f"DATE '{self.window.start.isoformat()}'",
            "end": f"DATE '{self.window.end.isoformat()}'",
            "as_of": f"DATE '{self.as_of.isoformat()}'",
            "year": 1 << self.back,
            "last_year": 2 << self.back,
            "from_age": 12 * self.back,
            "to_age": 12 * self.back + 11,
        }


@dataclass(frozen=True)
class Standard:
    """What a figure is held against. ``alert`` rings below (or above) ``alert_at``."""

    healthy: float | None = None
    excellent: float | None = None
    better: Literal["higher", "lower"] = "higher"
    alert: Literal["red", "orange"] | None = None
    alert_at: float | None = None


@dataclass(frozen=True)
class Metric:
    """A figure: numerator ÷ denominator × ``scale``; without denominator the numerator alone.

    ``needs`` are the fields of the files without which there is no data; ``requires`` is a measure that must
    not be zero for the figure to mean anything (a file without finishing times says nothing of finishing).
    ``window`` tells how the window of the figure is read.
    """

    key: str
    zh: str
    group: Group
    unit: Unit
    numerator: Measure
    denominator: Measure | None
    standard: Standard = Standard()
    scale: float = 1.0
    needs: tuple[str, ...] = ()
    requires: Measure | None = None
    window: Literal["calendar", "cohort_first", "cohort_second", "three_years"] = "calendar"
    shift_months: int = 0

    def measures(self) -> Sequence[Measure]:
        return [m for m in (self.numerator, self.denominator, self.requires) if m is not None]


def aggregate(what: str, condition: str) -> str:
    """An aggregate over the rows that meet a condition; all of them without one.

    >>> aggregate("sum(nps)", "booked"), aggregate("count(*)", "booked"), aggregate("count(*)", "")
    ('sum(nps) FILTER (WHERE booked)', 'coalesce(count_if(booked), 0)', 'count(*)')
    """
    if not condition:
        return what
    # DuckDB counts a condition three times as fast as the rows of a filter, but NULL where it knows of none
    return (
        f"coalesce(count_if({condition}), 0)" if what == "count(*)" else f"{what} FILTER (WHERE {condition})"
    )


def render(*, table: str, expressions: Sequence[str], by: Sequence[str] = ()) -> str:
    """One statement that computes many expressions over one table, by dimensions if asked.

    >>> render(table="visit", expressions=["count(*)"], by=["store"])
    'SELECT store, count(*) FROM visit GROUP BY store'
    """
    columns = ", ".join([*by, *expressions])
    grouping = f" GROUP BY {', '.join(by)}" if by else ""
    return f"SELECT {columns} FROM {table}{grouping}"
