"""What workers do for the ledger."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

MOST_ATTEMPTS = 4
PATIENT = RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=3)
ONE_AT_A_TIME = "loyalty.ledger"


@app.periodic(cron="* * * * *")
@app.task(name="loyalty.seal", lock=ONE_AT_A_TIME, queueing_lock="loyalty.seal")
def seal_ledger(timestamp: int) -> None:
    """Postings are sealed, and stale holds given back, at most a minute after."""
    del timestamp
    from liuke.loyalty.ledger.expire import void_stale_holds
    from liuke.loyalty.ledger.seal import seal

    void_stale_holds()
    seal()


@app.periodic(cron="23 16 * * *")
@app.task(name="loyalty.night", queueing_lock="loyalty.night")
def night(timestamp: int) -> None:
    """At 00:23 in Shanghai: what ended with the day expires, and the chain ends leave the database."""
    del timestamp
    from django.conf import settings
    from django.utils import timezone

    from liuke.loyalty.ledger.expire import expire
    from liuke.loyalty.ledger.roots import FOLDER, keep_roots
    from liuke.loyalty.ledger.seal import seal

    expire()
    seal()
    keep_roots(settings.ENVIRONMENT.home / FOLDER, day=timezone.localdate())


@app.task(name="loyalty.post_opening", retry=PATIENT, pass_context=True)
def post_opening(context: JobContext, batch_id: str) -> None:
    """Posts opening balances that two persons have agreed to."""
    from liuke.loyalty.opening.posting import post_batch

    _stops_at_last(context, UUID(batch_id), post_batch)


@app.task(name="loyalty.undo_opening", retry=PATIENT, pass_context=True)
def undo_opening(context: JobContext, batch_id: str) -> None:
    """Takes opening balances back."""
    from liuke.loyalty.opening.posting import undo_batch

    _stops_at_last(context, UUID(batch_id), undo_batch)


def _stops_at_last(context: JobContext, batch_id: UUID, work: Callable[[UUID], None]) -> None:
    """What fails is tried again; the last time the batch stops, and somebody may go on with it."""
    try:
        work(batch_id)
    except Exception:
        if context.job.attempts + 1 >= MOST_ATTEMPTS:
            from liuke.loyalty.opening.posting import stop

            stop(batch_id)
        raise
