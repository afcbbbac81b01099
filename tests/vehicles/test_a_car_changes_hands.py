"""A2 History stays with the car, privacy with the person."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

pytest.importorskip("django")

LIN = "LSVAA41870000001X"


MARCH = dt.date(2026, 3, 1)


def give(scene: Any, *, name: str = "周宁", phone: str = "13900002222", role: str = "owner") -> object:
    from liuke.vehicles.actions.give_role import RoleDraft, give_role

    car = scene.now()
    draft = RoleDraft(role, name, phone, MARCH)
    return give_role(scope=scene.mei, car_id=car.pk, version=car.version, draft=draft, at=scene.at)


def test_a_new_owner_gets_the_car_and_not_the_name_of_the_old_one(scene: Any) -> None:
    from liuke.vehicles.models import Ownership, WorkOrder

    give(scene)
    car = scene.now()
    assert car.owner.name == "周宁"
    held = (
        Ownership.objects.filter(vehicle=car)
        .order_by("to_day")
        .values_list("owner__name", "from_day", "to_day")
    )
    assert list(held) == [("林晓", None, MARCH), ("周宁", MARCH, None)]
    assert WorkOrder.objects.filter(vehicle=car).count() == 2


def test_the_next_import_keeps_the_change_of_hands(scene: Any) -> None:
    give(scene)
    scene.order("R3", day=dt.date(2026, 3, 8), owner_name="周宁", phone="13900002222")
    scene.order("R4", day=dt.date(2026, 2, 8), owner_name="林晓", phone="13800001111")
    car = scene.now()
    assert car.owner.name == "周宁"
    assert {phone.number for phone in car.owner.phones.all()} == {"13900002222"}


def test_an_undone_import_keeps_the_car_that_somebody_has_worked_on(scene: Any) -> None:
    from django.db import connection, transaction

    from liuke.values.identity import new_id
    from liuke.vehicles.actions.take_back_history import take_back_history
    from liuke.vehicles.models import Sale, Vehicle, VehicleRole, WorkOrder

    batch = new_id()
    for model in (Sale, WorkOrder):
        model.objects.update(batch_id=batch)
    Vehicle.objects.update(batch_id=batch)
    give(scene)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
        take_back_history(cursor, batch_id=batch, taken_in_at=scene.at)
    car = Vehicle.objects.get(vin=LIN)
    assert (car.owner.name, WorkOrder.objects.count(), VehicleRole.objects.count()) == ("周宁", 0, 1)


def test_a_number_alone_shows_nobodys_name(scene: Any) -> None:
    from liuke.vehicles.actions.known_person import PhoneOfAnother
    from liuke.vehicles.models import VehicleRole

    with pytest.raises(PhoneOfAnother) as refused:
        give(scene, name="随便", phone="13800001111", role="driver")
    assert "林晓" not in str(refused.value)
    assert not VehicleRole.objects.exists()


def test_the_owner_does_not_become_the_owner_again(scene: Any) -> None:
    from liuke.vehicles.actions.give_role import OwnerAlready

    with pytest.raises(OwnerAlready):
        give(scene, name="林晓", phone="13800001111")


def test_a_driver_comes_and_goes(scene: Any) -> None:
    from liuke.vehicles.actions.give_role import end_role

    given = give(scene, name="陈立", phone="13700003333", role="driver")
    ended = end_role(scope=scene.mei, role_id=given.pk, version=1, to_day=dt.date(2026, 3, 9), at=scene.at)
    assert ended.to_day == dt.date(2026, 3, 9)
    assert scene.now().owner.name == "林晓"
