"""A car nobody has told of yet is entered: its VIN, its owner, its store, and the group's own fields."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import reverse
from django.utils import timezone
from tests.web.test_custom_fields import defined, retire

from liuke.org.rules.custom_fields import Bearer, CustomKind


def text(answer: Any) -> str:
    return str(answer.content.decode())


def at(name: str, row: Any) -> str:
    return reverse(name, args=[row.pk])


def day(ahead: int) -> str:
    return str(timezone.localdate() + dt.timedelta(days=ahead))


def new_car(world: Any, **given: str) -> dict[str, str]:
    return {"vin": "LATPAB071W1005301", "store": str(world.stores["east"].pk), "series": "ES6", **given}


@pytest.mark.parametrize(
    ("vin", "said"),
    [
        ("LATPAB071W100530", "17位"),
        ("LATPAB071W10053011", "17位"),
        ("LATPAB071W1OO53O1", "是不是LATPAB071W1005301"),
        ("车架号", "17位"),
    ],
)
def test_a_bad_vin_is_told_with_a_suggestion(world, as_, vin, said):
    answer = as_("service_adviser").post(reverse("vehicle_new"), new_car(world, vin=vin))
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_wrong_check_digit_is_asked_about(world, as_):
    from liuke.vehicles.models import Vehicle

    client, given = as_("service_adviser"), new_car(world, vin="WVWZZZ1KZ6W612305")
    asked = client.post(reverse("vehicle_new"), given)
    assert asked.status_code == 422
    assert 'type="checkbox" name="sure"' in text(asked)
    assert client.post(reverse("vehicle_new"), {**given, "sure": "on"}).status_code == 302
    assert Vehicle.objects.filter(vin="WVWZZZ1KZ6W612305").exists()


def test_a_new_car_stays_in_its_store_with_its_owner_when_it_changes_hands(world, as_):
    from liuke.vehicles.models import Vehicle

    client = as_("service_adviser")
    given = new_car(
        world, vin="latpab071w1005301", plate="沪A·D77777", name="东湖陈立", phone="137 0000 7777"
    )
    assert client.post(reverse("vehicle_new"), given).status_code == 302
    made = Vehicle.objects.get(vin="LATPAB071W1005301")
    assert (made.plate, made.store, made.owner.name) == ("沪AD77777", world.stores["east"], "东湖陈立")
    again = client.post(reverse("vehicle_new"), given)
    assert (again.status_code, "已建档" in text(again)) == (422, True)
    hands = {
        "role": "owner",
        "name": "东湖周宁",
        "phone": "13700008888",
        "from_day": day(0),
        "version": made.version,
    }
    assert client.post(at("vehicle_people", made), hands).status_code == 302
    made.refresh_from_db()
    assert (made.store, made.owner.name) == (world.stores["east"], "东湖周宁")
    assert "东湖陈立" in text(client.get(at("vehicle", made)))


def test_a_car_cannot_be_put_into_a_foreign_store(world, as_):
    from liuke.vehicles.models import Vehicle

    given = new_car(world, vin="LSVAA418900000044", store=str(world.stores["west"].pk), sure="on")
    answer = as_("service_adviser").post(reverse("vehicle_new"), given)
    assert answer.status_code == 422
    assert not Vehicle.objects.filter(vin="LSVAA418900000044").exists()


@pytest.fixture
def own_fields(world: Any) -> Any:
    """Fields of cars: winter tyres must be filled in, the finish is no longer asked."""
    from liuke.org.models import CustomField
    from liuke.vehicles.models import Vehicle

    defined(Bearer.VEHICLE, "tyres", required=True)
    defined(Bearer.VEHICLE, "seats", CustomKind.NUMBER)
    defined(Bearer.VEHICLE, "film", CustomKind.CHOICE, choices=("全车", "前挡"))
    defined(Bearer.VEHICLE, "film_day", CustomKind.DATE)
    defined(Bearer.VEHICLE, "gifted", CustomKind.YES_NO)
    retire(defined(Bearer.VEHICLE, "finish"))
    defined(Bearer.OWNER, "club")
    yield
    Vehicle.objects.filter(vin=VIN).delete()
    CustomField.objects.all().delete()


VIN = "LSVAA418900000044"


def own(world: Any, **given: str) -> dict[str, str]:
    return new_car(world, vin=VIN, sure="on", custom_tyres="225/45", **given)


def test_a_new_car_is_asked_the_groups_own_fields_and_keeps_them(world, as_, own_fields):
    from liuke.audit.models import AuditEntry
    from liuke.vehicles.models import Vehicle

    client = as_("service_adviser")
    page = text(client.get(reverse("vehicle_new")))
    assert "tyres字段" in page
    for absent in ("finish字段", "club字段"):
        assert absent not in page, "not asked any more, or asked of owners"
    given = own(world, custom_seats="7", custom_film="前挡", custom_film_day="2026-03-05", custom_gifted="no")
    assert client.post(reverse("vehicle_new"), given).status_code == 302
    made = Vehicle.objects.get(vin=VIN)
    kept = {"tyres": "225/45", "seats": 7, "film": "前挡", "film_day": "2026-03-05", "gifted": False}
    assert made.custom == kept
    told = AuditEntry.objects.get(verb="car.added", object_id=str(made.pk)).after
    assert {key: told[f"custom.{key}"] for key in kept} == kept


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("tyres", "", "必填"),
        ("seats", "七", "数字"),
        ("film", "半车", "有效"),
        ("film_day", "2026-02-30", "日期"),
        ("film_day", "1492-01-01", "不符合"),
        ("gifted", "maybe", "有效"),
    ],
)
def test_what_an_own_field_does_not_take_is_told_beside_it(world, as_, own_fields, field, typed, said):
    from liuke.vehicles.models import Vehicle

    given = {**own(world), f"custom_{field}": typed}
    answer = as_("service_adviser").post(reverse("vehicle_new"), given)
    assert (answer.status_code, Vehicle.objects.filter(vin=VIN).exists()) == (422, False)
    [error] = re.findall(rf'id="id_custom_{field}_error".*?</ul>', text(answer), re.DOTALL)
    assert said in re.sub(r"<[^>]+>", "", error)


def test_the_same_is_told_in_english(world, as_, own_fields):
    client = as_("service_adviser")
    client.post("/preferences", {"language": "en", "next": "/"})
    given = {**own(world), "custom_tyres": ""}
    answer = text(client.post(reverse("vehicle_new"), given))
    assert "Field tyres" in answer
    assert "tyres字段" not in answer


def test_a_field_that_came_between_form_and_sending_is_told_and_nothing_is_kept(world, as_, own_fields):
    from liuke.org.rules.custom_fields import CustomFieldMissing, CustomFieldUnfit, CustomFieldUnknown
    from liuke.org.scope import system_scope
    from liuke.vehicles.actions.add_car import NewCar, add_car
    from liuke.vehicles.models import Vehicle

    store = world.stores["east"].pk
    for custom, refusal in (
        ({}, CustomFieldMissing),
        ({"tyres": "a", "seats": "viele"}, CustomFieldUnfit),
        ({"tyres": "a", "finish": "matt"}, CustomFieldUnknown),
        ({"tyres": "a", "nobody": 1}, CustomFieldUnknown),
    ):
        draft = NewCar(store_id=store, vin=VIN, sure=True, custom=custom)
        with pytest.raises(refusal):
            add_car(scope=system_scope(), draft=draft, at=timezone.now())
    assert not Vehicle.objects.filter(vin=VIN).exists()
