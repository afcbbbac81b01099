"""X1 What is worked out for all cars at once is what the rule says of each."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

pytest.importorskip("django")

AS_OF = dt.date(2026, 3, 10)
AT = dt.datetime(2026, 3, 10, 4, tzinfo=dt.UTC)
CARS = 700
SERIES = (
    ("云岚", "ES6", "纯电"),
    ("启程", "途野", "燃油"),
    ("云岚", "DM7", "插电混动"),
    ("启程", None, None),
)


@pytest.fixture(scope="module")
def cars(tables: object) -> list[Any]:
    """Cars of every kind, with odometers that lie, plates of their own, policies and work put off."""
    from liuke.org.models import Store
    from liuke.vehicles.models import Vehicle

    chance = random.Random(20260310)
    store = Store(code="E", name="东湖店", pinyin="E", initials="E", changed_at=AT, changed_by="test")
    store.save()
    made = Vehicle.objects.bulk_create(_car(chance, number, store) for number in range(CARS))
    _catalogue()
    _orders(chance, made, store)
    _papers(chance, made)
    return made


def _car(chance: random.Random, number: int, store: Any) -> Any:
    from liuke.vehicles.models import Vehicle

    brand, series, energy = chance.choice(SERIES)
    delivered = AS_OF - dt.timedelta(days=chance.randrange(20, 6500))
    maybe = lambda value, share: value if chance.random() < share else None  # noqa: E731
    return Vehicle(
        vin=f"LSVAA4187{number:08d}",
        brand=brand,
        series=series,
        energy=energy,
        store=store,
        delivery_day=maybe(delivered, 0.9),
        invoice_day=maybe(delivered - dt.timedelta(days=9), 0.3),
        registered_day=maybe(delivered + dt.timedelta(days=20), 0.4),
        use=chance.choice(["private"] * 6 + ["passengers", "goods", "other"]),
        on_site_only=chance.random() < 0.1,
        inspected_until=maybe(AS_OF + dt.timedelta(days=chance.randrange(-90, 700)), 0.2),
    )


def _catalogue() -> None:
    from liuke.vehicles.models import CarModel, ModelSpelling, PlanLine

    stamp = {"changed_at": AT, "changed_by": "test"}
    es6 = CarModel.objects.create(
        brand="云岚", series="ES6", energy="electric", warranty_months=72, warranty_km=150_000,
        battery_months=120, battery_km=1_000_000, **stamp,
    )  # fmt: skip
    ModelSpelling.objects.create(car_model=es6, key="云岚|es6|", spelt="云岚 ES6")
    PlanLine.objects.create(
        car_model=es6,
        item="electric_service",
        main=True,
        every_km=15_000,
        valid_from=dt.date(2025, 1, 1),
        **stamp,
    )
    PlanLine.objects.create(
        energy="fuel", item="oil_service", main=True, every_km=7_500, every_months=6, first_km=3_000,
        first_months=3, valid_from=dt.date(2024, 1, 1), **stamp,
    )  # fmt: skip


def _orders(chance: random.Random, made: list[Any], store: Any) -> None:
    from liuke.vehicles.models import OdometerReading, WorkOrder

    orders, corrections = [], []
    for car in made:
        start = car.delivery_day or AS_OF - dt.timedelta(days=2000)
        pace, second_hand = chance.lognormvariate(3.6, 0.4), 60_000 * (chance.random() < 0.15)
        for number in range(chance.randrange(0, 9)):
            day = start + dt.timedelta(days=chance.randrange(1, max(2, (AS_OF - start).days)))
            km = second_hand + pace * (day - start).days * chance.uniform(0.9, 1.1)
            lie = chance.choice([1.0] * 12 + [10.0, 0.1, 0.0])
            orders.append(
                WorkOrder(
                    vehicle=car, store=store, key=f"{car.vin}-{number}", order_no=f"{car.vin}-{number}", day=day,
                    opened_at=dt.datetime.combine(day, dt.time(9), dt.UTC), kinds=chance.choice([None, 1, 2, 3]),
                    status=chance.choice([None, "settled", "settled", "cancelled"]),
                    odometer_km=chance.choice([None, *[int(km * lie)] * 6]),
                )
            )  # fmt: skip
    WorkOrder.objects.bulk_create(orders)
    for order in chance.sample(orders, 80):
        km = chance.choice([None, (order.odometer_km or 500) + 100])
        corrections.append(
            OdometerReading(vehicle=order.vehicle, order=order, day=order.day, km=km, at=AT, by="梅")
        )
    OdometerReading.objects.bulk_create(corrections)
    OdometerReading.objects.bulk_create(
        OdometerReading(vehicle=car, day=AS_OF - dt.timedelta(days=5), km=30_000, at=AT, by="梅")
        for car in chance.sample(made, 60)
    )


def _papers(chance: random.Random, made: list[Any]) -> None:
    from liuke.vehicles.models import DeclinedWork, Policy, TelematicsSnapshot

    stamp = {"changed_at": AT, "changed_by": "test"}
    for car in chance.sample(made, 250):
        end = AS_OF + dt.timedelta(days=chance.randrange(-60, 400))
        Policy.objects.create(
            vehicle=car, kind=chance.choice(["compulsory", "commercial"]), from_day=end - dt.timedelta(days=364),
            to_day=end, cancelled=chance.random() < 0.1, **stamp,
        )  # fmt: skip
        DeclinedWork.objects.create(
            vehicle=car, item="刹车片", day=AS_OF, remind_day=AS_OF + dt.timedelta(days=chance.randrange(-90, 200)),
            state=chance.choice(["open", "open", "done"]), **stamp,
        )  # fmt: skip
        TelematicsSnapshot.objects.create(
            vehicle=car, at=AT, source="tsp", external_id=car.vin, odometer_km=chance.randrange(80_000)
        )


def said_by_rule(car: Any) -> dict[str, Any]:
    from liuke.vehicles.calendars.one_car import facts_of
    from liuke.vehicles.calendars.terms import read_catalogue
    from liuke.vehicles.rules.car_calendar import calendar_of

    car_model, facts = facts_of(car, read_catalogue(), as_of=AS_OF)
    found = calendar_of(facts, AS_OF)
    due, seen = found.maintenance, found.inspection
    return {
        "car_model_id": car_model.pk if car_model else None,
        "energy": facts.terms.energy,
        "km_day": found.mileage.day,
        "km": found.mileage.km,
        "km_per_day": pytest.approx(found.mileage.per_day, abs=0.0011),
        "evidence": found.mileage.evidence,
        "flagged": len(found.flagged),
        "maintenance_from": due.early if due else None,
        "maintenance_to": due.late if due else None,
        "maintenance_km": due.km if due else None,
        "maintenance_by": due.by if due else None,
        "inspection_on_site": seen.on_site if seen else None,
        **{f"{kind}_day": found.days.get(kind) for kind in
           ("maintenance", "inspection", "compulsory", "commercial", "guarantee", "warranty", "battery", "declined")},
        "next_day": found.next.day if found.next else None,
        "next_kinds": list(found.next.kinds) if found.next else [],
    }  # fmt: skip


def stored(car: Any) -> dict[str, Any]:
    from liuke.vehicles.models import Calendar

    row = Calendar.objects.filter(vehicle=car).values().get()
    del row["vehicle_id"]
    return dict(row)


def test_every_car_has_the_calendar_of_the_rule(cars: list[Any]) -> None:
    from liuke.vehicles.calendars.refresh import refresh_calendars
    from liuke.vehicles.models import Calendar, ModelPace

    assert refresh_calendars(as_of=AS_OF) == CARS
    assert ModelPace.objects.count() == 4
    differing = {car.vin: (now, rule) for car in cars if (now := stored(car)) != (rule := said_by_rule(car))}
    assert differing == {}
    told = Calendar.objects.values_list("maintenance_by", flat=True)
    assert {"km", "time", "round"} <= set(told), "the sample shows every way to be due"
    assert Calendar.objects.filter(flagged__gt=0).count() > 20
    assert Calendar.objects.filter(next_kinds__len__gt=1).count() > 20
    assert refresh_calendars(as_of=AS_OF) == 0, "what does not differ is not written"


def test_some_cars_alone_get_the_same(cars: list[Any]) -> None:
    from liuke.vehicles.calendars.refresh import refresh_calendars
    from liuke.vehicles.models import Calendar

    refresh_calendars(as_of=AS_OF)
    chosen = cars[::7]
    Calendar.objects.filter(vehicle__in=chosen).update(next_day=None, km=1)
    assert refresh_calendars(as_of=AS_OF, vins=[car.vin for car in chosen]) == len(chosen)
    differing = [car.vin for car in chosen if stored(car) != said_by_rule(car)]
    assert differing == []
