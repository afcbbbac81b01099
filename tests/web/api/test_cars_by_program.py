"""Cars by programs: changed, given plates and roles, read, and telling of themselves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

OTHER = "LSVAA418X00000015"


def days_ago(days):
    return str(timezone.localdate() - dt.timedelta(days=days))


@pytest.fixture
def car(real):
    return f"/vehicles/{real['vehicle_id']}"


def test_a_car_is_changed_as_it_was_seen(program, car):
    asking = program()
    old = asking.get(car).headers["ETag"]
    done = asking.write("PATCH", car, {"series": "ES6", "use": "passengers"}, seen=car)
    assert (done.status_code, done.json()["series"], done.json()["use"]) == (200, "ES6", "passengers")
    late = asking.write("PATCH", car, {"series": "ES8"}, If_Match=old)
    assert (late.status_code, late.json()["code"]) == (412, "changed_since")
    assert asking.get(car).json()["series"] == "ES6"
    asking.write("PATCH", car, {"use": "private"}, seen=car)


def test_a_plate_moves_from_one_car_to_another(program, car):
    from liuke.vehicles.models import PlateSpell

    asking = program()
    moved = asking.write("PUT", f"{car}/plate", {"plate": "沪a·54321", "from_day": days_ago(1)}, seen=car)
    assert (moved.status_code, moved.json()["plate"]) == (200, "沪A54321")
    ended = PlateSpell.objects.get(vehicle__vin=OTHER, plate="沪A54321")
    assert str(ended.to_day) == days_ago(1)


@pytest.mark.parametrize(
    ("given", "place", "code"),
    [
        ({"plate": "沪A1234", "from_day": "2026-01-01"}, "plate", "plate_form"),
        ({"plate": "未上牌", "from_day": "2026-01-01"}, "plate", "empty"),
        ({"plate": "#N/A", "from_day": "2026-01-01"}, "plate", "error_value"),
        ({"plate": "沪A12346", "from_day": "2999-01-01"}, "from_day", "day_to_come"),
        ({"plate": "沪A12346", "from_day": "2026/2/30"}, "from_day", "date_from_datetime_parsing"),
    ],
)
def test_a_plate_that_cannot_be_one_is_refused(program, car, given, place, code):
    refused = program().write("PUT", f"{car}/plate", given, seen=car)
    assert refused.status_code == 422
    assert [(one["place"].rpartition(".")[2], one["code"]) for one in refused.json()["errors"]] == [
        (place, code)
    ]


@pytest.mark.parametrize(
    ("vin", "code"),
    [
        ("LSVAA4187", "vin_length"),
        ("LSVAA4187O0000001X", "vin_length"),
        ("LSVAA4187O000001X", "vin_character"),
    ],
)
def test_a_vin_that_cannot_be_one_is_refused(program, real, vin, code):
    refused = program().get(f"/vehicles/by-vin/{vin}")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)
    if code == "vin_character":
        assert "LSVAA418700" in refused.json()["errors"][0]["message"], "says what it may have been"


def test_a_car_changes_hands_and_its_owner_is_told_apart(program, car, real):
    from liuke.vehicles.models import Vehicle

    asking = program()
    asking_for = f"/vehicles/{Vehicle.objects.get(vin=OTHER).pk}"
    given = {"role": "owner", "name": "新车主", "phone": "13644440001", "from_day": days_ago(0)}
    made = asking.write("POST", f"{asking_for}/roles", given, seen=asking_for)
    assert made.status_code == 201, made.content
    assert asking.get(asking_for).json()["owner_id"] == made.json()["owner_id"]
    again = asking.write("POST", f"{asking_for}/roles", given, seen=asking_for)
    assert (again.status_code, again.json()["code"]) == (409, "owner_already")
    taken = {**given, "name": "别人", "role": "driver"}
    refused = asking.write("POST", f"{asking_for}/roles", taken, seen=asking_for)
    assert (refused.status_code, refused.json()["code"]) == (409, "phone_of_another")


def test_a_driver_comes_and_goes(program, car):
    asking = program()
    given = {"role": "driver", "name": "小司机", "phone": "13644440002", "from_day": days_ago(9)}
    made = asking.write("POST", f"{car}/roles", given, seen=car).json()
    one = f"{car}/roles/{made['id']}"
    ended = asking.write("PATCH", one, {"to_day": days_ago(2)}, seen=one)
    assert (ended.status_code, ended.json()["to_day"]) == (200, days_ago(2))
    assert made["id"] in str(asking.get(f"{car}/roles").json())


def test_the_calendar_names_the_one_next_best_date(program, car):
    asking = program()
    asking.write("PATCH", car, {"registered_day": days_ago(700), "energy": "汽油"}, seen=car)
    told = asking.get(f"{car}/calendar").json()
    kinds = {one["kind"] for one in told["items"]}
    assert {"maintenance", "inspection"} <= kinds
    assert told["next_kinds"][0] in kinds
    assert told["next_day"] >= told["as_of"]
    [due] = [one for one in told["items"] if one["kind"] == "maintenance"]
    assert due["early"] <= due["day"] <= due["late"]


def test_a_reading_is_taken_and_one_that_contradicts_asks_back(program, car):
    asking = program()
    readings = f"{car}/readings"
    assert asking.write("POST", readings, {"day": days_ago(40), "km": 20_000}).status_code == 201
    refused = asking.write("POST", readings, {"day": days_ago(20), "km": 1_000})
    assert (refused.status_code, refused.json()["code"]) == (409, "reading_contradicts")
    sure = asking.write("POST", readings, {"day": days_ago(20), "km": 1_000, "sure": True})
    assert sure.status_code == 201
    told = {one["day"]: one["plausible"] for one in sure.json()["items"]}
    assert sorted([told[days_ago(40)], told[days_ago(20)]]) == [False, True]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"day": "2999-01-01", "km": 1}, "day_to_come"),
        ({"day": "2026-01-01", "km": -1}, "greater_than_equal"),
        ({"day": "2026-01-01", "km": 2_000_001}, "less_than_equal"),
        ({"day": "2026-01-01", "km": 1.5}, "int_from_float"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(program, car, given, code):
    refused = program().write("POST", f"{car}/readings", given)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


def message(number, **more):
    return {"external_id": f"t{number}", "at": f"2026-01-{number:02}T08:00:00+08:00", **more}


def test_a_message_comes_twice_late_and_otherwise(program, car):
    asking, sent = program(), f"{car}/telematics"
    new = asking.write("POST", sent, message(10, odometer_km=12_000, battery_health_percent=97)).json()
    assert (new["repeated"], new["late"]) == (False, False)
    again = asking.write("POST", sent, message(10, odometer_km=12_000, battery_health_percent=97)).json()
    assert again["repeated"]
    late = asking.write("POST", sent, message(5, odometer_km=11_800)).json()
    assert (late["repeated"], late["late"], late["plausible"]) == (False, True, True)
    other = asking.write("POST", sent, message(10, odometer_km=13_000))
    assert (other.status_code, other.json()["code"]) == (409, "message_told_otherwise")
    moment = asking.write("POST", sent, {**message(10, odometer_km=13_000), "external_id": "t10b"})
    assert (moment.status_code, moment.json()["code"]) == (409, "moment_told_otherwise")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"at": "2999-01-01T00:00:00Z", "odometer_km": 1}, "moment_not_possible"),
        ({"at": "1970-01-01T00:00:00Z", "odometer_km": 1}, "moment_not_possible"),
        ({}, "nothing_told"),
        ({"habits": {"Böse": 1}}, "habits_not_readable"),
        ({"external_id": "a b", "odometer_km": 1}, "message_number_not_readable"),
        ({"odometer_km": 3_000_000}, "unreadable"),
        ({"battery_percent": 101}, "unreadable"),
        ({"habits": {"speed": "fast"}}, "unreadable"),
    ],
)
def test_a_message_that_cannot_be_is_refused(program, car, more, told):
    from liuke.vehicles.models import TelematicsSnapshot

    before = TelematicsSnapshot.objects.count()
    refused = program().write("POST", f"{car}/telematics", {**message(20), **more})
    assert (refused.status_code, refused.json()["code"]) == (422, told)
    assert TelematicsSnapshot.objects.count() == before


def test_of_many_messages_each_gets_an_answer(program, real):
    vin = real["vin"]
    given = [
        {"vin": vin, **message(25, odometer_km=12_500)},
        {"vin": vin, **message(25, odometer_km=12_500)},
        {"vin": OTHER, **message(26)},
        {"vin": "LSVAA41870000003X", **message(27, range_km=400)},
        {"vin": vin.lower(), **message(28, range_km=400)},
    ]
    told = program().write("POST", "/telematics", {"messages": given}).json()["items"]
    assert [(one["fate"], one["code"]) for one in told] == [
        ("taken", None), ("repeated", None), ("refused", "nothing_told"), ("refused", "not_found"),
        ("taken", None),
    ]  # fmt: skip
