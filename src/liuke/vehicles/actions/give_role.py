"""Gives a car a new owner, a driver or a payer, from a day on; and ends such a role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import record
from liuke.org.editing import Taken, locked, stamp, unique
from liuke.org.scope import Scope
from liuke.outbox.actions.publish import publish
from liuke.values.refusal import Refusal
from liuke.vehicles.actions.change_plate import DayToCome
from liuke.vehicles.actions.known_person import known_person
from liuke.vehicles.actions.subjects import car_subject
from liuke.vehicles.events import VehicleChanged
from liuke.vehicles.history.rederive import rederive
from liuke.vehicles.models import VehicleRole
from liuke.vehicles.queries import cars_to_change, of_cars_to_change


class OwnerAlready(Refusal):
    code = "owner_already"
    sentence = "The car belongs to this person already."


class OwnerThatDay(Refusal):
    code = "owner_that_day"
    sentence = "The car has changed hands on this day already. Choose another day."


@dataclass(frozen=True)
class RoleDraft:
    """Who is what to the car, from when on."""

    role: str
    name: str
    phone: str
    from_day: dt.date


@transaction.atomic
def give_role(*, scope: Scope, car_id: UUID, version: int, draft: RoleDraft, at: dt.datetime) -> VehicleRole:
    """A new owner's earlier records stay with the car, their names with the earlier owner.

    Raises NotFound, ChangedMeanwhile, DayToCome, PhoneOfAnother, OwnerAlready, OwnerThatDay.
    """
    if draft.from_day > timezone.localdate(at):
        raise DayToCome
    car = locked(cars_to_change(scope), car_id, version=version)
    person = known_person(name=draft.name, phone=draft.phone, store_id=car.store_id)
    changes_hands = draft.role == VehicleRole.Role.OWNER
    if changes_hands and car.owner_id == person.pk:
        raise OwnerAlready
    given = VehicleRole(vehicle=car, owner=person, role=draft.role, from_day=draft.from_day)
    stamp(given, scope=scope, at=at)
    try:
        with unique(owner=str(draft.from_day)):
            given.save()
    except Taken:
        raise OwnerThatDay from None
    stamp(car, scope=scope, at=at)
    car.save(update_fields=["version", "changed_at", "changed_by"])
    publish(VehicleChanged(vehicle_id=str(car.pk)))
    after = {"role": draft.role, "name": person.name, "from_day": str(draft.from_day)}
    verb = "car.changed_hands" if changes_hands else "car.role_given"
    record(actor=scope.actor, verb=verb, subject=car_subject(car), after=after)
    if changes_hands:
        rederive(car.vin)
    return given


@transaction.atomic
def end_role(*, scope: Scope, role_id: UUID, version: int, to_day: dt.date, at: dt.datetime) -> VehicleRole:
    """Ends the role of a driver or payer. Raises NotFound, ChangedMeanwhile."""
    rows = VehicleRole.objects.exclude(role=VehicleRole.Role.OWNER)
    given = locked(of_cars_to_change(scope, rows), role_id, version=version)
    given.to_day = max(to_day, given.from_day)
    stamp(given, scope=scope, at=at)
    given.save()
    after = {"role": given.role, "name": given.owner.name, "to_day": str(given.to_day)}
    record(actor=scope.actor, verb="car.role_ended", subject=car_subject(given.vehicle), after=after)
    return given
