"""Gives back at once what a killed worker was doing, where it is known that no worker is alive."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

SESSION = "liuke worker"
"""The name under which workers are signed in to the database, as long as they live (``PGAPPNAME``)."""
PATIENCE_SECONDS, LOOK_EVERY_SECONDS = 12.0, 0.25
_WORKERS = "SELECT id FROM procrastinate_workers"
_DOING = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'doing')"
_OTHERS = """
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = %s AND datname = current_database())
"""


def take_over() -> bool:
    """Whether there was anything to give back and nobody else who may be doing it.

    Asked by the worker of ``liuke up`` before it signs in as one. The session of a killed process ends with
    it, or with the statement it waits for; who is still signed in after the patience is alive, and
    heartbeats decide. Only workers known before the look can be found dead: a new one is left alone.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _asked(_DOING)[0][0]:
        known = [worker for (worker,) in _asked(_WORKERS)]
        if not _asked(_OTHERS, SESSION)[0][0]:
            _give_back(known)
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY_SECONDS)
    return False


def _give_back(workers: list[int]) -> None:
    """Without their workers the jobs count as stalled, and the first job done is to rescue them."""
    from liuke.outbox.jobs import rescue_stalled

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers WHERE id = ANY(%s)", [workers])
    with suppress(AlreadyEnqueued), transaction.atomic():
        rescue_stalled.configure(priority=100).defer(timestamp=int(time.time()))


def _asked(query: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())
