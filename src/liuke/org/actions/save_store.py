"""Creates a store, or changes its master data."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.custom_fields import kept_custom
from liuke.org.drafts import StoreDraft
from liuke.org.editing import assign, locked, stamp, told, unique
from liuke.org.models import Region, Store
from liuke.org.queries import NotFound, stores_within
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.pinyin import initials, sort_key


@transaction.atomic
def create_store(*, scope: Scope, draft: StoreDraft, at: dt.datetime) -> Store:
    """Raises NotAllowed, Taken; NotFound for an unknown region."""
    scope.need(Permission.CREATE_STORE)
    store = Store()
    _keep(store, draft, scope=scope, at=at)
    record(actor=scope.actor, verb="store.created", subject=subject_of(store), after=told(store))
    return store


@transaction.atomic
def change_store(*, scope: Scope, store_id: UUID, version: int, draft: StoreDraft, at: dt.datetime) -> Store:
    """Code, region and whether the store is open are the group's to change; the rest is the manager's, too.

    Raises NotFound, NotAllowed, ChangedMeanwhile, Taken.
    """
    store = locked(stores_within(scope, Permission.CHANGE_STORE), store_id, version=version)
    before = told(store)
    groups_own = (store.code, store.region_id, store.active, store.dms_name)
    if groups_own != (draft.code, draft.region_id, draft.active, draft.dms_name):
        scope.need(Permission.CREATE_STORE)
    _keep(store, draft, scope=scope, at=at)
    record(
        actor=scope.actor,
        verb="store.changed",
        subject=subject_of(store),
        before=before,
        after=told(store),
    )
    return store


def subject_of(store: Store) -> Subject:
    """The store as the audit trail names it."""
    return Subject("org.store", store.pk, store.name, store.pk)


def _keep(store: Store, draft: StoreDraft, *, scope: Scope, at: dt.datetime) -> None:
    if draft.region_id and not Region.objects.filter(pk=draft.region_id).exists():
        raise NotFound
    values, place = asdict(draft), draft.position
    values["custom"] = kept_custom(
        Bearer.STORE, before=None if store._state.adding else store.custom, given=draft.custom
    )
    values.pop("position")
    assign(store, {**values, "longitude": place and place.longitude, "latitude": place and place.latitude})
    store.pinyin, store.initials = sort_key(store.name), initials(store.name)
    stamp(store, scope=scope, at=at)
    with unique(dms_name=store.dms_name, code=store.code, name=store.name):
        store.save()
