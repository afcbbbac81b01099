"""A2 What a person has corrected no import overwrites; the difference is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

import pytest

pytest.importorskip("django")

LIN = "LSVAA41870000001X"


def draft(car: Any, **changes: Any) -> Any:
    from liuke.vehicles.actions.change_car import CarDraft

    names = CarDraft.__dataclass_fields__
    return CarDraft(**{name: getattr(car, name) for name in names} | changes)


def test_a_corrected_series_survives_the_next_import_and_the_difference_is_told(scene: Any) -> None:
    from liuke.audit.models import AuditEntry
    from liuke.vehicles.actions.change_car import change_car, follow_records

    changed = change_car(
        scope=scene.mei,
        car_id=scene.car.pk,
        version=scene.car.version,
        draft=draft(scene.car, series="ES8"),
        at=scene.at,
    )
    assert changed.hand_set == ["series"]
    entry = AuditEntry.objects.get(verb="car.changed")
    assert (entry.before["series"], entry.after["series"]) == ("ES6", "ES8")
    scene.order("R3", series="ES6", plate="沪AD54321")
    car = scene.now()
    assert (car.series, car.told) == ("ES8", {"series": "ES6"})
    released = follow_records(
        scope=scene.mei, car_id=car.pk, version=car.version, field="series", at=scene.at
    )
    assert (released.series, released.hand_set, released.told) == ("ES6", [], {})


def test_what_agrees_is_no_difference(scene: Any) -> None:
    from liuke.vehicles.actions.change_car import change_car

    change_car(
        scope=scene.mei, car_id=scene.car.pk, version=scene.car.version,
        draft=draft(scene.car, brand="云岚", registered_day=dt.date(2024, 5, 20)), at=scene.at,
    )  # fmt: skip
    scene.order("R3", brand="云岚")
    assert scene.now().told == {}


def test_a_store_out_of_reach_changes_nothing(scene: Any) -> None:
    from liuke.org.queries import NotFound
    from liuke.vehicles.actions.change_car import change_car

    with pytest.raises(NotFound):
        change_car(
            scope=scene.xu,
            car_id=scene.car.pk,
            version=scene.car.version,
            draft=draft(scene.car, series="X"),
            at=scene.at,
        )
    assert asdict(draft(scene.now())) == asdict(draft(scene.car))


def test_whoever_saves_second_is_told(scene: Any) -> None:
    from liuke.org.editing import ChangedMeanwhile
    from liuke.vehicles.actions.change_car import change_car

    scene.order("R3", plate="沪AD54321")
    with pytest.raises(ChangedMeanwhile):
        change_car(
            scope=scene.mei,
            car_id=scene.car.pk,
            version=scene.car.version,
            draft=draft(scene.car, model="A"),
            at=scene.at,
        )


def test_a_corrected_reading_keeps_its_trace(scene: Any) -> None:
    from liuke.vehicles.actions.note_reading import correct_reading
    from liuke.vehicles.models import Calendar, WorkOrder

    scene.order("R3", odometer_km=210_000)
    found = WorkOrder.objects.get(order_no="R3")
    correct_reading(scope=scene.mei, order_id=found.pk, km=21_000, reason="抄错一位", at=scene.at)
    calendar = Calendar.objects.get(vehicle=scene.car)
    assert (calendar.km, calendar.flagged) == (21_000, 0)
    assert WorkOrder.objects.get(order_no="R3").odometer_km == 210_000
    correct_reading(scope=scene.mei, order_id=found.pk, km=None, reason="不是这台车", at=scene.at)
    assert Calendar.objects.get(vehicle=scene.car).km == 18_000


def test_a_plate_moves_from_one_car_to_another(scene: Any) -> None:
    from liuke.vehicles.actions.change_plate import change_plate
    from liuke.vehicles.calendars.follow import follow
    from liuke.vehicles.models import PlateSpell, Vehicle

    other = Vehicle.objects.create(vin="LSVAA418X00000015", store=scene.east)
    follow([LIN], as_of=scene.at.date())
    day = dt.date(2026, 3, 1)
    change_plate(scope=scene.mei, car_id=other.pk, version=1, plate="沪AD12345", from_day=day, at=scene.at)
    assert dict(Vehicle.objects.values_list("vin", "plate")) == {LIN: None, other.vin: "沪AD12345"}
    scene.order("R3", plate="沪AD99999", day=dt.date(2026, 3, 5))
    follow([LIN], as_of=scene.at.date())
    spells = PlateSpell.objects.order_by("from_day").values_list("vehicle", "plate", "from_day", "to_day")
    assert list(spells) == [
        (scene.car.pk, "沪AD12345", dt.date(2024, 5, 1), day),
        (other.pk, "沪AD12345", day, None),
        (scene.car.pk, "沪AD99999", dt.date(2026, 3, 5), None),
    ]


def test_an_export_that_still_tells_the_replaced_plate_tells_nothing_new(scene: Any) -> None:
    from liuke.vehicles.actions.change_plate import change_plate
    from liuke.vehicles.calendars.follow import follow
    from liuke.vehicles.models import PlateSpell

    change_plate(
        scope=scene.mei, car_id=scene.car.pk, version=scene.car.version, plate="沪BD00001",
        from_day=dt.date(2026, 1, 5), at=scene.at,
    )  # fmt: skip
    scene.order("R3", plate="沪AD12345")
    follow([LIN], as_of=scene.at.date())
    car = scene.now()
    assert (car.plate, car.told) == ("沪BD00001", {"plate": "沪AD12345"})
    assert list(PlateSpell.objects.order_by("from_day").values_list("plate", "to_day")) == [
        ("沪AD12345", dt.date(2026, 1, 5)),
        ("沪BD00001", None),
    ]
