"""Gives a car another plate from a day on."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import record
from liuke.org.editing import locked
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal
from liuke.vehicles.actions.change_car import keep
from liuke.vehicles.actions.subjects import car_subject
from liuke.vehicles.calendars.follow import follow
from liuke.vehicles.models import PlateSpell, Vehicle
from liuke.vehicles.queries import cars_to_change


class PlateSinceThen(Refusal):
    code = "plate_since_then"
    sentence = "From %(day)s on, records already give this car a plate. Choose a later day."


class DayToCome(Refusal):
    code = "day_to_come"
    sentence = "This day is still to come. Enter it once it has happened."


@transaction.atomic
def change_plate(
    *, scope: Scope, car_id: UUID, version: int, plate: str, from_day: dt.date, at: dt.datetime
) -> Vehicle:
    """The plate ends on any other car that day.

    Raises NotFound, ChangedMeanwhile, DayToCome, PlateSinceThen.
    """
    today = timezone.localdate(at)
    if from_day > today:
        raise DayToCome
    car = locked(cars_to_change(scope), car_id, version=version)
    later = PlateSpell.objects.filter(vehicle=car, from_day__gt=from_day).exclude(plate=car.plate or "")
    if later.exists():
        raise PlateSinceThen(day=str(later.order_by("from_day")[0].from_day))
    before = {"plate": car.plate}
    PlateSpell.objects.filter(vehicle=car, from_day__gte=from_day).delete()
    PlateSpell.objects.create(vehicle=car, plate=plate, from_day=from_day, by_hand=True)
    car.plate = plate
    car.hand_set = sorted({*car.hand_set, "plate"})
    keep(car, scope=scope, at=at)
    after = {"plate": plate, "from_day": str(from_day)}
    record(actor=scope.actor, verb="car.plate_changed", subject=car_subject(car), before=before, after=after)
    others = list(Vehicle.objects.select_for_update().filter(plate=plate).exclude(pk=car.pk))
    for other in others:
        _without_plate(other, scope=scope, at=at)
    follow([one.vin for one in (car, *others)], as_of=today)
    return car


def _without_plate(car: Vehicle, *, scope: Scope, at: dt.datetime) -> None:
    """A plate hangs on one car; records that name it for this one are of before."""
    before = {"plate": car.plate}
    car.plate = None
    car.hand_set = sorted({*car.hand_set, "plate"})
    keep(car, scope=scope, at=at)
    record(
        actor=scope.actor,
        verb="car.plate_changed",
        subject=car_subject(car),
        before=before,
        after={"plate": None},
    )
