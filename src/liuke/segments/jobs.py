"""What workers do for tags. What the jobs need is loaded when one runs."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

ONE_AT_A_TIME = "segments"
PATIENT = RetryStrategy(max_attempts=3, exponential_wait=10)


@app.task(name="segments.refresh_tags", retry=PATIENT, lock=ONE_AT_A_TIME, queueing_lock="segments.refresh")
def refresh() -> None:
    """Brings the tags of rules and models in line with the tables."""
    _refresh()


@app.periodic(cron="47 19 * * *")
@app.task(
    name="segments.refresh_tags_daily",
    retry=PATIENT,
    lock=ONE_AT_A_TIME,
    queueing_lock="segments.refresh_daily",
)
def refresh_daily(timestamp: int) -> None:
    """The same each night (03:47 in Shanghai), after the feeds: ages and terms move where no row came in."""
    del timestamp
    _refresh()


def _refresh() -> None:
    from liuke.org.scope import system_scope
    from liuke.segments.actions.refresh_tags import refresh_tags

    refresh_tags(scope=system_scope(), at=timezone.now())


def ask_for_tags() -> None:
    """Asks for a refresh in the transaction at hand; one that waits already is enough."""
    try:
        with transaction.atomic():
            refresh.defer()
    except AlreadyEnqueued:
        return
