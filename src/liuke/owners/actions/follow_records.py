"""Gives a value back to the records: what they say counts again, now and at every import."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.queries import NotFound
from liuke.org.scope import Scope
from liuke.owners.editing import held, keep, subject_of, told_of
from liuke.owners.models import Owner
from liuke.owners.rules.spelling import spelled


@transaction.atomic
def follow_records(*, scope: Scope, owner_id: UUID, field: str, at: dt.datetime) -> Owner:
    """``field`` is a column in which the records say something else. Raises NotFound."""
    owner = held(scope, owner_id)
    if field not in owner.records_say:
        raise NotFound
    before = told_of(owner)
    said = owner.records_say[field]
    setattr(owner, field, dt.date.fromisoformat(said) if field == "birthday" else said)
    owner.pinyin, owner.initials = spelled(owner.name)
    owner.hand_set = [name for name in owner.hand_set if name != field]
    owner.records_say = {name: value for name, value in owner.records_say.items() if name != field}
    keep(owner, scope=scope, at=at)
    owner.refresh_from_db()
    record(
        actor=scope.actor,
        verb="owner.changed",
        subject=subject_of(owner),
        before=before,
        after=told_of(owner),
    )
    return owner
