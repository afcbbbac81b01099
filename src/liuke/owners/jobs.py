"""What workers do for owners."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

LOCK = "owners.duplicates"


@app.periodic(cron="47 18 * * *")
@app.task(name="owners.find_duplicates_daily", lock=LOCK, queueing_lock="owners.find_duplicates_daily")
def find_duplicates_daily(timestamp: int) -> None:
    """Each night (02:47 in Shanghai)."""
    del timestamp
    _find()


@app.task(name="owners.find_duplicates", lock=LOCK, queueing_lock=LOCK)
def find_duplicates_job() -> None:
    """After an import."""
    _find()


def _find() -> None:
    from liuke.owners.actions.find_duplicates import find_duplicates

    find_duplicates()


def ask_for_duplicates() -> None:
    """Asks for a look in the transaction at hand; one that waits already is enough."""
    try:
        with transaction.atomic():
            find_duplicates_job.defer()
    except AlreadyEnqueued:
        return
