"""What workers do for vehicles.

Django reads this at every start, the web's too: what the jobs need is loaded when one runs.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

ONE_AT_A_TIME = "vehicles.calendar"
PATIENT = RetryStrategy(max_attempts=3, exponential_wait=10)


@app.task(
    name="vehicles.follow_imports",
    retry=PATIENT,
    lock=ONE_AT_A_TIME,
    queueing_lock="vehicles.follow_imports",
)
def follow_imports() -> None:
    """Plates and calendars of the cars that imports have changed."""
    from liuke.vehicles.calendars import follow

    follow.follow_imports(as_of=timezone.localdate())


@app.periodic(cron="47 18 * * *")
@app.task(
    name="vehicles.calendar_daily",
    retry=PATIENT,
    lock=ONE_AT_A_TIME,
    queueing_lock="vehicles.calendar_daily",
)
def calendar_daily(timestamp: int) -> None:
    """All calendars each night (02:47 in Shanghai): dates pass though nothing was imported."""
    del timestamp
    _work_out_all()


@app.task(
    name="vehicles.calendar_all", retry=PATIENT, lock=ONE_AT_A_TIME, queueing_lock="vehicles.calendar_all"
)
def calendar_all() -> None:
    """All calendars, because a plan or model has changed."""
    _work_out_all()


def _work_out_all() -> None:
    from liuke.vehicles.calendars.refresh import refresh_calendars

    refresh_calendars(as_of=timezone.localdate())


def ask_to_follow_imports() -> None:
    """Asks in the transaction at hand; a job that waits already is enough."""
    try:
        with transaction.atomic():
            follow_imports.defer()
    except AlreadyEnqueued:
        return


def ask_for_all_calendars() -> None:
    """The same for all cars."""
    try:
        with transaction.atomic():
            calendar_all.defer()
    except AlreadyEnqueued:
        return
