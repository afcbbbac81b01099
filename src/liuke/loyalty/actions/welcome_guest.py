"""Finds an owner of another store by the whole telephone number or plate, and serves them here too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.models import Guest
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.models import Owner, Phone
from liuke.values.phone import read_phone
from liuke.values.plate import read_plate
from liuke.values.reading import BadCell, Reading
from liuke.vehicles.models import Vehicle


@transaction.atomic
def welcome_guest(*, scope: Scope, store_id: UUID, told: str, at: dt.datetime) -> Owner:
    """Raises NotAllowed; NotFound where nobody, or more than one owner, has that number or plate."""
    scope.need(Permission.USE_VALUE, store_id)
    owners = list(Owner.objects.filter(_known_by(told), merged_into=None, erased_at=None).distinct()[:2])
    if len(owners) != 1:
        raise NotFound
    owner = owners[0]
    Guest.objects.get_or_create(owner=owner, store_id=store_id, defaults={"since": at})
    subject = Subject("owners.owner", owner.pk, owner.name, store_id)
    record(actor=scope.actor, verb="owner.guest_welcomed", subject=subject)
    return owner


def _known_by(told: str) -> Q:
    phone, plate = _read(read_phone, told), _read(read_plate, told)
    if phone:
        return Q(pk__in=Phone.objects.filter(number=phone).exclude(state="wrong").values("owner"))
    if plate:
        return Q(pk__in=Vehicle.objects.filter(plate=plate).values("owner"))
    raise NotFound


def _read(read: Callable[[str], Reading[str]], told: str) -> str | None:
    try:
        return read(told).value
    except BadCell:
        return None
