"""What happened to a car, as somebody may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Min
from django.utils import timezone

from liuke.org.queries import within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.vehicles.calendars.one_car import NOT_DONE
from liuke.vehicles.models import Complaint, OrderLine, Survey, TelematicsSnapshot, Vehicle, WorkOrder
from liuke.vehicles.queries import orders_within

MOST_ORDERS, MOST_VOICES, MOST_HEALTH, MOST_ITEMS = 100, 20, 400, 4


@dataclass(frozen=True)
class DayInAStore:
    """The orders of one day in one store."""

    day: dt.date
    store: str
    orders: Sequence[WorkOrder]
    before_owner: bool

    @property
    def settled(self) -> bool:
        return any(order.status not in NOT_DONE for order in self.orders)

    @property
    def total_fen(self) -> int:
        return sum(order.total_fen or 0 for order in self.orders)

    @property
    def odometer_km(self) -> int | None:
        return max(
            (order.odometer_km for order in self.orders if order.odometer_km is not None), default=None
        )


@dataclass(frozen=True)
class CarHistory:
    """The latest days first. ``elsewhere``: orders in stores out of reach, counted only.

    ``done``: what was done in each order, in a few words; empty where nobody says.
    """

    days: Sequence[DayInAStore]
    elsewhere: int
    done: Mapping[int, str]
    voices: Sequence[Voice] = field(default_factory=tuple)


@dataclass(frozen=True)
class Voice:
    """A complaint or an answer to a survey. What was said before the present owner came is not told."""

    day: dt.date | None
    kind: str
    store: str
    figure: str
    text: str
    open: bool = False


@dataclass(frozen=True)
class Sent:
    """What a car has sent: the latest, how often and since when; ``habits`` are the present owner's alone.

    ``health``: the battery's health, the last of each month.
    """

    latest: TelematicsSnapshot
    messages: int
    first_at: dt.datetime
    habits: Mapping[str, float]
    health: Sequence[tuple[dt.date, int]]


def sent_by(car: Vehicle, *, owner_since: dt.date | None) -> Sent | None:
    """One statement, two where there is a lot; None where the car has never sent anything."""
    found = list(car.snapshots.order_by("-at")[:MOST_HEALTH])
    if not found:
        return None
    messages, first_at = len(found), found[-1].at
    if messages == MOST_HEALTH:
        counted = car.snapshots.aggregate(n=Count("pk"), first=Min("at"))
        messages, first_at = counted["n"], counted["first"]
    own = (one for one in found if owner_since is None or timezone.localdate(one.at) >= owner_since)
    health: dict[dt.date, int] = {}
    for one in found:
        if one.battery_health_percent is not None:
            health.setdefault(timezone.localdate(one.at).replace(day=1), one.battery_health_percent)
    habits: Mapping[str, float] = next((one.habits for one in own if one.habits), {})
    return Sent(found[0], messages, first_at, habits, sorted(health.items()))


def history_of(scope: Scope, car: Vehicle, *, owner_since: dt.date | None) -> CarHistory:
    """Five statements."""
    every = WorkOrder.objects.filter(vehicle=car)
    seen = orders_within(scope, Permission.SEE_VEHICLES).filter(vehicle=car)
    orders = list(seen.order_by("-day", "-pk")[:MOST_ORDERS])
    groups: dict[tuple[dt.date, str], list[WorkOrder]] = {}
    for order in orders:
        groups.setdefault((order.day, order.store.name), []).append(order)
    days = [
        DayInAStore(day, store, found, owner_since is not None and day < owner_since)
        for (day, store), found in groups.items()
    ]
    reach = scope.reach(Permission.SEE_VEHICLES)
    elsewhere = 0 if reach.everywhere else every.exclude(within(reach)).count()
    return CarHistory(days, elsewhere, _done(orders), _voices(scope, car, owner_since))


def _done(orders: Sequence[WorkOrder]) -> dict[int, str]:
    """What the order says, else its first lines."""
    told = {(order.store_id, order.order_no): dict[str, None]() for order in orders if not order.items}
    lines = OrderLine.objects.filter(
        store_id__in={store for store, _ in told}, order_no__in={number for _, number in told}
    )
    for store, number, item in lines.order_by("pk").values_list("store_id", "order_no", "item"):
        if item and (store, number) in told:
            told[store, number].setdefault(item)
    return {
        order.pk: order.items or "、".join(list(told[order.store_id, order.order_no])[:MOST_ITEMS])
        for order in orders
    }


def lines_of(order: WorkOrder) -> Sequence[OrderLine]:
    """The lines of an order in their order."""
    return list(OrderLine.objects.filter(store_id=order.store_id, order_no=order.order_no).order_by("pk"))


def _voices(scope: Scope, car: Vehicle, owner_since: dt.date | None) -> tuple[Voice, ...]:
    reach = within(scope.reach(Permission.SEE_VEHICLES))
    complaints = Complaint.objects.filter(reach, vin=car.vin).select_related("store")
    surveys = Survey.objects.filter(reach, vin=car.vin).select_related("store")
    voices = [
        *(_complained(one) for one in complaints.order_by("-received_at")[:MOST_VOICES]),
        *(_answered(one) for one in surveys.order_by("-answered_at")[:MOST_VOICES]),
    ]
    told = [one for one in voices if not owner_since or (one.day and one.day >= owner_since)]
    return tuple(sorted(told, key=lambda one: one.day or dt.date.min, reverse=True))


def _complained(one: Complaint) -> Voice:
    day = timezone.localdate(one.received_at)
    return Voice(day, "complaint", one.store.name, one.symptom or "", one.content or "", not one.solved_at)


def _answered(one: Survey) -> Voice:
    day = timezone.localdate(one.answered_at) if one.answered_at else None
    return Voice(day, "survey", one.store.name, _figure(one), one.comment or "")


def _figure(one: Survey) -> str:
    figures = (("CSAT", one.satisfaction), ("NPS", one.nps))
    return " · ".join(f"{name} {value}" for name, value in figures if value is not None)
