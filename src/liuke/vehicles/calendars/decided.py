"""Puts what the rules decide beforehand into DuckDB: settings, terms of models, law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise

import duckdb

from liuke.values.period import first_day, month_of
from liuke.vehicles.calendars.terms import Catalogue
from liuke.vehicles.law.tables import inspection_laws, warranty_terms
from liuke.vehicles.rules import inspection, maintenance, odometer, warranty
from liuke.vehicles.rules.energy import PLUGGED

ALWAYS = dt.date(1900, 1, 1)
NEVER = dt.date(9999, 12, 31)


def load_setting(engine: duckdb.DuckDBPyConnection, as_of: dt.date) -> None:
    """The numbers of the rules, by name."""
    numbers = {
        "most_km_a_day": odometer.MOST_KM_A_DAY,
        "anchor_km_a_day": odometer.ANCHOR_KM_A_DAY,
        "anchor_slack_km": odometer.ANCHOR_SLACK_KM,
        "latest_readings": odometer.LATEST_READINGS,
        "shortest_gap_days": odometer.SHORTEST_GAP_DAYS,
        "prior_days": odometer.PRIOR_DAYS,
        "fair_days": odometer.SPAN_DAYS[0],
        "good_days": odometer.SPAN_DAYS[1],
        "elsewhere_days": maintenance.ELSEWHERE_DAYS,
        "round_window_days": maintenance.ROUND_WINDOW_DAYS,
        "lapsed_days": inspection.LAPSED_DAYS,
        "farthest_days": warranty.FARTHEST_DAYS,
    }
    chosen = ", ".join(f"{value} AS {name}" for name, value in numbers.items())
    engine.execute(
        f"CREATE TEMP TABLE setting AS SELECT DATE '{as_of}' AS as_of, {chosen},"
        f" {odometer.SLOWEST}::double AS slowest, {odometer.FASTEST}::double AS fastest,"
        f" {maintenance.DAYS_A_MONTH}::double AS days_a_month"
    )
    rows = [(evidence, low, high) for evidence, (low, high) in enumerate(odometer.RANGE)]
    _table(engine, "range_of", "evidence INTEGER, low DOUBLE, high DOUBLE", rows)


def load_terms(engine: duckdb.DuckDBPyConnection, catalogue: Catalogue, as_of: dt.date) -> None:
    """``term`` for every way a car is spelt, ``warranty_term`` for every set of terms."""
    spelt = engine.execute("SELECT DISTINCT brand, series, model, energy_said FROM car").fetchall()
    terms: list[tuple[object, ...]] = []
    warranties: list[tuple[object, ...]] = []
    numbers: dict[tuple[str | int | None, ...], int] = {}
    for brand, series, model, energy in spelt:
        car_model, told = catalogue.terms_for(brand, series, model, energy, as_of=as_of)
        own = (told.energy, told.warranty_months, told.warranty_km, told.battery_months, told.battery_km)
        if own not in numbers:
            numbers[own] = len(numbers)
            warranties += _warranties(numbers[own], *own)
        line = told.main
        plan = (line.every_km, line.every_months, line.first_km, line.first_months) if line else (None,) * 4
        terms.append(
            (brand, series, model, energy, car_model.pk if car_model else None, told.energy, line is not None,
             *plan, told.prior, numbers[own])
        )  # fmt: skip
    _table(
        engine, "term",
        "brand VARCHAR, series VARCHAR, model VARCHAR, energy_said VARCHAR, car_model_id UUID,"
        " energy VARCHAR, has_plan BOOLEAN, every_km INTEGER, every_months INTEGER, first_km INTEGER,"
        " first_months INTEGER, prior DOUBLE, term_id INTEGER",
        terms,
    )  # fmt: skip
    _table(
        engine, "warranty_term",
        "term_id INTEGER, use VARCHAR, kind VARCHAR, since DATE, until DATE, months INTEGER,"
        " limit_km INTEGER",
        warranties,
    )  # fmt: skip


def _warranties(
    number: int,
    energy: str | None,
    months: int | None,
    km: int | None,
    battery_months: int | None,
    battery_km: int | None,
) -> Iterable[tuple[object, ...]]:
    own = {"guarantee": (None, None), "warranty": (months, km), "battery": (battery_months, battery_km)}
    for use in ("private", "passengers", "goods", "other"):
        for kind, (own_months, own_km) in own.items():
            applies = energy in PLUGGED if kind == "battery" else use == "private"
            steps = [
                (ALWAYS, None, None),
                *((t.since, t.months, t.km) for t in warranty_terms()[kind] if applies),
            ]
            for (since, law_months, law_km), (until, *_) in pairwise([*steps, (NEVER, None, None)]):
                most = [max((x for x in pair if x is not None), default=None) for pair in
                        ((own_months, law_months), (own_km, law_km))]  # fmt: skip
                if any(most):
                    yield (number, use, kind, since, until, *most)


def load_inspections(engine: duckdb.DuckDBPyConnection, as_of: dt.date) -> None:
    """``inspection``: what is to come for each month of registration, use and exemption there is."""
    found = engine.execute(
        "SELECT DISTINCT use, on_site_only, date_trunc('month', coalesce(registered_day, delivery_day))::date"
        " FROM car WHERE coalesce(registered_day, delivery_day) IS NOT NULL"
    ).fetchall()
    after = as_of - dt.timedelta(days=inspection.LAPSED_DAYS)
    rows = [
        (use, only, first_day(month_of(month)), one.day, one.on_site)
        for use, only, month in found
        for one in inspection.inspections(inspection_laws().get(use, ()), registered=month, on_site_only=only)
        if one.day >= after
    ]
    columns = "use VARCHAR, on_site_only BOOLEAN, registered_month DATE, day DATE, on_site BOOLEAN"
    _table(engine, "inspection", columns, rows)


def _table(
    engine: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Sequence[Sequence[object]]
) -> None:
    engine.execute(f"CREATE TEMP TABLE {name} ({columns})")
    width = columns.count(",") + 1
    for start in range(0, len(rows), 500):
        block = rows[start : start + 500]
        places = ", ".join([f"({', '.join('?' * width)})"] * len(block))
        engine.execute(f"INSERT INTO {name} VALUES {places}", [value for row in block for value in row])
