"""A2 What cars send: in any order, more than once, from clocks that are wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

pytest.importorskip("django")

MARCH = dt.datetime(2026, 3, 1, 2, tzinfo=dt.UTC)


def send(scene: Any, external_id: str = "m-1", *, who: Any = None, **said: Any) -> Any:
    from liuke.vehicles.actions.take_telematics import SnapshotDraft, take_telematics

    told = {"at": MARCH, "odometer_km": 33_000, **said}
    draft = SnapshotDraft(external_id=external_id, **told)
    return take_telematics(scope=who or scene.mei, car_id=scene.car.pk, draft=draft, at=scene.at)


def kept() -> list[tuple[dt.datetime, int | None]]:
    from liuke.vehicles.models import TelematicsSnapshot

    return list(TelematicsSnapshot.objects.order_by("at").values_list("at", "odometer_km"))


def test_the_calendar_follows_what_a_car_sends(scene: Any) -> None:
    from liuke.vehicles.calendars.follow import follow_imports
    from liuke.vehicles.models import Calendar

    taken = send(scene, battery_health_percent=93, habits={"hard_braking_per_100km": 1.5})
    assert (taken.repeated, taken.late, taken.plausible) == (False, False, True)
    follow_imports(as_of=dt.date(2026, 3, 10))
    calendar = Calendar.objects.get(vehicle=scene.car)
    assert (calendar.km_day, calendar.km) == (dt.date(2026, 3, 1), 33_000)


def test_a_message_that_comes_twice_is_taken_once(scene: Any) -> None:
    from liuke.vehicles.models import StaleCar

    StaleCar.objects.all().delete()
    first, second = send(scene, habits={"night_share": 0.2}), send(scene, habits={"night_share": 0.2})
    assert second.repeated
    assert second.snapshot.pk == first.snapshot.pk
    assert (len(kept()), StaleCar.objects.count()) == (1, 1)


def test_the_same_moment_under_another_number_is_taken_once(scene: Any) -> None:
    send(scene)
    assert send(scene, "m-2").repeated
    assert kept() == [(MARCH, 33_000)]


def test_messages_out_of_order_stand_in_the_order_of_their_moments(scene: Any) -> None:
    from liuke.vehicles.calendars.one_car import readings_of

    send(scene, "m-2", at=MARCH, odometer_km=33_000)
    earlier = send(scene, "m-1", at=MARCH - dt.timedelta(days=30), odometer_km=31_500)
    assert earlier.late
    assert earlier.plausible
    assert [one.km for one in readings_of(scene.now()) if one.source == "car"] == [31_500, 33_000]


def test_a_mileage_that_cannot_be_is_kept_and_not_believed(scene: Any) -> None:
    assert not send(scene, odometer_km=1_200).plausible
    assert kept() == [(MARCH, 1_200)]


def test_a_number_that_meant_something_else_is_refused(scene: Any) -> None:
    from liuke.vehicles.actions.take_telematics import MessageToldOtherwise, MomentToldOtherwise

    send(scene)
    with pytest.raises(MessageToldOtherwise):
        send(scene, odometer_km=33_001)
    with pytest.raises(MomentToldOtherwise):
        send(scene, "m-2", odometer_km=33_001)
    assert kept() == [(MARCH, 33_000)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"at": dt.datetime(2026, 3, 10, 4, 6, tzinfo=dt.UTC)}, "moment_not_possible"),
        ({"at": dt.datetime(1970, 1, 1, tzinfo=dt.UTC)}, "moment_not_possible"),
        ({"odometer_km": -1}, "figure_not_possible"),
        ({"odometer_km": 2_000_001}, "figure_not_possible"),
        ({"battery_health_percent": 101}, "figure_not_possible"),
        ({"odometer_km": None}, "nothing_told"),
        ({"habits": {"急刹车": 1}}, "habits_not_readable"),
        ({"habits": {"speed": float("nan")}}, "habits_not_readable"),
        ({"habits": {"speed": 10**400}}, "habits_not_readable"),
        ({"habits": {f"h{n}": 1 for n in range(41)}}, "habits_not_readable"),
        ({"external_id": "m 1"}, "message_number_not_readable"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(scene: Any, said: dict[str, Any], code: str) -> None:
    from liuke.values.refusal import Refusal

    with pytest.raises(Refusal) as refused:
        send(scene, said.pop("external_id", "m-1"), **said)
    assert refused.value.code == code
    assert kept() == []


def test_a_clock_a_little_ahead_is_believed(scene: Any) -> None:
    send(scene, at=scene.at + dt.timedelta(minutes=5))
    assert len(kept()) == 1


def test_a_moment_without_a_zone_is_ours(scene: Any) -> None:
    send(scene, at=dt.datetime(2026, 3, 1, 10))
    assert kept() == [(MARCH, 33_000)]


def test_another_store_cannot_send_for_the_car(scene: Any) -> None:
    from liuke.org.queries import NotFound

    with pytest.raises(NotFound):
        send(scene, who=scene.xu)
    assert kept() == []
