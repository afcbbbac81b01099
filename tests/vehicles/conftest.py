"""A car of the east store with a history, and people who may and may not see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

AT = dt.datetime(2026, 3, 10, 4, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 10)
LIN = "LSVAA41870000001X"


@dataclass(frozen=True)
class Scene:
    """Two stores, Lin's car in the east one, and the scopes of Mei (adviser, east) and Xu (manager, west)."""

    east: Any
    west: Any
    car: Any
    mei: Any
    xu: Any
    at: dt.datetime = AT

    def now(self) -> Any:
        """The car as it stands in the database now."""
        from liuke.vehicles.models import Vehicle

        return Vehicle.objects.get(pk=self.car.pk)

    def order(self, number: str, **said: Any) -> None:
        """An order as the next import brings it, with what follows from it."""
        from django.db import transaction

        from liuke.vehicles.history.rederive import rederive
        from liuke.vehicles.models import WorkOrder

        day = said.pop("day", dt.date(2026, 2, 1))
        with transaction.atomic():
            WorkOrder.objects.create(
                vehicle=self.car, store=self.east, key=number, order_no=number, day=day, status="settled",
                opened_at=dt.datetime.combine(day, dt.time(9), dt.UTC), **said,
            )  # fmt: skip
            rederive(LIN)


@pytest.fixture
def scene(own_tables: object) -> Scene:
    from liuke.audit.actor import Actor
    from liuke.org.models import Store
    from liuke.org.rules.roles import Role
    from liuke.org.scope import Grant, Scope
    from liuke.values.reach import Reach
    from liuke.vehicles.history.rederive import rederive
    from liuke.vehicles.models import Sale, Vehicle, WorkOrder

    east, west = (
        Store.objects.create(
            code=code, name=name, pinyin=code, initials=code, changed_at=AT, changed_by="test"
        )
        for code, name in (("E", "东湖店"), ("W", "西山店"))
    )
    car = Vehicle.objects.create(vin=LIN)
    Sale.objects.create(
        vehicle=car, store=east, key=f"{LIN} 2024-05-01", delivery_day=dt.date(2024, 5, 1), series="ES6",
        energy="纯电", plate="沪AD12345", phone="13800001111", owner_name="林晓",
    )  # fmt: skip
    for number, (day, km) in enumerate(((dt.date(2024, 11, 2), 9_000), (dt.date(2025, 5, 6), 18_000)), 1):
        WorkOrder.objects.create(
            vehicle=car, store=east, key=f"R{number}", order_no=f"R{number}", day=day, plate="沪AD12345",
            opened_at=dt.datetime.combine(day, dt.time(9), dt.UTC), kinds=1, status="settled", odometer_km=km,
            owner_name="林晓", phone="13800001111", total_fen=80_000,
        )  # fmt: skip
    rows = {}
    for name, role, store in (("梅", Role.SERVICE_ADVISER, east), ("徐", Role.STORE_MANAGER, west)):
        reach = Reach(stores=frozenset({store.pk}))
        rows[name] = Scope(Actor(id=uuid4(), name=name), (Grant(role, reach),))
    _in_a_transaction(rederive)
    return Scene(east, west, Vehicle.objects.get(pk=car.pk), rows["梅"], rows["徐"])


def _in_a_transaction(rederive: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        rederive(LIN)


@pytest.fixture(autouse=True)
def _search_follows(search_follows: None) -> None:
    """Whatever a test here does, search follows."""
