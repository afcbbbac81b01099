"""Where the leavers stop: the service after which cars stay away."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from liuke.insight.retention.findings import LeaverStop
from liuke.insight.star.schema import GRACE_MONTHS

if TYPE_CHECKING:
    import duckdb

LAST_SERVICE = 8


def leavers(*, connection: duckdb.DuckDBPyConnection, as_of: dt.date, since_month: int) -> list[LeaverStop]:
    """Leavers by the number of services they made, over the cars delivered from ``since_month`` on.

    A leaver is a car whose last maintenance (without one: delivery) lies more than two intervals of its plan
    and the grace back, so that two services in a row were missed. ``share`` is of all leavers; those who left
    after more than eight services are counted among all but not listed.
    """
    rows = connection.execute(_LEAVERS, {"as_of": as_of, "since": since_month}).fetchall()
    leaving = sum(cars for _, cars in rows)
    return [LeaverStop(services, cars, cars / leaving) for services, cars in rows if services <= LAST_SERVICE]


_LEAVERS = f"""
SELECT maintenance_visits, count(*)
FROM vehicle
WHERE delivery_month >= $since
    AND CASE
        WHEN last_maintenance_day IS NULL
            THEN delivery_day + to_months(first_due_months + second_due_months + {GRACE_MONTHS})
        ELSE last_maintenance_day + to_months(2 * second_due_months + {GRACE_MONTHS})
    END < $as_of
GROUP BY maintenance_visits
ORDER BY maintenance_visits
"""
