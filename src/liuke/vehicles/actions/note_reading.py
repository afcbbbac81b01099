"""Keeps a reading of the odometer, or corrects what an order says of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import record
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal
from liuke.vehicles.actions.change_plate import DayToCome
from liuke.vehicles.actions.subjects import car_subject
from liuke.vehicles.calendars.follow import follow
from liuke.vehicles.calendars.one_car import daily, readings_of
from liuke.vehicles.models import OdometerReading, Vehicle
from liuke.vehicles.queries import car_within, orders_within
from liuke.vehicles.rules.odometer import Reading, contradict, implausible


class ReadingContradicts(Refusal):
    code = "reading_contradicts"
    sentence = (
        "%(km)s km do not agree with the %(other_km)s km of %(other_day)s. Check the figure; if it is right, "
        "say so below and save again."
    )


@dataclass(frozen=True)
class ReadingDraft:
    """A reading by hand; ``sure``: it is right although it contradicts another one."""

    day: dt.date
    km: int
    sure: bool = False


@transaction.atomic
def note_reading(*, scope: Scope, car_id: UUID, draft: ReadingDraft, at: dt.datetime) -> OdometerReading:
    """A second one of the same day takes the place of the first.

    Raises NotFound, DayToCome, ReadingContradicts.
    """
    today, day, km = timezone.localdate(at), draft.day, draft.km
    if day > today:
        raise DayToCome
    car = car_within(scope, car_id, Permission.CHANGE_VEHICLES)
    other = None if draft.sure else _contradicted(car, Reading(day, km))
    if other is not None:
        raise ReadingContradicts(km=f"{km:,}", other_km=f"{other.km:,}", other_day=str(other.day))
    was = OdometerReading.objects.filter(vehicle=car, day=day, order=None).first()
    reading, _ = OdometerReading.objects.update_or_create(
        vehicle=car, day=day, order=None, defaults={"km": km, "at": at, "by": scope.actor.name}
    )
    record(
        actor=scope.actor,
        verb="odometer.read",
        subject=car_subject(car),
        before={"km": was.km} if was else None,
        after={"day": str(day), "km": km},
    )
    follow([car.vin], as_of=today)
    return reading


def _contradicted(car: Vehicle, read: Reading) -> Reading | None:
    """The reading nearest in time that is believed and cannot be true together with ``read``."""
    others = [one for one in daily(readings_of(car)) if one.day != read.day]
    believed = [one for one in others if one not in implausible(others)]
    against = [one for one in believed if contradict(one, read)]
    return min(against, key=lambda one: abs((one.day - read.day).days), default=None)


@transaction.atomic
def correct_reading(
    *, scope: Scope, order_id: int, km: int | None, reason: str, at: dt.datetime
) -> OdometerReading:
    """Without ``km`` the order's reading is set aside; the order keeps what it said. Raises NotFound."""
    order = orders_within(scope, Permission.CHANGE_VEHICLES).filter(pk=order_id).first()
    if order is None:
        raise NotFound
    car = order.vehicle
    was = OdometerReading.objects.filter(order=order).first()
    reading, _ = OdometerReading.objects.update_or_create(
        order=order,
        defaults={
            "vehicle": car, "day": order.day, "km": km, "reason": reason, "at": at, "by": scope.actor.name,
        },
    )  # fmt: skip
    record(
        actor=scope.actor,
        verb="odometer.corrected",
        subject=car_subject(car),
        before={"km": was.km if was else order.odometer_km},
        after={"km": km, "order": order.order_no},
        reason=reason,
    )
    follow([car.vin], as_of=timezone.localdate(at))
    return reading
