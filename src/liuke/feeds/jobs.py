"""What workers do for the feeds.

Django reads this at every start, the web's too: what the jobs need is loaded when one runs.
"""

from __future__ import annotations

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

ONE_AT_A_TIME = "feeds"
PATIENT = RetryStrategy(max_attempts=3, exponential_wait=10)


@app.task(name="feeds.refresh", retry=PATIENT, lock=ONE_AT_A_TIME, pass_context=True)
def refresh(context: JobContext) -> None:
    """Brings the star, the figures, grades and risks up to date with the tables.

    Leaves it to a later one that waits. No queueing lock: one that failed could not be tried again while
    another waits, and would keep the lock from it for ever.
    """
    later = ProcrastinateJob.objects.filter(task_name="feeds.refresh", status="todo", pk__gt=context.job.id)
    if not later.exists():
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
    """Asks for a refresh once the transaction at hand has committed."""
    refresh.defer()
