"""Questions that read the whole ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper


@contextmanager
def large_question() -> Iterator[CursorWrapper]:
    """A cursor with room for a million rows; to compile such a statement would take longer than to run it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
        yield cursor


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is asked within is answered as of one moment: sums that have to meet do not differ by what a
    desk posts between two statements. Nothing may be open around it."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
