"""Keeps the group's list of interests."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.editing import locked, stamp, told, unique
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.models import Interest


@transaction.atomic
def create_interest(*, scope: Scope, name: str, at: dt.datetime) -> Interest:
    """Raises NotAllowed, Taken."""
    scope.need(Permission.CHANGE_GROUP)
    interest = Interest(name=name)
    stamp(interest, scope=scope, at=at)
    with unique(name=name):
        interest.save()
    subject = Subject("owners.interest", interest.pk, name)
    record(actor=scope.actor, verb="interest.created", subject=subject, after=told(interest))
    return interest


@transaction.atomic
def change_interest(
    *, scope: Scope, interest_id: UUID, version: int, name: str, active: bool, at: dt.datetime
) -> Interest:
    """Raises NotAllowed, NotFound, ChangedMeanwhile, Taken."""
    scope.need(Permission.CHANGE_GROUP)
    interest = locked(Interest.objects.all(), interest_id, version=version)
    before = told(interest)
    interest.name, interest.active = name, active
    stamp(interest, scope=scope, at=at)
    with unique(name=name):
        interest.save()
    subject = Subject("owners.interest", interest.pk, name)
    record(actor=scope.actor, verb="interest.changed", subject=subject, before=before, after=told(interest))
    return interest
