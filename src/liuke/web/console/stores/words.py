"""Kinds of stores and bays, and the days of the week, in words."""

from __future__ import annotations

from liuke.org.models import Bay, Store
from liuke.web.shell.wording import lazy

STORE_KINDS = (
    (Store.Kind.DEALER.value, lazy("Dealer (sales and service)")),
    (Store.Kind.SERVICE.value, lazy("Service centre")),
    (Store.Kind.BODY_SHOP.value, lazy("Body and paint shop")),
    (Store.Kind.SHOWROOM.value, lazy("Showroom")),
)
BAY_KINDS = (
    (Bay.Kind.QUICK.value, lazy("Quick service")),
    (Bay.Kind.REPAIR.value, lazy("Mechanical repair")),
    (Bay.Kind.BODY.value, lazy("Body work")),
    (Bay.Kind.PAINT.value, lazy("Paint booth")),
    (Bay.Kind.ALIGNMENT.value, lazy("Wheel alignment")),
    (Bay.Kind.WASH.value, lazy("Wash")),
    (Bay.Kind.CHARGING.value, lazy("Charging")),
)
WEEKDAYS = (
    lazy("Monday"),
    lazy("Tuesday"),
    lazy("Wednesday"),
    lazy("Thursday"),
    lazy("Friday"),
    lazy("Saturday"),
    lazy("Sunday"),
)
