"""Replaces a store's staff by role and month, for one year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.actions.save_store import subject_of
from liuke.org.editing import locked, stamp
from liuke.org.models import Headcount, Store
from liuke.org.queries import heads_of, stores_within
from liuke.org.rules.headcount import Heads
from liuke.org.rules.roles import Permission, Role
from liuke.org.scope import Scope


@transaction.atomic
def set_headcount(
    *,
    scope: Scope,
    store_id: UUID,
    version: int,
    year: int,
    heads: Mapping[tuple[Role, int], Heads],
    at: dt.datetime,
) -> Store:
    """``heads`` by role and month of the year. The trail keeps what differs.

    Raises NotFound, ChangedMeanwhile.
    """
    store = locked(stores_within(scope, Permission.CHANGE_STORE), store_id, version=version)
    before, after = heads_of(store, year), {place: said for place, said in heads.items() if said}
    store.headcounts.filter(month__year=year).delete()
    Headcount.objects.bulk_create(
        Headcount(
            store=store, role=role, month=dt.date(year, month, 1), planned=said.planned, actual=said.actual
        )
        for (role, month), said in after.items()
    )
    stamp(store, scope=scope, at=at)
    store.save()
    other = [place for place in sorted({*before, *after}) if before.get(place) != after.get(place)]
    record(
        actor=scope.actor,
        verb="store.headcount_changed",
        subject=subject_of(store),
        before={"headcount": [_told(year, place, before.get(place, Heads())) for place in other]},
        after={"headcount": [_told(year, place, after.get(place, Heads())) for place in other]},
    )
    return store


def _told(year: int, place: tuple[Role, int], said: Heads) -> str:
    planned, actual = ("–" if one is None else one for one in (said.planned, said.actual))
    return f"{place[0].value} {year}-{place[1]:02} {planned}/{actual}"
