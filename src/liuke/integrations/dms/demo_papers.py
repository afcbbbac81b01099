"""What no export holds and people enter or cars send: policies, work put off, messages; all invented."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from liuke.org.scope import system_scope
from liuke.values.period import add_months
from liuke.vehicles.actions.adopt_spellings import adopt_spellings
from liuke.vehicles.jobs import ask_for_all_calendars
from liuke.vehicles.models import DeclinedWork, Policy, TelematicsSnapshot, Vehicle
from liuke.vehicles.rules.energy import PLUGGED, energy_of

INSURERS = ("东岭财险", "海川财险", "恒信财险")
WORK = (
    ("前刹车片", 68_000),
    ("雨刮片", 16_000),
    ("空调滤芯", 12_800),
    ("前轮胎两条", 158_000),
    ("蓄电池", 62_000),
)
INSURED, COMMERCIAL, DECLINED, CONNECTED = 0.85, 0.8, 0.08, 0.35
MONTHS_SENT = 6
BLOCK = 2_000
DAY = dt.timedelta(days=1)


@transaction.atomic
def note_papers(*, today: dt.date, seed: int) -> None:
    """For cars that still come; the same ones for the same seed. Once."""
    if Policy.objects.exists():
        return
    chance = random.Random(seed)  # noqa: S311 - an invented group
    seen = Vehicle.objects.filter(delivery_day__lt=today).annotate(
        last=Max("work_orders__day"), km=Max("work_orders__odometer_km")
    )
    policies: list[Policy] = []
    put_off: list[DeclinedWork] = []
    sent: list[TelematicsSnapshot] = []
    stamp = {"changed_at": timezone.now(), "changed_by": "demo"}
    for car in seen.order_by("vin").iterator(BLOCK):
        last = car.last
        if last is None or last < add_months(today, -18):
            continue
        if chance.random() < INSURED:
            policies += _policies(car, chance, today, stamp)
        if chance.random() < DECLINED:
            put_off.append(_work(car, chance, today, stamp))
        if energy_of(car.energy) in PLUGGED and chance.random() < CONNECTED:
            sent += _messages(car, chance, today)
    Policy.objects.bulk_create(policies, BLOCK)
    DeclinedWork.objects.bulk_create(put_off, BLOCK)
    TelematicsSnapshot.objects.bulk_create(sent, BLOCK)
    adopt_spellings(scope=system_scope(), at=timezone.now())
    ask_for_all_calendars()


def _policies(car: Any, chance: random.Random, today: dt.date, stamp: dict[str, Any]) -> Iterator[Policy]:
    """This year's and the one before, from the day of the delivery on; some have not been renewed here."""
    years = (today - car.delivery_day).days // 365
    kinds = ["compulsory", *(["commercial"] if chance.random() < COMMERCIAL else [])]
    insurer = chance.choice(INSURERS)
    for kind in kinds:
        premium = (
            chance.randrange(66_500, 95_001, 500)
            if kind == "compulsory"
            else chance.randrange(180_000, 620_000, 100)
        )
        for year in range(max(0, years - 1), years + 1):
            start = add_months(car.delivery_day, 12 * year)
            yield Policy(
                vehicle=car,
                kind=kind,
                insurer=insurer,
                number=f"P{start:%Y}{chance.randrange(10**9):09}",
                from_day=start,
                to_day=add_months(start, 12) - DAY,
                premium_fen=premium,
                **stamp,
            )


def _work(car: Any, chance: random.Random, today: dt.date, stamp: dict[str, Any]) -> DeclinedWork:
    item, price_fen = chance.choice(WORK)
    return DeclinedWork(
        vehicle=car,
        store_id=car.store_id,
        item=item,
        day=car.last,
        remind_day=max(car.last, today + chance.randrange(-20, 75) * DAY),
        price_fen=price_fen,
        note=chance.choice(("车主下次再做", "等月底优惠", "")),
        state=chance.choice(("open", "open", "open", "done")),
        **stamp,
    )


def _messages(car: Any, chance: random.Random, today: dt.date) -> Iterator[TelematicsSnapshot]:
    """One a month, each a little further and the battery a little older."""
    pace = max(8.0, (car.km or 0) / max(60, (car.last - car.delivery_day).days))
    health = 99 - (today - car.delivery_day).days // 365
    habits = {
        "hard_braking_per_100km": round(chance.uniform(0.3, 4.0), 1),
        "night_share": round(chance.uniform(0.05, 0.4), 2),
        "motorway_share": round(chance.uniform(0.1, 0.6), 2),
        "fast_charging_share": round(chance.uniform(0.1, 0.8), 2),
    }
    for month in range(MONTHS_SENT, 0, -1):
        day = today - 30 * month * DAY + 29 * DAY
        if day <= car.last:
            continue
        yield TelematicsSnapshot(
            vehicle=car,
            at=timezone.make_aware(
                dt.datetime.combine(day, dt.time(chance.randrange(7, 22), chance.randrange(60)))
            ),
            source="云岚车联网",
            external_id=f"{car.vin}-{month}",
            odometer_km=int((car.km or 0) + pace * (day - car.last).days),
            battery_percent=chance.randrange(20, 100),
            battery_health_percent=health,
            range_km=chance.randrange(120, 480),
            habits=habits,
        )
