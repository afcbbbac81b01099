"""The outbox's own jobs."""

from __future__ import annotations

from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from liuke.outbox.actions.deliver import deliver
from liuke.outbox.events import listeners_of
from liuke.outbox.models import PublishedEvent

KEPT_HOURS = 7 * 24
PATIENT = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.task(name="outbox.relay", retry=PATIENT)
def relay(event_id: str) -> None:
    """One job per listener: one that fails does not keep the others waiting."""
    event = PublishedEvent.objects.get(pk=event_id)
    for listener in listeners_of(event.kind):
        tell_listener.defer(event_id=event_id, listener=listener)


@app.task(name="outbox.tell_listener", retry=PATIENT)
def tell_listener(event_id: str, listener: str) -> None:
    """Does nothing for an event the listener has heard before."""
    deliver(event_id=UUID(event_id), listener=listener)


@app.periodic(cron="17 3 * * *")
@app.task(name="outbox.forget_old", queueing_lock="outbox.forget_old", pass_context=True)
async def forget_old(context: JobContext, timestamp: int) -> None:
    """Jobs that are done are forgotten after a week; failed ones stay until somebody looks."""
    del timestamp
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)


@app.periodic(cron="* * * * *")
@app.task(name="outbox.rescue_stalled", queueing_lock="outbox.rescue_stalled", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker was killed are done again by another.

    One whose twin waits already goes: while it counted as running, its lock would keep the twin from it.
    """
    del timestamp
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, status=Status.ABORTED, delete_job=True)
