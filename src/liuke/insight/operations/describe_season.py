"""When owners come: visits by month, weekday and hour."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from liuke.insight.operations.findings import MonthDemand, Season
from liuke.insight.operations.seasonal_index import seasonal_index
from liuke.values.period import add_months, month_label, month_of

if TYPE_CHECKING:
    import duckdb

_FIRST_WEEK = 7


def describe_season(*, connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> Season:
    """Demand over the star's visits: every complete month before ``as_of``, months without a visit included.

    The first month of the files is shown, but enters the index only if its first visit falls in its first
    week: an export seldom begins with a month. Weekdays and hours are those of the latest 12 months; hours
    are empty when no visit of theirs has a time of day.

    >>> import duckdb
    >>> star = duckdb.connect()
    >>> _ = star.execute('''CREATE TABLE visit AS FROM (VALUES
    ...     (DATE '2024-08-05', 24295, 9, 120000), (DATE '2024-08-06', 24295, 10, 80000))
    ...     AS v(day, month, hour, revenue_fen)''')
    >>> season = describe_season(connection=star, as_of=dt.date(2024, 10, 1))
    >>> [(m.month, m.visits, m.revenue_yuan) for m in season.months]
    [('2024-08', 2, 2000.0), ('2024-09', 0, 0.0)]
    >>> season.weekdays, season.hours[0][9]
    ([1, 1, 0, 0, 0, 0, 0], 1)
    """
    last = month_of(as_of) - 1
    by_month = {
        month: (visits, float(yuan or 0), first_day)
        for month, visits, yuan, first_day in connection.execute(_BY_MONTH, {"as_of": as_of}).fetchall()
    }
    if not by_month:
        return Season([], [], [], [])
    first = min(by_month)
    months = [
        MonthDemand(month_label(month), *by_month.get(month, (0, 0.0))[:2])
        for month in range(first, last + 1)
    ]
    began = 0 if by_month[first][2].day <= _FIRST_WEEK else 1
    window = {"as_of": as_of, "start": add_months(as_of, -12)}
    weekdays, hours = _week(connection.execute(_BY_HOUR, window).fetchall())
    index = seasonal_index([m.visits for m in months[began:]], first_month=first + began)
    return Season(months, index, weekdays, hours)


def _week(rows: list[tuple[int, int | None, int]]) -> tuple[list[int], list[list[int]]]:
    """(Monday 1 to Sunday 7, hour, visits) as visits by weekday and by weekday × hour."""
    weekdays = [sum(visits for weekday, _, visits in rows if weekday == day) for day in range(1, 8)]
    if all(hour is None for _, hour, _ in rows):
        return weekdays, []
    hours = [[0] * 24 for _ in range(7)]
    for weekday, hour, visits in rows:
        if hour is not None:
            hours[weekday - 1][hour] = visits
    return weekdays, hours


_BY_MONTH = """
SELECT month, count(*), CAST(sum(revenue_fen) AS DOUBLE) / 100, min(day)
FROM visit
WHERE day < $as_of
GROUP BY month
"""

_BY_HOUR = """
SELECT isodow(day), hour, count(*)
FROM visit
WHERE day >= $start AND day < $as_of
GROUP BY ALL
"""
