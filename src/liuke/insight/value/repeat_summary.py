"""From single purchases to the history of each customer: repeats, last, age and mean amount."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def repeat_summary(
    *, connection: duckdb.DuckDBPyConnection, purchases: str, until: dt.date, days_per_unit: float = 7.0
) -> duckdb.DuckDBPyRelation:
    """Returns one row per customer: customer, repeats, last, age, mean_amount.

    ``purchases`` names a table or view with customer, day (DATE) and amount; rows from ``until`` on are left
    out. Purchases of one day are one purchase. ``repeats`` counts the purchases after the first; ``last`` is
    the time from the first to the last purchase, ``age`` from the first to the last day observed (the day
    before ``until``), in units of ``days_per_unit`` days (7: weeks); ``mean_amount`` is the mean over the
    repeat purchases, 0 without any. Definitions of Fader and Hardie (2005), one statement, set-based.

    >>> import datetime as dt, duckdb
    >>> connection = duckdb.connect()
    >>> _ = connection.execute('''CREATE TABLE cds AS SELECT * FROM (VALUES
    ...     (1, DATE '1997-01-01', 29.33), (1, DATE '1997-01-18', 29.73), (1, DATE '1997-08-02', 14.96),
    ...     (2, DATE '1997-01-01', 63.34)) AS t(customer, day, amount)''')
    >>> summary = repeat_summary(connection=connection, purchases="cds", until=dt.date(1997, 10, 1))
    >>> for row in summary.fetchall():
    ...     print(*(round(value, 2) for value in row))
    1 2 30.43 38.86 22.35
    2 0 0.0 38.86 0.0
    """
    return connection.sql(
        f"""
        WITH purchase_day AS (
            SELECT customer, day, sum(amount)::DOUBLE AS amount
            FROM {purchases} WHERE day < $until GROUP BY customer, day
        )
        SELECT
            customer,
            count(*) - 1 AS repeats,
            (max(day) - min(day)) / $unit AS last,
            ($until::DATE - 1 - min(day)) / $unit AS age,
            CASE WHEN count(*) > 1
                 THEN (sum(amount) - arg_min(amount, day)) / (count(*) - 1) ELSE 0 END AS mean_amount
        FROM purchase_day
        GROUP BY customer
        ORDER BY customer
        """,
        params={"until": until, "unit": float(days_per_unit)},
    )
