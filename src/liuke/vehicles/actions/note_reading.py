"""Keeps a reading of the odometer, or corrects what an order says of it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import record
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.vehicles.actions.change_plate import DayToCome
from liuke.vehicles.actions.subjects import car_subject
from liuke.vehicles.calendars.follow import follow
from liuke.vehicles.models import OdometerReading
from liuke.vehicles.queries import car_within, orders_within


@transaction.atomic
def note_reading(*, scope: Scope, car_id: UUID, day: dt.date, km: int, at: dt.datetime) -> OdometerReading:
    """A second one of the same day takes the place of the first. Raises NotFound, DayToCome."""
    today = timezone.localdate(at)
    if day > today:
        raise DayToCome
    car = car_within(scope, car_id, Permission.CHANGE_VEHICLES)
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
