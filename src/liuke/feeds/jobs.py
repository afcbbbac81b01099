"""What workers do for the feeds.

Django reads this at every start, the web's too: what the jobs need is loaded when one runs.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

ONE_AT_A_TIME = "feeds"
PATIENT = RetryStrategy(max_attempts=3, exponential_wait=10)


@app.task(name="feeds.refresh", retry=PATIENT, lock=ONE_AT_A_TIME, queueing_lock="feeds.refresh")
def refresh() -> None:
    """Brings the star, the figures, grades and risks up to date with the tables."""
    _examine()


@app.periodic(cron="17 19 * * *")
@app.task(name="feeds.refresh_daily", retry=PATIENT, lock=ONE_AT_A_TIME, queueing_lock="feeds.refresh_daily")
def refresh_daily(timestamp: int) -> None:
    """The same each night (03:17 in Shanghai): figures age even where no row came in."""
    del timestamp
    _examine()


def _examine() -> None:
    from liuke.feeds.actions.examine import examine
    from liuke.segments.jobs import ask_for_tags

    examine(today=timezone.localdate())
    ask_for_tags()


def ask_for_refresh() -> None:
    """Asks for a refresh in the transaction at hand; one that waits already is enough."""
    try:
        with transaction.atomic():
            refresh.defer()
    except AlreadyEnqueued:
        return
