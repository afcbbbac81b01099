"""Corrects what records say of a car, and sets what no record says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import record
from liuke.org.custom_fields import kept_custom
from liuke.org.editing import assign, locked, stamp, told
from liuke.org.rules.custom_fields import Bearer
from liuke.org.scope import Scope
from liuke.outbox.actions.publish import publish
from liuke.vehicles.actions.subjects import car_subject
from liuke.vehicles.calendars.follow import follow
from liuke.vehicles.events import VehicleChanged
from liuke.vehicles.models import Vehicle
from liuke.vehicles.models.vehicle import IMPORTED
from liuke.vehicles.queries import cars_to_change


@dataclass(frozen=True)
class CarDraft:
    """A car as a person fills it in; the plate is changed apart, because it has a day."""

    brand: str | None
    series: str | None
    model: str | None
    energy: str | None
    delivery_day: dt.date | None
    invoice_day: dt.date | None
    registered_day: dt.date | None
    use: str
    on_site_only: bool
    inspected_until: dt.date | None
    custom: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def change_car(*, scope: Scope, car_id: UUID, version: int, draft: CarDraft, at: dt.datetime) -> Vehicle:
    """Imported fields that a person sets are theirs from now on. Raises NotFound, ChangedMeanwhile."""
    car = locked(cars_to_change(scope), car_id, version=version)
    before, values = told(car), asdict(draft)
    set_now = {name for name in IMPORTED if name in values and values[name] != getattr(car, name)}
    values["custom"] = kept_custom(Bearer.VEHICLE, before=car.custom, given=draft.custom)
    assign(car, values)
    car.hand_set = sorted({*car.hand_set, *set_now})
    keep(car, scope=scope, at=at)
    record(actor=scope.actor, verb="car.changed", subject=car_subject(car), before=before, after=told(car))
    follow([car.vin], as_of=timezone.localdate(at))
    return car


@transaction.atomic
def follow_records(*, scope: Scope, car_id: UUID, version: int, field: str, at: dt.datetime) -> Vehicle:
    """Lets records decide about a field again. Raises NotFound, ChangedMeanwhile."""
    from liuke.vehicles.history.rederive import rederive

    car = locked(cars_to_change(scope), car_id, version=version)
    before = told(car)
    car.hand_set = [name for name in car.hand_set if name != field]
    keep(car, scope=scope, at=at)
    rederive(car.vin)
    car.refresh_from_db()
    record(actor=scope.actor, verb="car.changed", subject=car_subject(car), before=before, after=told(car))
    follow([car.vin], as_of=timezone.localdate(at))
    return car


def keep(car: Vehicle, *, scope: Scope, at: dt.datetime) -> None:
    """Saves a car as a person's, and tells so: an undo of the import that wrote it does not touch it."""
    car.told = {name: said for name, said in car.told.items() if name in car.hand_set}
    car.batch_id = None
    stamp(car, scope=scope, at=at)
    car.save()
    publish(VehicleChanged(vehicle_id=str(car.pk)))
