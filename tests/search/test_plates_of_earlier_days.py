"""A4 A plate a car had before still finds it, behind those who have it now, and is told as such."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("django")

from liuke.audit.actor import Actor
from liuke.org.rules.roles import Role
from liuke.org.scope import Scope
from liuke.values.identity import new_id

EARLY, LATER = dt.date(2024, 1, 1), dt.date(2025, 6, 1)


@pytest.fixture
def lead(town):
    return town.scope(Role.GROUP)


def spell(car, plate, from_day=EARLY, to_day=LATER):
    from liuke.vehicles.models import PlateSpell

    return PlateSpell.objects.create(vehicle=car, plate=plate, from_day=from_day, to_day=to_day)


def found(scope, said):
    from liuke.search.lines import lines
    from liuke.search.rules.typed import read_typed

    return [
        (one.owner.name, [one.plates.get(car.pk, "") for car in one.cars])
        for one in lines(scope, read_typed(said))
    ]


@pytest.mark.parametrize("said", ["苏A61K01", "苏a·61k01", "61k", "苏A", "k01", "林晓 61K", "苏A 61K01"])
def test_any_part_of_an_earlier_plate_finds_the_car(town, lead, said):
    car = town.car(town.owner("林晓"), "沪A12345")
    spell(car, "苏A61K01")
    spell(car, "沪A12345", LATER, None)
    assert found(lead, said) == [("林晓", ["苏A61K01"])]
    assert found(lead, "12345") == [("林晓", [""])], "what it has now is no plate of earlier days"


def test_who_has_the_plate_now_comes_first_however_long_not_seen(town, lead):
    lin, mei = town.owner("林晓"), town.owner("梅雪")
    old, new = town.car(lin, "沪A99999"), town.car(mei, "苏A61K01")
    spell(old, "苏A61K01")
    town.visit(old, dt.date(2025, 12, 1))
    town.visit(new, dt.date(2020, 1, 1))
    assert found(lead, "苏A61K01") == [("梅雪", [""]), ("林晓", ["苏A61K01"])]
    assert found(lead, "61K0") == [("梅雪", [""]), ("林晓", ["苏A61K01"])]


def test_an_owner_whose_plate_moved_to_the_next_car_is_one_line(town, lead):
    lin = town.owner("林晓")
    old, new = town.car(lin, None), town.car(lin, "苏A61K01")
    spell(old, "苏A61K01")
    [(name, plates)] = found(lead, "苏A61K01")
    assert (name, plates) == ("林晓", ["", "苏A61K01"]), "the car that has it now stands first"
    assert new.plate == "苏A61K01"


def test_earlier_plates_follow_the_spells_and_the_car(town, lead):
    from liuke.vehicles.models import PlateSpell

    car = town.car(town.owner("林晓"), "沪A12345")
    two = spell(car, "苏A61K01"), spell(car, "苏B61K01", dt.date(2023, 1, 1), EARLY)
    assert found(lead, "苏B") == [("林晓", ["苏B61K01"])]
    assert found(lead, "61K01") == [("林晓", ["苏A61K01"])], "of several the latest is told"
    two[0].plate = "苏C77777"
    two[0].save()
    assert found(lead, "苏A") == []
    assert found(lead, "777") == [("林晓", ["苏C77777"])]
    car.plate = "苏C77777"
    car.save()
    assert found(lead, "777") == [("林晓", [""])]
    car.plate = None
    car.save()
    assert found(lead, "777") == [("林晓", ["苏C77777"])]
    PlateSpell.objects.all().delete()
    assert found(lead, "777") == []


def test_a_change_of_plate_by_hand_is_heard(town, lead):
    from liuke.vehicles.actions.change_plate import change_plate
    from liuke.vehicles.calendars.follow import follow

    car = town.car(town.owner("林晓"), "沪A12345", delivery_day=EARLY)
    given = {"scope": lead, "car_id": car.pk, "at": dt.datetime(2026, 1, 1, 4, tzinfo=dt.UTC)}
    change_plate(version=car.version, plate="苏A61K01", from_day=EARLY, **given)
    car.refresh_from_db()
    change_plate(version=car.version, plate="苏D88888", from_day=LATER, **given)
    follow([car.vin], as_of=dt.date(2026, 1, 1))
    assert found(lead, "苏A61K01") == [("林晓", ["苏A61K01"])]
    assert found(lead, "苏D88888") == [("林晓", [""])]


def test_the_scope_is_that_of_the_car(town):
    east, west = (
        town.car(town.owner("林晓"), "沪A1"),
        town.car(town.owner("梅雪", store="W"), "沪A2", store="W"),
    )
    spell(east, "苏A61K01")
    spell(west, "苏A61K02")
    assert found(town.scope(Role.SERVICE_ADVISER, "E"), "苏A61K") == [("林晓", ["苏A61K01"])]
    assert found(town.scope(Role.SERVICE_ADVISER, "W"), "苏A61K") == [("梅雪", ["苏A61K02"])]
    nobody = Scope(Actor(id=new_id(), name="过晓"), ())
    assert found(nobody, "苏A61K") == []


def test_the_way_for_many_gives_the_answer_of_the_way_for_few(town, lead, monkeypatch):
    from liuke.search import finding

    for number in range(24):
        car = town.car(town.owner(f"王{number}"), f"沪A{number:05}")
        spell(car, f"苏A{number:05}")
        town.visit(car, dt.date(2025, 1, 1 + number))
    said = ("苏A", "苏A0001", "苏A00011", "a0", "王 苏A")
    few = [found(lead, one) for one in said]
    assert few[0] == [(f"王{n}", [f"苏A{n:05}"]) for n in range(23, 13, -1)]
    monkeypatch.setattr(finding, "MANY", 3)
    assert [found(lead, one) for one in said] == few
