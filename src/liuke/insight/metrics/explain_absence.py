"""Why a figure has no value: the fields no file had, or else what is in the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from liuke.insight.engine.engine import Engine
from liuke.insight.metrics.catalogue import AMOUNT
from liuke.insight.metrics.findings import Kpi, WhyNot
from liuke.insight.star.settings import StoreFacts

_FIRST_DAYS = {
    "vehicle_sales": "SELECT min(delivery_day) FROM vehicle",
    "work_orders": "SELECT min(day) FROM work_order WHERE status = 'settled'",
    "appointments": "SELECT min(day) FROM appointment",
    "surveys": "SELECT min(day) FROM survey",
    "complaints": "SELECT min(day) FROM complaint",
}
_TIMES_OF_DAY = (
    "SELECT count(*) FROM visit WHERE hour(arrived_at) + minute(arrived_at) + second(arrived_at) > 0"
)
_LARGEST_AMOUNT = "SELECT max(abs(revenue_fen)) FROM visit"
_AGAINST_THE_YEAR_BEFORE = ("yearly_retention", "yearly_retention_cohort", "revenue_growth")


@dataclass(frozen=True)
class _Files:
    """What the files told: fields with a value, kinds without a usable row, first days that count."""

    told: frozenset[str]
    unusable: frozenset[str]
    first_days: Mapping[str, dt.date | None]
    times_of_day: bool


def explain_absences(
    kpis: Sequence[Kpi], *, engine: Engine, as_of: dt.date, stores: Mapping[str, StoreFacts],
    unusable: Mapping[str, frozenset[str]] | None = None,
) -> list[Kpi]:  # fmt: skip
    """The figures; where one has no value ``needs`` names only what no file had, and else ``why`` says why.

    ``unusable`` holds, for each kind of files of which not one row was accepted, the fields they had.
    """
    if all(kpi.value is not None for kpi in kpis):
        return list(kpis)
    files = _look(engine, stores, unusable or {})
    return [kpi if kpi.value is not None else _explained(kpi, files, as_of) for kpi in kpis]


def _look(engine: Engine, stores: Mapping[str, StoreFacts], unusable: Mapping[str, frozenset[str]]) -> _Files:
    days = ", ".join(f"({question})" for question in _FIRST_DAYS.values())
    told, times, amount, *found = engine.rows(
        f"SELECT (SELECT told_fields FROM meta), ({_TIMES_OF_DAY}), ({_LARGEST_AMOUNT}), {days}"
    )[0]
    # amounts that are nought throughout tell as little as a column that is empty throughout
    silent = AMOUNT.split("|") if amount == 0 else ()
    facts = {name for each in stores.values() for name, value in vars(each).items() if value}
    return _Files(
        told=frozenset((told or "").split())
        .difference(silent)
        .union(
            (f"{kind}.{name}" for kind, names in unusable.items() for name in names),
            (f"settings.stores.{name}" for name in facts),
        ),
        unusable=frozenset(unusable),
        first_days=dict(zip(_FIRST_DAYS, found, strict=True)),
        times_of_day=times > 0,
    )


def _explained(kpi: Kpi, files: _Files, as_of: dt.date) -> Kpi:
    had = [_first_told(need, files.told) for need in kpi.needs]
    missing = [need.split("|")[0] for need, field in zip(kpi.needs, had, strict=True) if field is None]
    return replace(
        kpi, needs=missing, why=None if missing else _why(kpi, [f for f in had if f], files, as_of)
    )


def _first_told(need: str, told: frozenset[str]) -> str | None:
    """The first field of a need that a file had; a line says nothing without its order."""
    for field in need.split("|"):
        if field in told and (not field.startswith("order_lines.") or "work_orders.order_no" in told):
            return field
    return None


def _why(kpi: Kpi, had: Sequence[str], files: _Files, as_of: dt.date) -> WhyNot:
    kinds = {field.partition(".")[0].replace("order_lines", "work_orders") for field in had}
    first_days = {kind: day for kind, day in files.first_days.items() if kind in kinds}
    if kinds & files.unusable:
        return "no_usable_rows"
    if "work_orders" in first_days and first_days["work_orders"] is None:
        return "no_settled_orders"
    if any(day is None or day >= as_of for day in first_days.values()):
        return "none_before_cut_off"
    if any(day >= _counts_until(kpi, kind, as_of) for kind, day in first_days.items() if day):
        return "history_too_short"
    if "work_orders.arrived_at" in had and not files.times_of_day:
        return "no_time_of_day"
    return "nothing_due"


def _counts_until(kpi: Kpi, kind: str, as_of: dt.date) -> dt.date:
    """The end of the days in which there must be rows of a kind for the figure to have a denominator."""
    if kpi.key in _AGAINST_THE_YEAR_BEFORE:
        return kpi.previous.window.end
    if kpi.key == "three_year_retention" and kind == "work_orders":
        return as_of
    return kpi.window.end
