"""Replaces the districts a store serves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.actions.save_store import subject_of
from liuke.org.editing import locked, stamp
from liuke.org.models import ServiceDistrict, Store
from liuke.org.queries import stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


@transaction.atomic
def set_service_area(
    *, scope: Scope, store_id: UUID, version: int, districts: Iterable[str], at: dt.datetime
) -> Store:
    """Raises NotFound, ChangedMeanwhile."""
    store = locked(stores_within(scope, Permission.CHANGE_STORE), store_id, version=version)
    before = _told(store)
    store.service_districts.all().delete()
    ServiceDistrict.objects.bulk_create(
        ServiceDistrict(store=store, district=one) for one in sorted(set(districts))
    )
    stamp(store, scope=scope, at=at)
    store.save()
    record(
        actor=scope.actor,
        verb="store.service_area_changed",
        subject=subject_of(store),
        before=before,
        after=_told(store),
    )
    return store


def _told(store: Store) -> dict[str, list[str]]:
    return {"service_area": [one.district for one in store.service_districts.all()]}
