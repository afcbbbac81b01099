"""A2 What a car needs when nobody has said otherwise 保养计划: the common recommendation for its energy.

Dated and with its source; a group's own lines of the same item take their place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SINCE = dt.date(2000, 1, 1)
COMMON = "common recommendation, no maker's; 2026-11"


@dataclass(frozen=True)
class PlanTerms:
    """An item, every so many km or months, whichever comes first; the first time perhaps sooner."""

    item: str
    every_km: int | None
    every_months: int | None
    main: bool = False
    first_km: int | None = None
    first_months: int | None = None
    price_fen: int | None = None
    valid_from: dt.date = SINCE
    source: str = COMMON

    @property
    def dropped(self) -> bool:
        return not self.every_km and not self.every_months


_ENGINE = (
    PlanTerms("oil_service", 10_000, 12, main=True, first_km=5_000, first_months=6),
    PlanTerms("air_filter", 20_000, 24),
    PlanTerms("cabin_filter", 20_000, 12),
    PlanTerms("brake_fluid", 40_000, 24),
    PlanTerms("spark_plugs", 40_000, 48),
    PlanTerms("coolant", 60_000, 36),
    PlanTerms("gearbox_oil", 60_000, 48),
)
_BATTERY = (PlanTerms("battery_check", 20_000, 12), PlanTerms("battery_coolant", 80_000, 48))
DEFAULT_PLANS: Mapping[str, Sequence[PlanTerms]] = {
    "fuel": _ENGINE,
    "hybrid": (*_ENGINE, PlanTerms("battery_check", 20_000, 12)),
    "plug_in": (*_ENGINE, *_BATTERY),
    "range_extended": (*_ENGINE, *_BATTERY),
    "electric": (
        PlanTerms("electric_service", 20_000, 12, main=True, first_km=10_000, first_months=12),
        PlanTerms("cabin_filter", 20_000, 12),
        PlanTerms("brake_fluid", 40_000, 24),
        PlanTerms("reduction_gear_oil", 40_000, 48),
        PlanTerms("battery_coolant", 80_000, 48),
    ),
}
UNKNOWN_ENERGY = "fuel"
"""Whose plan a car gets of which nobody knows how it is driven."""


def plan_in_force(layers: Iterable[Sequence[PlanTerms]], on: dt.date) -> dict[str, PlanTerms]:
    """The line of each item in force on a day: of a later layer before an earlier one, the latest version.

    >>> own = PlanTerms("brake_fluid", None, 36, valid_from=dt.date(2026, 1, 1))
    >>> plan = plan_in_force([DEFAULT_PLANS["fuel"], [own]], dt.date(2026, 6, 1))
    >>> plan["brake_fluid"].every_months, plan["oil_service"].every_km
    (36, 10000)
    """
    found: dict[str, PlanTerms] = {}
    for layer in layers:
        for line in sorted(layer, key=lambda one: one.valid_from):
            if line.valid_from <= on:
                found[line.item] = line
    return {item: line for item, line in found.items() if not line.dropped}


def main_line(plan: Mapping[str, PlanTerms]) -> PlanTerms | None:
    """The regular service; of several the one that comes round soonest."""
    mains = [line for line in plan.values() if line.main]
    return min(mains, key=lambda one: (one.every_months or 999, one.every_km or 10**9), default=None)
