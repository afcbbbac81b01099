"""How owners come back, cohort by cohort: heat map, funnel, return curves, and where the leavers stop."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from liuke.insight.retention.findings import Retention
from liuke.insight.retention.funnel import funnel
from liuke.insight.retention.heatmap import heatmap
from liuke.insight.retention.leavers import leavers
from liuke.insight.retention.return_curves import Clock, return_curves
from liuke.values.period import month_of

if TYPE_CHECKING:
    import duckdb


def describe_retention(*, connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> Retention:
    """Retention over the star's cars with a sales record, as of its cut-off day.

    Cars delivered before the month of the earliest order are no data: their first services lie before the
    files. Without such cars, or where the files do not tell maintenance from repair, everything is empty.

    >>> import duckdb
    >>> from liuke.insight.star.schema import STAR
    >>> star = duckdb.connect()
    >>> for table in ("vehicle", "visit", "meta"):
    ...     columns = ", ".join(f"{c.name} {c.type}" for c in STAR[table].columns)
    ...     _ = star.execute(f"CREATE TABLE {table} ({columns})")
    >>> _ = star.execute('''INSERT INTO meta BY NAME
    ...     SELECT DATE '2020-01-01' AS earliest_order_day, true AS has_kinds''')
    >>> _ = star.execute('''INSERT INTO vehicle BY NAME SELECT DATE '2023-01-10' AS delivery_day,
    ...     24276 AS delivery_month, 6 AS first_due_months, 12 AS second_due_months,
    ...     DATE '2023-07-01' AS first_maintenance_day, 1 AS maintenance_visits''')
    >>> describe_retention(connection=star, as_of=dt.date(2024, 10, 1)).funnel[1]
    FunnelStep(step=1, vehicles=1, of=1, share=1.0)
    """
    row = connection.execute("SELECT earliest_order_day, has_kinds FROM meta").fetchone()
    earliest: dt.date | None = row[0] if row and row[1] else None
    if earliest is None:
        return Retention(None, [], [], [], [])
    since = month_of(earliest)
    return Retention(
        heatmap=heatmap(connection=connection, as_of=as_of, since_month=since),
        funnel=funnel(connection=connection, as_of=as_of, since_month=since),
        first_return_curves=return_curves(
            connection=connection, as_of=as_of, since_month=since, clock=Clock.FIRST
        ),
        second_return_curves=return_curves(
            connection=connection, as_of=as_of, since_month=since, clock=Clock.SECOND
        ),
        leavers=leavers(connection=connection, as_of=as_of, since_month=since),
    )
