"""Cohort heat map: which share of a delivery month came for maintenance in each half year of its age."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from liuke.insight.retention.age_months import complete_months
from liuke.insight.retention.findings import Heatmap, HeatRow
from liuke.values.period import month_label, month_of

if TYPE_CHECKING:
    import duckdb

HALF = 6
"""Months of age in a column."""
COLUMNS = 10
"""Five years of age."""
ROWS = 72
"""Delivery months looked at: the oldest must be past five years for the last column to hold anything."""


def heatmap(*, connection: duckdb.DuckDBPyConnection, as_of: dt.date, since_month: int) -> Heatmap | None:
    """The latest delivery months from ``since_month`` on, oldest first; None before any cell is mature.

    A cell is the share of the month's cars with at least one maintenance visit from 6(h − 1) up to, but
    without, 6h calendar months after delivery. It is None until the last car of the month is past that age.
    Columns nobody has reached yet are left out, as are the month of ``as_of`` itself and months without cars.
    """
    months = {"first": max(since_month, month_of(as_of) - ROWS), "last": month_of(as_of) - 1}
    sold = dict(connection.execute(_SOLD, months).fetchall())
    if not sold:
        return None
    came = {
        (month, half): cars
        for month, half, cars in connection.execute(_CAME, months | {"as_of": as_of}).fetchall()
    }
    halves = [_mature_halves(month, as_of) for month in sold]
    width = max(halves)
    if not width:
        return None
    rows = []
    for (month, cars), mature in zip(sold.items(), halves, strict=True):
        cells = [came.get((month, half), 0) / cars if half < mature else None for half in range(width)]
        rows.append(HeatRow(month_label(month), cars, cells))
    return Heatmap([f"{HALF * half + 1}–{HALF * (half + 1)}" for half in range(width)], rows)


def _mature_halves(month: int, as_of: dt.date) -> int:
    """Half years of age that even a car delivered on the last day of ``month`` has lived through."""
    return min((month_of(as_of) - month - 1) // HALF, COLUMNS)


_SOLD = """
SELECT delivery_month, count(*)
FROM vehicle
WHERE delivery_month BETWEEN $first AND $last
GROUP BY delivery_month
ORDER BY delivery_month
"""

# The car's delivery day is the day of the visit less its age. A visit counts when it is the first one in its
# half year, which the previous maintenance tells: no car has to be counted twice, nor looked up.
_CAME = f"""
WITH visited AS (
    SELECT
        day,
        previous_maintenance_day,
        CAST(day - age_days AS DATE) AS delivery_day,
        year(day - age_days) * 12 + month(day - age_days) - 1 AS delivery_month
    FROM visit
    WHERE maintenance AND age_days BETWEEN 0 AND {COLUMNS * HALF * 31} AND day < $as_of
)
SELECT delivery_month, {complete_months("delivery_day", "day")} // {HALF} AS half, count(*)
FROM visited
WHERE delivery_month BETWEEN $first AND $last
    AND (previous_maintenance_day IS NULL
        OR {complete_months("delivery_day", "previous_maintenance_day")} // {HALF}
            < {complete_months("delivery_day", "day")} // {HALF})
GROUP BY delivery_month, half
"""
