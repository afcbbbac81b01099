"""Cars in the console: found, read at a glance, corrected, and what cannot be refused with its reason."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import reverse
from django.utils import timezone

EARLY = "2020-01-01"


@pytest.fixture
def car(world: Any) -> Any:
    """The eastern car as it stands now, its calendar worked out."""
    from liuke.vehicles.calendars.follow import follow
    from liuke.vehicles.models import Vehicle

    car = Vehicle.objects.get(pk=world.cars["east vehicle"].pk)
    follow([car.vin], as_of=timezone.localdate())
    return car


def text(answer: Any) -> str:
    return str(answer.content.decode())


def listed(answer: Any) -> list[str]:
    return re.findall(r'class="row-link mono" href="/vehicles/([0-9a-f-]{36})"', text(answer))


def at(name: str, row: Any) -> str:
    return reverse(name, args=[row.pk])


def day(ahead: int) -> str:
    return str(timezone.localdate() + dt.timedelta(days=ahead))


@pytest.mark.parametrize("typed", ["E123", "e1234", "沪A·E1234", "00001X", "LSVAA41870000001X"])
def test_a_car_is_found_by_part_of_the_plate_or_the_end_of_the_vin(world, as_, car, typed):
    answer = as_("service_adviser").get(reverse("vehicles"), {"q": typed})
    assert listed(answer) == [str(car.pk)]


def test_a_plate_of_earlier_days_finds_its_car_after_those_that_have_it(world, as_, car):
    from liuke.vehicles.models import PlateSpell, Vehicle

    spell = PlateSpell.objects.create(
        vehicle=car, plate="沪AK7777", from_day=dt.date(2019, 1, 1), to_day=dt.date(2019, 12, 31)
    )
    new = Vehicle.objects.create(vin="LSVAA418700000033", plate="沪AK7777", store=car.store)
    adviser = as_("service_adviser")
    try:
        answer = adviser.get(reverse("vehicles"), {"q": "沪A·K77"})
        assert listed(answer) == [str(new.pk), str(car.pk)]
        assert text(answer).count("曾用车牌沪AK7777") == 1
        found = text(adviser.get(reverse("palette"), {"q": "ak777"}))
        assert "曾用车牌 沪<mark>AK777</mark>7" in found
        assert found.index(at("vehicle", new)) < found.index("曾用车牌")
        assert "曾用车牌" not in text(adviser.get(reverse("vehicles"), {"q": car.plate}))
    finally:
        new.delete()
        spell.delete()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"series": "ES6"}, True),
        ({"series": "ET5"}, False),
        ({"due": "30"}, True),
        ({"kind": "compulsory"}, True),
        ({"kind": "battery"}, False),
        ({"differs": "1"}, False),
        ({"due": "x", "kind": "x", "store": "x"}, True),
    ],
)
def test_filters_leave_what_they_say(world, as_, car, asked, found):
    answer = as_("service_adviser").get(reverse("vehicles"), asked)
    assert (str(car.pk) in listed(answer)) is found


def test_the_numbers_above_the_list_are_those_of_the_lists_behind_them(world, as_, car):
    client = as_("service_adviser")
    shown = re.findall(r"due=30&amp;kind=(\w+)\"><b>(\d+)</b>", text(client.get(reverse("vehicles"))))
    assert ("compulsory", "1") in shown
    for kind, count in shown:
        behind = client.get(reverse("vehicles"), {"due": "30", "kind": kind})
        assert len(listed(behind)) == int(count)


def test_the_page_tells_the_next_date_and_why(world, as_, car):
    body = text(as_("service_adviser").get(at("vehicle", car)))
    ends = timezone.localdate() + dt.timedelta(days=20)
    assert f"交强险{ends.year}年{ends.month}月{ends.day}日到期" in body
    assert "139****" in body
    assert world.owners["east phone"].number not in body


@pytest.mark.parametrize("name", ["vehicles", "vehicle"])
def test_a_page_asks_at_most_thirty_times(world, as_, car, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_("store_manager")
    with CaptureQueriesContext(connection) as asked:
        client.get(at(name, car) if name == "vehicle" else reverse(name))
    assert len(asked) <= 30


def test_a_technician_reads_the_history_and_no_name(world, as_, car):
    client = as_("technician")
    body = text(client.get(at("vehicle", car)))
    assert "东湖店首保套餐" in body
    assert "东湖林晓" not in body
    assert "139****" not in body
    assert "东湖店首保套餐" in text(client.get(at("order_lines", world.cars["east order"])))


def test_the_look_at_a_car_with_its_owner_is_kept(world, as_, car):
    from liuke.audit.models import AuditEntry

    as_("auditor").get(at("vehicle", car))
    looks = AuditEntry.objects.filter(verb="personal.listed", object_id=str(car.pk))
    assert "东auditor" in looks.values_list("actor_name", flat=True)


@pytest.mark.parametrize("plate", ["京Z12", "A12345", "沪A1234567", "<b>", "沪AD1234I"])
def test_a_bad_plate_is_told_beside_the_field(world, as_, car, plate):
    given = {"plate": plate, "from_day": day(0), "version": car.version}
    answer = as_("service_adviser").post(at("vehicle_plate", car), given)
    assert (answer.status_code, 'id="id_plate_error"' in text(answer)) == (422, True)
    assert car.plates.filter(by_hand=True).count() == 0


def test_a_plate_moves_to_another_car_and_ends_on_the_first(world, as_, car):
    from liuke.vehicles.models import PlateSpell, Vehicle

    other = Vehicle.objects.create(vin="LSVAA41870000003X", plate="沪AE5555", store=world.stores["east"])
    PlateSpell.objects.create(vehicle=other, plate="沪AE5555", from_day=dt.date(2024, 1, 1), by_hand=True)
    given = {"plate": "沪a·e5555", "from_day": day(-1), "version": car.version}
    answer = as_("service_adviser").post(at("vehicle_plate", car), given)
    assert answer.status_code == 302
    car.refresh_from_db()
    assert car.plate == "沪AE5555"
    assert str(other.plates.get().to_day) == day(-1)


def test_a_lower_mileage_is_asked_about_and_kept_when_it_is_right(world, as_, car):
    client, address = as_("service_adviser"), at("vehicle_odometer", car)
    asked = client.post(address, {"day": day(-3), "km": "12000"})
    assert asked.status_code == 422
    assert "20,000公里" in text(asked)
    assert 'type="checkbox" name="sure"' in text(asked)
    assert not car.readings.exists()
    assert client.post(address, {"day": day(-3), "km": "12000", "sure": "on"}).status_code == 302
    assert car.readings.get().km == 12_000
    car.readings.all().delete()


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("vehicle_odometer", {"day": day(2), "km": "30000"}, "day"),
        ("vehicle_odometer", {"day": day(0), "km": "-1"}, "km"),
        ("vehicle_odometer", {"day": day(0), "km": "2000001"}, "km"),
        ("vehicle_odometer", {"day": "0202-01-01", "km": "1"}, "day"),
        ("vehicle_plate", {"plate": "沪AE7777", "from_day": day(2), "version": "1"}, "from_day"),
        ("vehicle_edit", {"use": "private", "version": "1", "delivery_day": day(2)}, "delivery_day"),
        (
            "vehicle_edit",
            {"use": "private", "version": "1", "registered_day": "2026-02-30"},
            "registered_day",
        ),
        ("vehicle_edit", {"use": "spaceship", "version": "1"}, "use"),
        ("vehicle_people", {"role": "driver", "name": "陈立", "phone": "12", "from_day": day(0)}, "phone"),
        ("vehicle_people", {"role": "king", "name": "陈立", "phone": "13700001111"}, "role"),
        ("policy_new", {"kind": "commercial", "from_day": day(0), "to_day": ""}, "to_day"),
        ("policy_new", {"kind": "commercial", "premium": "1e9"}, "premium"),
        ("declined_new", {"item": "", "day": day(0), "remind_day": day(9)}, "item"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(world, as_, car, name, given, field):
    answer = as_("service_adviser").post(at(name, car), given)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text(answer)


def test_a_policy_does_not_end_before_it_starts(world, as_, car):
    given = {"kind": "commercial", "from_day": day(0), "to_day": day(-1)}
    answer = as_("service_adviser").post(at("policy_new", car), given)
    assert answer.status_code == 422
    assert "结束日期早于开始日期" in text(answer)
    assert car.policies.count() == 1


def test_a_second_policy_from_the_same_day_is_refused(world, as_, car):
    mine = world.cars["east policy"]
    given = {"kind": "compulsory", "from_day": str(mine.from_day), "to_day": day(100)}
    answer = as_("service_adviser").post(at("policy_new", car), given)
    assert (answer.status_code, "已有同类保单" in text(answer)) == (422, True)


def test_an_earlier_owner_s_policy_opens_no_form(world, as_, car):
    from liuke.vehicles.models import Ownership, Policy

    given = {"from_day": day(-900), "to_day": day(-600), "insurer": "旧主财险", "kind": "commercial"}
    old = Policy.objects.create(vehicle=car, changed_at=timezone.now(), changed_by="test", **given)
    held, adviser = Ownership.objects.filter(vehicle=car, to_day=None), as_("service_adviser")
    before, address = held.get().from_day, at("policy_edit", old)
    assert "旧主财险" in text(adviser.get(address))
    held.update(from_day=day(-300))
    try:
        for answer in (
            adviser.get(address),
            adviser.post(address, {**given, "to_day": day(9), "version": 1}),
        ):
            assert (answer.status_code, "旧主财险" in text(answer)) == (409, False)
        page = text(adviser.get(at("vehicle", car)))
        assert address not in page
        assert "旧主财险" not in page
        assert at("policy_edit", world.cars["east policy"]) in page
    finally:
        held.update(from_day=before)
    old.refresh_from_db()
    assert str(old.to_day) == day(-600)
    old.delete()


def test_a_policy_is_entered_and_the_calendar_follows(world, as_, car):
    from liuke.vehicles.models import Calendar

    given = {
        "kind": "commercial",
        "insurer": "东海财险",
        "from_day": day(-300),
        "to_day": day(64),
        "premium": "3210.55",
    }
    assert as_("service_adviser").post(at("policy_new", car), given).status_code == 302
    kept = car.policies.get(kind="commercial")
    assert kept.premium_fen == 321_055
    assert str(Calendar.objects.get(vehicle=car).commercial_day) == day(64)
    kept.delete()


def test_two_editors_of_one_car(world, as_, car):
    given = {"use": "private", "series": "ES6", "energy": "纯电", "brand": "云岚", "version": car.version}
    first = {**given, "registered_day": EARLY}
    assert as_("service_adviser").post(at("vehicle_edit", car), first).status_code == 302
    second = as_("store_manager").post(at("vehicle_edit", car), {**given, "use": "goods"})
    assert second.status_code == 422
    assert EARLY in text(second)
    car.refresh_from_db()
    assert (str(car.registered_day), car.use) == (EARLY, "private")


def test_a_hand_set_field_goes_back_to_what_records_say(world, as_, car):
    from liuke.vehicles.models import Vehicle

    Vehicle.objects.filter(pk=car.pk).update(hand_set=["model"], told={"model": "ES6 75kWh"}, model="ES6")
    client = as_("service_adviser")
    assert "ES6 75kWh" in text(client.get(at("vehicle", car)))
    car.refresh_from_db()
    given = {"field": "model", "version": car.version}
    assert client.post(at("vehicle_records", car), given).status_code == 302
    car.refresh_from_db()
    assert "model" not in car.hand_set


def test_an_order_keeps_what_it_said_when_its_reading_is_set_aside(world, as_, car):
    order, client = world.cars["east order"], as_("service_adviser")
    assert client.post(at("order_odometer", order), {"km": "", "reason": ""}).status_code == 422
    assert client.post(at("order_odometer", order), {"km": "", "reason": "录错车"}).status_code == 302
    assert "<s>20,000</s>" in text(client.get(at("vehicle", car)))
    order.refresh_from_db()
    assert order.odometer_km == 20_000
    order.correction.delete()


def test_habits_are_shown_of_the_present_owner_only(world, as_, car):
    from liuke.vehicles.models import Ownership, TelematicsSnapshot

    sent_at = timezone.now() - dt.timedelta(days=40)
    TelematicsSnapshot.objects.create(
        vehicle=car, at=sent_at, source="车联网", external_id="w-1", battery_health_percent=94,
        habits={"night_share": 0.25},
    )  # fmt: skip
    client = as_("service_adviser")
    body = text(client.get(at("vehicle", car)))
    assert "夜间行驶占比" in body
    assert "25%" in body
    assert "夜间行驶占比" not in text(as_("technician").get(at("vehicle", car)))
    Ownership.objects.filter(vehicle=car).update(from_day=timezone.localdate() - dt.timedelta(days=10))
    later = text(client.get(at("vehicle", car)))
    assert "94 %" in later
    assert "夜间行驶占比" not in later
    Ownership.objects.filter(vehicle=car).update(from_day=None)


def test_the_catalogue_is_made_of_spellings(world, as_, car):
    from liuke.vehicles.models import CarModel, ModelSpelling

    client = as_("operations_manager")
    assert "云岚" in text(client.get(reverse("models")))
    assert client.post(reverse("models_adopt")).status_code == 302
    made = CarModel.objects.get(brand="云岚", series="ES6", model="")
    assert made.energy == "electric"
    assert ModelSpelling.objects.filter(car_model=made).exists()
    assert client.post(reverse("models_adopt")).status_code == 302
    assert CarModel.objects.count() == 1


def test_a_model_is_named_once(world, as_):
    given = {"brand": "启程", "series": "途野", "model": "1.5T", "energy": "fuel"}
    client = as_("operations_manager")
    assert client.post(reverse("model_new"), given).status_code == 302
    again = client.post(reverse("model_new"), given)
    assert (again.status_code, 'id="id_model_error"' in text(again)) == (422, True)


def test_a_plan_line_of_an_energy_is_written_and_dropped(world, as_):
    client, address = as_("operations_manager"), reverse("plan_line_new") + "?energy=electric"
    given = {"item": "brake_fluid", "every_months": "36", "valid_from": day(0), "source": "厂家手册"}
    assert client.post(address, given).status_code == 302
    plan = text(client.get(reverse("energy_plan", args=["electric"])))
    assert "36个月" in plan
    assert "厂家手册" in plan
    same_day = client.post(address, given)
    assert (same_day.status_code, "已有版本" in text(same_day)) == (422, True)
    nameless = client.post(address, {"item": "other", "own_item": "", "valid_from": day(0)})
    assert (nameless.status_code, 'id="id_own_item_error"' in text(nameless)) == (422, True)
