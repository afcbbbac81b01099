"""A car of each of the two stores, with everything that hangs on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone


def car_of(side: str, store: Any, owner: Any) -> dict[str, Any]:
    """A car of a store with an order and its line, a policy, work put off and a driver."""
    from liuke.vehicles.models import (
        DeclinedWork,
        OrderLine,
        Ownership,
        Policy,
        Vehicle,
        VehicleRole,
        WorkOrder,
    )

    today = timezone.localdate()
    stamped = {"changed_at": timezone.now(), "changed_by": "test"}
    vin, plate = {"east": ("LSVAA41870000001X", "沪AE1234"), "west": ("LSVAA418X00000022", "沪AW9876")}[side]
    car = Vehicle.objects.create(
        vin=vin, plate=plate, brand="云岚", series="ES6", energy="纯电", store=store, owner=owner,
        delivery_day=today - dt.timedelta(days=700),
    )  # fmt: skip
    Ownership.objects.create(vehicle=car, owner=owner)
    day = today - dt.timedelta(days=200)
    order = WorkOrder.objects.create(
        vehicle=car, store=store, key=f"{side}-1", order_no=f"{side}-1", day=day, kinds=1, status="settled",
        odometer_km=20_000, total_fen=80_000,
    )  # fmt: skip
    OrderLine.objects.create(
        store=store, key=f"{side}-1 1", order_no=f"{side}-1", item=f"{store.name}首保套餐", amount_fen=80_000
    )
    policy = Policy.objects.create(
        vehicle=car, kind="compulsory", insurer=f"{store.name}保险", from_day=day,
        to_day=today + dt.timedelta(days=20), **stamped,
    )  # fmt: skip
    work = DeclinedWork.objects.create(
        vehicle=car, store=store, item="刹车片", day=day, remind_day=today, **stamped
    )
    driver = VehicleRole.objects.create(vehicle=car, owner=owner, role="driver", from_day=day, **stamped)
    return {"vehicle": car, "order": order, "policy": policy, "work": work, "role": driver}
