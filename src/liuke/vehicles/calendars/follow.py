"""What follows from a change of some cars: their plates and calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib import resources

from django.db import connection, transaction

from liuke.vehicles.calendars.refresh import refresh_calendars
from liuke.vehicles.calendars.wanted import want
from liuke.vehicles.models import StaleCar

MANY = 100_000
"""From so many cars on it takes less to look at all of them."""


@transaction.atomic
def follow(vins: Sequence[str], *, as_of: dt.date) -> None:
    """Brings plates and calendars of some cars in line with what is known of them."""
    if not vins:
        return
    text = resources.files(__package__).joinpath("sql", "plates.sql").read_text(encoding="utf-8")
    with connection.cursor() as cursor:
        want(cursor, vins)
        cursor.execute(text)
    refresh_calendars(as_of=as_of, vins=vins if len(vins) < MANY else None)


@transaction.atomic
def follow_imports(*, as_of: dt.date) -> int:
    """The same for all cars that imports have changed since; how many."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {StaleCar._meta.db_table} RETURNING vin")
        vins = sorted({vin for (vin,) in cursor.fetchall()})
    follow(vins, as_of=as_of)
    return len(vins)
