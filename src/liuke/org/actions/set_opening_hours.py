"""Replaces a store's week and the days on which it is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.actions.save_store import subject_of
from liuke.org.drafts import ClosedDayDraft, HoursDraft
from liuke.org.editing import locked, stamp
from liuke.org.models import ClosedDay, OpeningHours, Store
from liuke.org.queries import stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


@transaction.atomic
def set_opening_hours(
    *,
    scope: Scope,
    store_id: UUID,
    version: int,
    week: Sequence[HoursDraft],
    closed: Sequence[ClosedDayDraft],
    at: dt.datetime,
) -> Store:
    """Raises NotFound, ChangedMeanwhile."""
    store = locked(stores_within(scope, Permission.CHANGE_STORE), store_id, version=version)
    before = _told(store)
    store.hours.all().delete()
    store.closed_days.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(store=store, weekday=day.weekday, opens=day.opens, closes=day.closes) for day in week
    )
    ClosedDay.objects.bulk_create(ClosedDay(store=store, day=day.day, reason=day.reason) for day in closed)
    stamp(store, scope=scope, at=at)
    store.save()
    record(
        actor=scope.actor,
        verb="store.hours_changed",
        subject=subject_of(store),
        before=before,
        after=_told(store),
    )
    return store


def _told(store: Store) -> dict[str, Any]:
    return {
        "hours": [f"{day.weekday + 1} {day.opens:%H:%M}–{day.closes:%H:%M}" for day in store.hours.all()],
        "closed_days": [f"{day.day} {day.reason}".strip() for day in store.closed_days.all()],
    }
