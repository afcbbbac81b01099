"""Brings one car in line with its records after a person has changed something that counts like a record."""

from __future__ import annotations

from django.db import connection

from liuke.vehicles.history.derive import derive
from liuke.vehicles.history.import_lock import lock_history


def rederive(vin: str) -> None:
    """Must run in a transaction; imports wait for its end."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
        lock_history(cursor)
        cursor.execute("CREATE TEMP TABLE touched ON COMMIT DROP AS SELECT %s AS vin", [vin])
        derive(cursor, batch_id=None)
