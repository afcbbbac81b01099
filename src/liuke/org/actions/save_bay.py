"""Creates a bay in a store, or changes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.editing import assign, locked, stamp, told, unique
from liuke.org.models import Bay
from liuke.org.queries import store_within, within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


@dataclass(frozen=True)
class BayDraft:
    """A bay as a person fills it in."""

    name: str
    kind: str
    active: bool = True


@transaction.atomic
def create_bay(*, scope: Scope, store_id: UUID, draft: BayDraft, at: dt.datetime) -> Bay:
    """Raises NotFound, Taken."""
    bay = Bay(store=store_within(scope, store_id, Permission.CHANGE_STORE))
    _keep(bay, draft, scope=scope, at=at)
    record(actor=scope.actor, verb="bay.created", subject=_subject(bay), after=told(bay))
    return bay


@transaction.atomic
def change_bay(*, scope: Scope, bay_id: UUID, version: int, draft: BayDraft, at: dt.datetime) -> Bay:
    """Raises NotFound, ChangedMeanwhile, Taken."""
    reachable = Bay.objects.filter(within(scope.reach(Permission.CHANGE_STORE)))
    bay = locked(reachable, bay_id, version=version)
    before = told(bay)
    _keep(bay, draft, scope=scope, at=at)
    record(actor=scope.actor, verb="bay.changed", subject=_subject(bay), before=before, after=told(bay))
    return bay


def _keep(bay: Bay, draft: BayDraft, *, scope: Scope, at: dt.datetime) -> None:
    assign(bay, asdict(draft))
    stamp(bay, scope=scope, at=at)
    with unique(name=bay.name):
        bay.save()


def _subject(bay: Bay) -> Subject:
    return Subject("org.bay", bay.pk, bay.name, bay.store_id)
