"""What waits to be done."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Waiting:
    """Jobs that could run now, how many seconds the oldest has waited, and how many have failed for good."""

    jobs: int
    lag_seconds: float
    failed: int


_WAITING = """
    SELECT
        count(*) FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()),
        coalesce(extract(epoch FROM now() - min(greatest(j.scheduled_at, d.at))
            FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now())), 0),
        count(*) FILTER (WHERE j.status = 'failed')
    FROM procrastinate_jobs AS j
    LEFT JOIN (
        SELECT job_id, max(at) AS at
        FROM procrastinate_events
        WHERE type IN ('deferred', 'deferred_for_retry')
        GROUP BY job_id
    ) AS d ON d.job_id = j.id
    WHERE j.status IN ('todo', 'failed')
"""


def waiting_jobs() -> Waiting:
    """Counts the jobs in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        jobs, lag, failed = cursor.fetchone() or (0, 0, 0)
    return Waiting(int(jobs), float(lag), int(failed))
