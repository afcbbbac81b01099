"""What a dealer may tell about itself that no export holds: plans, margins, people and area of its stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from liuke.values.refusal import Refusal
from liuke.values.visit_kind import BITS


class SettingNotUnderstood(Refusal):
    code = "setting_not_understood"
    sentence = "The setting %(setting)s cannot be used: %(why)s. Correct it in the mapping file."


@dataclass(frozen=True)
class Plan:
    """Maintenance plan of a series or model: months to the first service, and from it to the second."""

    first_due_months: int = 6
    second_due_months: int = 12


@dataclass(frozen=True)
class StoreFacts:
    """Facts of a store that its exports do not hold. Areas in m², minutes a day."""

    staff: float | None = None
    area_m2: float | None = None
    bays: float | None = None
    open_minutes_per_day: float | None = None
    open_days_per_year: float | None = None


@dataclass(frozen=True)
class Settings:
    """``margins`` are gross margin rates by visit kind; ``plans`` by series or model name."""

    default_plan: Plan = Plan()
    plans: Mapping[str, Plan] = field(default_factory=dict)
    margins: Mapping[str, float] = field(default_factory=dict)
    stores: Mapping[str, StoreFacts] = field(default_factory=dict)
    new_car_margin_yuan: float | None = None
    margin_rate: float | None = None
    contact_cost_yuan: float = 20.0
    discount_rate: float = 0.08


def settings_of(told: Mapping[str, Any]) -> Settings:
    """Settings from the ``settings`` of a mapping file. Raises SettingNotUnderstood naming the entry.

    >>> settings_of({"plans": {"ET5": {"first_due_months": 12}}}).plans["ET5"].second_due_months
    12
    """
    known = {
        "default_plan", "plans", "margins", "stores", "new_car_margin_yuan", "margin_rate",
        "contact_cost_yuan", "discount_rate",
    }  # fmt: skip
    for name in told:
        if name not in known:
            raise SettingNotUnderstood(setting=name, why=f"known are {', '.join(sorted(known))}")
    margins = {str(k): _number(f"margins.{k}", v, 0, 1) for k, v in _table(told, "margins").items()}
    for kind in margins:
        if kind not in BITS:
            raise SettingNotUnderstood(setting=f"margins.{kind}", why=f"kinds are {', '.join(BITS)}")
    numbers: dict[str, Any] = {}
    for name, highest in (("new_car_margin_yuan", 1e7), ("contact_cost_yuan", 1e4)):
        if told.get(name) is not None:
            numbers[name] = _number(name, told[name], 0, highest)
    for name in ("margin_rate", "discount_rate"):
        if told.get(name) is not None:
            numbers[name] = _number(name, told[name], 0, 1)
    return Settings(
        default_plan=_plan("default_plan", told.get("default_plan") or {}),
        plans={str(k): _plan(f"plans.{k}", v) for k, v in _table(told, "plans").items()},
        margins=margins,
        stores={str(k): _store(f"stores.{k}", v) for k, v in _table(told, "stores").items()},
        **numbers,
    )


def _table(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = told.get(name) or {}
    if not isinstance(value, dict):
        raise SettingNotUnderstood(setting=name, why="it must hold names and values")
    return value


def _number(setting: str, value: object, lowest: float, highest: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
        raise SettingNotUnderstood(setting=setting, why=f"it must be a number from {lowest:g} to {highest:g}")
    return float(value)


def _plan(setting: str, told: object) -> Plan:
    if not isinstance(told, dict) or not set(told) <= {"first_due_months", "second_due_months"}:
        raise SettingNotUnderstood(setting=setting, why="it knows first_due_months and second_due_months")
    months = {name: int(_number(f"{setting}.{name}", value, 1, 60)) for name, value in told.items()}
    return Plan(**months)


def _store(setting: str, told: object) -> StoreFacts:
    known = set(StoreFacts.__dataclass_fields__)
    if not isinstance(told, dict) or not set(told) <= known:
        raise SettingNotUnderstood(setting=setting, why=f"it knows {', '.join(sorted(known))}")
    return StoreFacts(**{name: _number(f"{setting}.{name}", value, 0, 1e7) for name, value in told.items()})
