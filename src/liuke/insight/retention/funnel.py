"""The funnel 留存漏斗: sold → first service → second → … → eighth, over the cars old enough for each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from liuke.insight.retention.findings import FunnelStep
from liuke.insight.star.schema import GRACE_MONTHS
from liuke.insight.star.second_service import MONTHS, OF_OTHERS, usual_months
from liuke.values.period import first_day

if TYPE_CHECKING:
    import duckdb

LAST_STEP = 8


def funnel(*, connection: duckdb.DuckDBPyConnection, as_of: dt.date, since_month: int) -> list[FunnelStep]:
    """Step 0 is the cars delivered from ``since_month`` on; step n the n-th maintenance of those with n − 1.

    Step n counts (``of``) the cars whose (n − 1)-th maintenance (for the first: delivery) lies so far back
    that the next one was due by the car's plan and its grace is over before ``as_of``; ``vehicles`` of them
    came within due + grace, the limit day included, as in first_ and second_service_return. So a young or a
    slow car drags no step down, and the product of the shares is the part that keeps to the plan. Ends where
    no car is old enough.
    """
    bound = {"as_of": as_of, "since": since_month}
    ((sold, due, came),) = connection.execute(_FIRST, bound).fetchall()
    if not sold:
        return []
    steps = [FunnelStep(0, sold, sold, 1.0)]
    plan = {"as_of": as_of, "since": first_day(since_month), "usual": usual_months(connection)}
    later = {rank: (done, in_time) for rank, done, in_time in connection.execute(_LATER, plan).fetchall()}
    counts = [(due, came)]
    counts += [(later.get(n - 1, (0, 0))[0], later.get(n, (0, 0))[1]) for n in range(2, LAST_STEP + 1)]
    for step, (of, vehicles) in enumerate(counts, start=1):
        if not of:
            break
        steps.append(FunnelStep(step, vehicles, of, vehicles / of))
    return steps


_FIRST = f"""
WITH car AS (
    SELECT
        first_maintenance_day,
        delivery_day + to_months(first_due_months + {GRACE_MONTHS}) AS limit_day
    FROM vehicle
    WHERE delivery_month >= $since
)
SELECT
    count(*),
    count(*) FILTER (WHERE limit_day < $as_of),
    count(*) FILTER (WHERE limit_day < $as_of AND first_maintenance_day <= limit_day)
FROM car
"""

# Of the n-th maintenance visits: those whose next one must have come by now, and those that came themselves
# in time after the one before, which must be long enough ago too. A car's delivery is the visit less its age.
_LATER = f"""
WITH service AS (
    SELECT
        maintenance_rank,
        day,
        day + to_months({MONTHS} + {GRACE_MONTHS}) AS next_limit_day,
        previous_maintenance_day + to_months({MONTHS} + {GRACE_MONTHS}) AS limit_day
    FROM visit
    LEFT JOIN {OF_OTHERS} AS other USING (vin)
    WHERE maintenance
        AND maintenance_rank <= {LAST_STEP}
        AND day < $as_of
        AND day - age_days >= $since
)
SELECT
    maintenance_rank,
    count(*) FILTER (WHERE next_limit_day < $as_of),
    count(*) FILTER (WHERE limit_day < $as_of AND day <= limit_day)
FROM service
GROUP BY maintenance_rank
"""
