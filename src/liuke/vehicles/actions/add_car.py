"""Puts a car on file that no record has told of yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from liuke.audit.actions.record import record
from liuke.org.custom_fields import kept_custom
from liuke.org.editing import CUSTOM, stamp
from liuke.org.queries import store_within
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.outbox.actions.publish import publish
from liuke.owners.models import SourceKey
from liuke.values.refusal import Refusal
from liuke.values.vin import check_digit
from liuke.vehicles.actions.known_person import known_person
from liuke.vehicles.actions.subjects import car_subject
from liuke.vehicles.calendars.follow import follow
from liuke.vehicles.events import VehicleChanged
from liuke.vehicles.history.import_lock import lock_history
from liuke.vehicles.history.rederive import rederive
from liuke.vehicles.models import PlateSpell, Vehicle
from liuke.vehicles.models.vehicle import IMPORTED


class CarThere(Refusal):
    code = "car_there"
    sentence = (
        "This VIN is on file already. If you do not find the car, it is another store's; it shows up in "
        "yours with its first order there."
    )


class CheckDigitWrong(Refusal):
    code = "check_digit_wrong"
    sentence = (
        "The ninth character of this VIN should be %(digit)s. Compare it with the licence; cars built in "
        "Europe may differ: if it is right, say so below and save again."
    )


@dataclass(frozen=True)
class NewCar:
    """A car as a person fills it in. ``vin`` is canonical; ``sure``: it is right although its digit is wrong.

    ``name`` and ``phone`` are the owner's, both or none.
    """

    vin: str
    store_id: UUID
    plate: str | None = None
    brand: str | None = None
    series: str | None = None
    model: str | None = None
    energy: str | None = None
    delivery_day: dt.date | None = None
    name: str = ""
    phone: str = ""
    sure: bool = False
    custom: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def add_car(*, scope: Scope, draft: NewCar, at: dt.datetime) -> Vehicle:
    """Records that come later fill in what was left open. Raises NotFound, CarThere, CheckDigitWrong,
    PhoneOfAnother, and what ``kept_custom`` refuses.
    """
    store = store_within(scope, draft.store_id, Permission.CHANGE_VEHICLES)
    digit = check_digit(draft.vin)
    if digit != draft.vin[8] and not draft.sure:
        raise CheckDigitWrong(digit=digit)
    with connection.cursor() as cursor:
        lock_history(cursor)
    if Vehicle.objects.filter(vin=draft.vin).exists():
        raise CarThere
    told = {name: value for name in IMPORTED if (value := getattr(draft, name)) is not None}
    custom = kept_custom(Bearer.VEHICLE, before=None, given=draft.custom)
    car = Vehicle(vin=draft.vin, store=store, hand_set=sorted(told), custom=custom, **told)
    stamp(car, scope=scope, at=at)
    car.save()
    if draft.plate:
        PlateSpell.objects.create(
            vehicle=car, plate=draft.plate, from_day=timezone.localdate(at), by_hand=True
        )
    if draft.name and draft.phone:
        person = known_person(name=draft.name, phone=draft.phone, store_id=store.pk)
        SourceKey.objects.update_or_create(value=draft.vin, defaults={"owner": person})
    rederive(car.vin)
    car.refresh_from_db()
    own = {f"{CUSTOM}{key}": value for key, value in custom.items()}
    after = {"vin": car.vin, **_plain(told), **own}
    record(actor=scope.actor, verb="car.added", subject=car_subject(car), after=after)
    publish(VehicleChanged(vehicle_id=str(car.pk)))
    follow([car.vin], as_of=timezone.localdate(at))
    return car


def _plain(told: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in told.items()}
