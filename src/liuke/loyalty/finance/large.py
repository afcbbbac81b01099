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
