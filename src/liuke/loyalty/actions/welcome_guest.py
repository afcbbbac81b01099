"""Finds an owner of another store by the whole telephone number or plate, and serves them here too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from liuke.audit.actions.record import Subject, record
from liuke.audit.models import AuditEntry
from liuke.loyalty.models import Guest
from liuke.org.models import Store
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.models import Owner, Phone
from liuke.values.phone import read_phone
from liuke.values.plate import read_plate
from liuke.values.reading import BadCell, Reading
from liuke.values.refusal import Refusal
from liuke.vehicles.models import Vehicle

WINDOW = dt.timedelta(hours=1)
MOST_MISSES = 20
MISSED = "owner.guest_not_found"


class TooManyGuesses(Refusal):
    code = "too_many_guesses"
    sentence = (
        "You have asked for %(most)s numbers or plates within an hour that nobody in the group has. Wait an "
        "hour, or let a colleague look."
    )


def welcome_guest(*, scope: Scope, store_id: UUID, told: str, at: dt.datetime) -> Owner:
    """Numbers that nobody has are counted by person and stand in the trail: nobody shall try them out.

    Raises NotAllowed, TooManyGuesses; NotFound where nobody, or more than one, has that number or plate.
    """
    scope.need(Permission.USE_VALUE, store_id)
    missed = AuditEntry.objects.filter(actor_id=scope.actor.id, verb=MISSED, at__gt=Now() - WINDOW)
    if missed.count() >= MOST_MISSES:
        raise TooManyGuesses(most=MOST_MISSES)
    known = _known_by(told)
    owners = list(Owner.objects.filter(known, merged_into=None, erased_at=None).distinct()[:2])
    owner = owners[0] if len(owners) == 1 else None
    with transaction.atomic():
        if owner is None:
            store = Store.objects.get(pk=store_id)
            record(
                actor=scope.actor, verb=MISSED, subject=Subject("org.store", store.pk, store.name, store.pk)
            )
        else:
            Guest.objects.get_or_create(owner=owner, store_id=store_id, defaults={"since": at})
            subject = Subject("owners.owner", owner.pk, owner.name, store_id)
            record(actor=scope.actor, verb="owner.guest_welcomed", subject=subject)
    if owner is None:
        raise NotFound
    return owner


def _known_by(told: str) -> Q:
    """Raises NotFound for what is no number and no plate: a slip of the hand, not a try."""
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
