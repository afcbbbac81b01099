"""O What hangs on a car tells of whoever had it that day: exported with them, erased with them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

pytest.importorskip("django")

BEFORE, SINCE = dt.date(2025, 6, 1), dt.date(2026, 3, 1)


@pytest.fixture
def sold_on(scene: Any) -> Any:
    """Lin's car, which is Zhou's from March on; a policy, a message and work put off of both times."""
    from liuke.vehicles.actions.give_role import RoleDraft, give_role
    from liuke.vehicles.models import DeclinedWork, PlateSpell, Policy, TelematicsSnapshot

    stamp = {"changed_at": scene.at, "changed_by": "test"}
    for day, number in ((BEFORE, "L-1"), (SINCE + dt.timedelta(days=2), "Z-1")):
        Policy.objects.create(
            vehicle=scene.car, kind="commercial", insurer="东岭财险", number=number, from_day=day,
            to_day=day + dt.timedelta(days=364), **stamp,
        )  # fmt: skip
        TelematicsSnapshot.objects.create(
            vehicle=scene.car, at=dt.datetime.combine(day, dt.time(4), dt.UTC), source="tsp",
            external_id=number, odometer_km=20_000, habits={"night_share": 0.1},
        )  # fmt: skip
        DeclinedWork.objects.create(
            vehicle=scene.car, item="刹车片", day=day, remind_day=day, note=number, **stamp
        )
        PlateSpell.objects.create(vehicle=scene.car, plate=f"沪A{number}", from_day=day, by_hand=True)
    draft = RoleDraft("owner", "周宁", "13900002222", SINCE)
    give_role(scope=scene.mei, car_id=scene.car.pk, version=scene.now().version, draft=draft, at=scene.at)
    return scene


def lin() -> Any:
    from liuke.owners.models import Owner

    return Owner.objects.get(name="林晓")


def test_an_export_holds_what_fell_into_the_time_of_the_person(sold_on: Any) -> None:
    from liuke.vehicles.personal_data import SECTIONS

    told = {one.key: one.read([lin().pk]) for one in SECTIONS}
    assert [row["number"] for row in told["policies"]] == ["L-1"]
    assert [row["habits"] for row in told["telematics"]] == ['{"night_share": 0.1}']
    assert told["cars"] == []


def test_an_erasure_leaves_the_next_owner_and_the_mileage_alone(sold_on: Any) -> None:
    from django.db import connection, transaction

    from liuke.owners.erasing import Person
    from liuke.vehicles.erasure_steps import STEPS
    from liuke.vehicles.models import DeclinedWork, PlateSpell, Policy, TelematicsSnapshot

    person = Person(lin().pk, (lin().pk,), ("13800001111",), ("林晓",), sold_on.at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
        STEPS[0].erase(cursor, person)
    assert list(Policy.objects.order_by("from_day").values_list("number", flat=True)) == ["", "Z-1"]
    assert list(DeclinedWork.objects.order_by("day").values_list("note", flat=True)) == ["", "Z-1"]
    sent = TelematicsSnapshot.objects.order_by("at").values_list("habits", "odometer_km")
    assert list(sent) == [({}, 20_000), ({"night_share": 0.1}, 20_000)]
    assert list(PlateSpell.objects.filter(by_hand=True).values_list("plate", flat=True)) == ["沪AZ-1"]
