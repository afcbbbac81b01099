"""Tells what the worker does, where pages can see it before the work is committed."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self
from uuid import UUID

import psycopg
from django.db import connection

SECONDS_BETWEEN = 0.5


class ProgressLine:
    """A connection of its own that commits every word; written at most twice a second."""

    def __init__(self, batch_id: UUID) -> None:
        self._batch_id = batch_id
        self._subject = ("", "")
        self._rows = 0
        self._told = 0.0

    def __enter__(self) -> Self:
        given = {key: value for key, value in connection.get_connection_params().items() if key in _ADDRESS}
        self._line = psycopg.connect(**given, autocommit=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()

    def tell(self, step: str, subject: str = "", rows: int = 0) -> None:
        """A new step or subject is told at once, more rows of the same now and then."""
        fresh = (step, subject) != self._subject
        self._rows = rows if fresh else self._rows + rows
        self._subject = (step, subject)
        if fresh or time.monotonic() - self._told > SECONDS_BETWEEN:
            self._told = time.monotonic()
            self._line.execute(
                "UPDATE dms_importprogress SET step = %s, subject = %s, rows = %s, at = now()"
                " WHERE batch_id = %s",
                [step, subject, self._rows, self._batch_id],
            )


_ADDRESS = frozenset(
    {"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "connect_timeout"}
)
