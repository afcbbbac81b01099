"""Owners of two stores with cars and a history, small enough to be held in the head. Today is 1 June 2026."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("django")

TODAY = dt.date(2026, 6, 1)
AT = dt.datetime(2026, 6, 1, 4, tzinfo=dt.UTC)


@dataclass
class Cast:
    """Lin and Mei of the east, Guo of the west, who once came to the east, and Xu, who has nothing."""

    owners: dict[str, Any] = field(default_factory=dict)
    stores: dict[str, Any] = field(default_factory=dict)

    def names(self, ids: Any) -> set[str]:
        by_id = {owner.pk: name for name, owner in self.owners.items()}
        return {by_id[one] for one in ids}

    def scope(self, side: str | None, role: str = "store_manager") -> Any:
        from liuke.audit.actor import Actor
        from liuke.org.rules.roles import Role
        from liuke.org.scope import Grant, Scope
        from liuke.values.reach import EVERYWHERE, Reach

        reach = EVERYWHERE if side is None else Reach(stores=frozenset({self.stores[side].pk}))
        return Scope(Actor(id=None, name="郭经理"), (Grant(Role(role), reach),))


def _store(code: str) -> Any:
    from liuke.org.models import Store

    return Store.objects.create(
        code=code, name=code, pinyin=code, initials="d", kind="dealer", changed_at=AT, changed_by="test"
    )


OWNERS: dict[str, dict[str, Any]] = {
    "lin": {
        "gender": "女",
        "birthday": dt.date(1990, 6, 5),
        "district": "城南",
        "channel": "转介绍",
        "at": "east",
    },
    "mei": {
        "gender": "男",
        "birthday": dt.date(1980, 1, 5),
        "district": "城北",
        "channel": "展厅",
        "at": "east",
    },
    "guo": {"gender": "男", "birthday": None, "district": None, "channel": None, "at": "west"},
    "xu": {"gender": None, "birthday": None, "district": None, "channel": None, "at": "west"},
}
STANDINGS: dict[str, tuple[Any, ...]] = {
    "lin": ("vip", 14, 3, 1_250_000, 600_000, dt.date(2026, 5, 1), 0.1, 100_000),
    "mei": ("sleeping", 3, 0, 0, 0, dt.date(2025, 1, 1), 0.8, 900_000),
    "guo": ("ordinary", 7, 1, 80_000, 20_000, dt.date(2026, 2, 1), None, None),
}
CARS: dict[str, tuple[Any, ...]] = {
    "LIN1": (
        "lin",
        "沪AD12345",
        "蔚途",
        "E6",
        "E6 长续航",
        "纯电",
        38_000_000,
        dt.date(2023, 3, 1),
        "east",
        20,
    ),
    "LIN2": (
        "lin",
        "沪A12346",
        "雅行",
        "S3",
        "S3 1.5T",
        "燃油",
        12_000_000,
        dt.date(2018, 3, 1),
        "east",
        None,
    ),
    "MEI1": (
        "mei",
        "沪A54321",
        "雅行",
        "S3",
        "S3 1.5T",
        "燃油",
        13_000_000,
        dt.date(2020, 6, 1),
        "east",
        200,
    ),
    "GUO1": ("guo", None, "途野", "T9", "T9", "插电混动", None, None, "west", -30),
}
VISITS = (
    ("LIN1", "east", dt.date(2026, 5, 1), 100_000, ("空调清洗", "机油更换"), True, 1),
    ("LIN1", "east", dt.date(2025, 10, 1), 50_000, ("空调清洗",), False, 1),
    ("LIN2", "east", dt.date(2023, 1, 1), 20_000, ("四轮定位",), True, 4),
    ("MEI1", "east", dt.date(2025, 1, 1), 30_000, ("机油更换",), False, 4),
    ("GUO1", "west", dt.date(2026, 2, 1), 80_000, ("PM2.5滤芯",), True, 4),
    ("GUO1", "east", dt.date(2024, 7, 1), 10_000, (), None, 4),
)


@pytest.fixture(scope="module")
def cast(tables: object) -> Cast:
    made = Cast(stores={side: _store(side) for side in ("east", "west")})
    _people(made)
    _cars(made)
    _history(made)
    _voice(made)
    _archive(made)
    _calendars()
    return made


def _people(made: Cast) -> None:
    from liuke.owners.models import Owner, Phone, SourceKey, Standing

    for name, told in OWNERS.items():
        values = {key: value for key, value in told.items() if key != "at"}
        owner = Owner.objects.create(name=name, pinyin=name, home_store=made.stores[told["at"]], **values)
        made.owners[name] = owner
        if name != "xu":
            Phone.objects.create(owner=owner, number=f"1380000{len(made.owners):04}")
            SourceKey.objects.create(owner=owner, value=f"1380000{len(made.owners):04}")
    names = "tier score visits_12 spend_12_fen profit_12_fen last_visit_day risk stake_fen".split()
    for name, values in STANDINGS.items():
        more = dict(zip(names, values, strict=True))
        Standing.objects.create(owner=made.owners[name], as_of=TODAY, calibrated_tier=values[0], **more)


def _cars(made: Cast) -> None:
    from liuke.vehicles.models import Outlook, Vehicle

    for vin, (owner, plate, brand, series, model, energy, price, delivered, store, overdue) in CARS.items():
        car = Vehicle.objects.create(
            vin=vin,
            plate=plate,
            brand=brand,
            series=series,
            model=model,
            energy=energy,
            price_fen=price,
            delivery_day=delivered,
            owner=made.owners[owner],
            store=made.stores[store],
        )
        if overdue is not None:
            Outlook.objects.create(vehicle=car, as_of=TODAY, active=True, overdue_days=overdue)


def _history(made: Cast) -> None:
    from django.db import connection, transaction

    from liuke.vehicles.history.done_items import follow_items
    from liuke.vehicles.models import OrderLine, Visit, WorkOrder

    for number, (vin, side, day, fen, items, booked, kinds) in enumerate(VISITS):
        store, order = made.stores[side], f"R{number}"
        Visit.objects.create(vehicle_id=vin, store=store, day=day, orders=1, revenue_fen=fen)
        WorkOrder.objects.create(
            vehicle_id=vin, store=store, key=order, order_no=order, day=day, booked=booked, kinds=kinds
        )
        for line, item in enumerate(items):
            OrderLine.objects.create(store=store, key=f"{order}-{line}", order_no=order, item=item)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE car_with_items ON COMMIT DROP AS SELECT vin FROM vehicles_vehicle")
        follow_items(cursor)


def _voice(made: Cast) -> None:
    from liuke.vehicles.models import Complaint, Survey

    east = made.stores["east"]
    early, late = AT - dt.timedelta(days=700), AT - dt.timedelta(days=20)
    Complaint.objects.create(store=east, key="C1", vin="LIN1", received_at=late)
    Complaint.objects.create(store=east, key="C2", vin="LIN1", received_at=early, solved_at=early)
    Complaint.objects.create(store=east, key="C3", phone="13800000002", received_at=early, solved_at=late)
    Survey.objects.create(store=east, key="S1", vin="LIN1", answered_at=early, satisfaction=2)
    Survey.objects.create(store=east, key="S2", vin="LIN1", answered_at=late, satisfaction=5)
    Survey.objects.create(store=east, key="S3", vin="MEI1", answered_at=early, satisfaction=1)


def _archive(made: Cast) -> None:
    from liuke.owners.models import Consent, Household, HouseholdMember, Interest, Owner, OwnerInterest

    lin, mei, guo = (made.owners[name] for name in ("lin", "mei", "guo"))
    Owner.objects.filter(pk=guo.pk).update(kind="fleet")
    Owner.objects.filter(pk=lin.pk).update(spending="high")
    stamp = {"changed_at": AT, "changed_by": "test"}
    OwnerInterest.objects.create(owner=mei, interest=Interest.objects.create(name="露营", **stamp))
    HouseholdMember.objects.create(
        household=Household.objects.create(name="林家", **stamp), owner=lin, head=True
    )
    for owner, purpose, channel, given in (
        (lin, "marketing", "any", True),
        (lin, "marketing", "sms", False),
        (mei, "marketing", "sms", True),
        (guo, "service", "wechat", True),
    ):
        Consent.objects.create(
            owner=owner, purpose=purpose, channel=channel, given=given, at=AT, how="paper", by="test"
        )


def _calendars() -> None:
    from liuke.vehicles.models import Calendar, DeclinedWork, Vehicle

    def on(days: int) -> dt.date:
        return TODAY + dt.timedelta(days=days)

    lin, mei = (Vehicle.objects.get(vin=vin) for vin in ("LIN1", "MEI1"))
    Calendar.objects.create(
        vehicle=lin, km_day=on(-10), km=60_000, km_per_day=50, evidence=4, flagged=0, next_day=on(10),
        maintenance_day=on(12), inspection_day=on(20), compulsory_day=on(45), commercial_day=on(-5),
        warranty_day=on(80),
    )  # fmt: skip
    Calendar.objects.create(
        vehicle=mei, km_per_day=20, evidence=0, flagged=0, next_day=on(-3), maintenance_day=on(-3)
    )
    for vehicle, item, state in ((lin, "更换刹车片", "open"), (mei, "更换轮胎", "done")):
        DeclinedWork.objects.create(
            vehicle=vehicle, item=item, day=on(-60), remind_day=on(30), state=state, changed_at=AT,
            changed_by="test",
        )  # fmt: skip
