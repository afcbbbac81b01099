"""What waits to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from liuke.outbox.models import JobFailure, PublishedEvent


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
    LEFT JOIN LATERAL (
        SELECT max(e.at) AS at
        FROM procrastinate_events AS e
        WHERE e.job_id = j.id AND e.type IN ('deferred', 'deferred_for_retry')
    ) AS d ON j.status = 'todo'
    WHERE j.status IN ('todo', 'failed')
"""


def waiting_jobs() -> Waiting:
    """Counts the jobs in one statement; of the events only those of waiting jobs are read."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        jobs, lag, failed = cursor.fetchone() or (0, 0, 0)
    return Waiting(int(jobs), float(lag), int(failed))


_FINISHED_BEFORE = """
    SELECT coalesce(min(xact_start), clock_timestamp()) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


def settled_events(
    *, kinds: Iterable[str], after: tuple[dt.datetime, UUID] | None
) -> QuerySet[PublishedEvent]:
    """Events in order of time, as far as no event can come in between any more.

    An event bears the time at which its transaction began. Those of transactions that began later than the
    oldest one still running wait for it: a reader who goes on from the last event misses none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FINISHED_BEFORE)
        [before] = cursor.fetchone() or [None]
    events = PublishedEvent.objects.filter(kind__in=list(kinds), at__lt=before)
    if after is not None:
        events = events.filter(Q(at__gt=after[0]) | Q(at=after[0], id__gt=after[1]))
    return events.order_by("at", "id")


STATES: Mapping[str, tuple[str, ...]] = {
    "failed": ("failed", "aborted"),
    "doing": ("doing",),
    "todo": ("todo",),
    "succeeded": ("succeeded",),
}


def jobs_by_state() -> dict[str, int]:
    """How many jobs there are in each of STATES."""
    rows = ProcrastinateJob.objects.values_list("status").annotate(number=Count("id"))
    counted: dict[str, int] = dict(rows)
    return {state: sum(counted.get(one, 0) for one in ones) for state, ones in STATES.items()}


def jobs_in(state: str) -> QuerySet[ProcrastinateJob, Any]:
    """The jobs of a state, the latest first, each with ``error`` and the time of its last step, ``since``."""
    failure = JobFailure.objects.filter(job_id=OuterRef("pk")).order_by("-at")
    last = ProcrastinateEvent.objects.filter(job_id=OuterRef("pk")).order_by("-at")
    jobs: QuerySet[ProcrastinateJob, Any] = (
        ProcrastinateJob.objects.filter(status__in=STATES[state])
        .annotate(error=Subquery(failure.values("error")[:1]), since=Subquery(last.values("at")[:1]))
        .order_by("-id")
    )
    return jobs


def job_by_id(job_id: int) -> ProcrastinateJob | None:
    """One job, None where there is none of that number."""
    found: ProcrastinateJob | None = ProcrastinateJob.objects.filter(pk=job_id).first()
    return found


def failures_of(job_id: int) -> QuerySet[JobFailure]:
    """Why a job failed, the last time first."""
    return JobFailure.objects.filter(job_id=job_id).order_by("-at")
