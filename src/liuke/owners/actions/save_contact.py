"""Keeps whom to talk to at a firm."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.insight.reports.masking import masked_phone
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.editing import held, keep, subject_of
from liuke.owners.models import FleetContact
from liuke.owners.queries import contact_within
from liuke.values.refusal import Refusal


class NotAFleet(Refusal):
    code = "not_a_fleet"
    sentence = "Only a company has contact persons. Change the kind of this owner to company first."


@transaction.atomic
def add_contact(
    *, scope: Scope, owner_id: UUID, name: str, position: str, number: str, at: dt.datetime
) -> FleetContact:
    """Raises NotFound, NotAFleet."""
    owner = held(scope, owner_id)
    if owner.kind != "fleet":
        raise NotAFleet
    contact = FleetContact.objects.create(fleet=owner, name=name, position=position, number=number)
    keep(owner, scope=scope, at=at)
    record(
        actor=scope.actor,
        verb="owner.contact_added",
        subject=subject_of(owner),
        after={"contact": name, "position": position, "phone": masked_phone(number)},
    )
    return contact


@transaction.atomic
def remove_contact(*, scope: Scope, contact_id: int, at: dt.datetime) -> UUID:
    """The firm's id. Raises NotFound."""
    contact = contact_within(scope, contact_id, Permission.CHANGE_OWNERS)
    owner = held(scope, contact.fleet_id)
    contact.delete()
    keep(owner, scope=scope, at=at)
    record(
        actor=scope.actor,
        verb="owner.contact_removed",
        subject=subject_of(owner),
        before={"contact": contact.name},
    )
    return owner.pk
