"""The gravest problems: what changed or stays below standard, one per cause, ranked by money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import duckdb
import pyarrow as pa
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from liuke.insight.diagnosis.contract import Problem
from liuke.insight.diagnosis.cost import Cost, cost_of
from liuke.insight.diagnosis.describe_problem import Found, describe_problem
from liuke.insight.diagnosis.same_cause import SameCause
from liuke.insight.diagnosis.sample import take_sample
from liuke.insight.diagnosis.slice_sql import inside
from liuke.insight.diagnosis.units import HISTORY_MONTHS, UNITS, Units, estimate_units, make_units
from liuke.insight.drilldown.find_always_low import find_always_low
from liuke.insight.drilldown.find_changes import find_changes
from liuke.insight.drilldown.findings import SliceChange
from liuke.insight.drilldown.question import Dimension, Options
from liuke.insight.metrics.findings import Kpi

MOST = 3
"""Problems told at once; more are not worked on in a week."""

LEAST_UNITS = 150
"""A figure with fewer units in all is not searched."""

LEAST_OWNERS = 5.0
"""What has always been low and costs fewer owners than this is no grave problem."""

SEARCHED_UNITS = 80_000
"""Of a figure with more units a sample of the cars is searched; what it finds is measured on all of them."""

FALSE_ALARMS = 0.05
"""Probability that files without a cause make any problem at all, over all figures together."""

AT_ONCE = 2
"""Figures searched side by side: each holds its units in memory."""


@dataclass(frozen=True)
class Worth:
    """Gross profit in yuan: of one owner kept, and of one point of yearly retention (None: not known)."""

    owner_yuan: float
    point_yuan: float | None


def find_problems(
    *, connection: duckdb.DuckDBPyConnection, as_of: dt.date, kpis: Sequence[Kpi], worth: Worth
) -> tuple[list[Problem], list[Problem]]:
    """(problems, early warnings), each at most three, the costliest first.

    Changes come before what has always been low; a cause that shows in several figures is told once, under
    the figure where it is most significant. Early warnings are read at equal age before the months are mature
    and leave out what is already a problem.
    """
    searched = _searched(connection, as_of)
    options = Options(
        false_alarms=FALSE_ALARMS / max(1, len(searched)), most=MOST, history_months=HISTORY_MONTHS
    )
    search = _Search(connection, as_of, options, worth, tuple(kpis), searched)
    changes = _changes(search)
    final = [f for units in searched if not units.early for f in changes[units]]
    chosen = _costliest(SameCause.of(connection, final).one_each(final))
    if len(chosen) < MOST:
        low = [f for units in searched if not units.early for f in _always_low(search, units, chosen)]
        same = SameCause.of(connection, [*low, *chosen])
        apart = [f for f in same.one_each(low) if not any(same.same_cars(f, c) for c in chosen)]
        chosen = _costliest([*chosen, *_costliest(apart)[: MOST - len(chosen)]])
    early = [f for units in searched if units.early for f in changes[units]]
    same = SameCause.of(connection, [*early, *chosen])
    news = [f for f in same.one_each(early) if not any(same(f, c) for c in chosen)]
    return [_told(search, f) for f in chosen], [_told(search, f) for f in _costliest(news)]


@dataclass(frozen=True)
class _Table:
    """The units searched of one figure: ``scale`` is how many units each stands for, ``dimensions`` what they
    are cut by."""

    rows: pa.Table
    scale: float
    dimensions: Sequence[Dimension]


@dataclass(frozen=True)
class _Search:
    """What every step needs."""

    connection: duckdb.DuckDBPyConnection
    as_of: dt.date
    options: Options
    worth: Worth
    kpis: tuple[Kpi, ...]
    tables: Mapping[Units, _Table]

    def kpi(self, key: str) -> Kpi | None:
        return next((k for k in self.kpis if k.key == key), None)


def _searched(connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> dict[Units, _Table]:
    """The figures with enough units, their tables made."""
    shares = {
        units: min(1.0, SEARCHED_UNITS / max(1, estimate_units(connection, units, as_of)))
        for units in UNITS.values()
    }
    by_table: dict[str, float] = {}
    for units, share in shares.items():
        by_table[units.rows] = max(share, by_table.get(units.rows, 0.0))
    take_sample(connection, by_table, min(units.first_month(as_of) for units in shares))
    tables: dict[Units, _Table] = {}
    for units, share in shares.items():
        rows = make_units(connection, units, as_of, share=share)
        if rows.num_rows >= LEAST_UNITS:
            tables[units] = _Table(rows, 1 / share, _dimensions(connection, units))
    return tables


def _dimensions(connection: duckdb.DuckDBPyConnection, units: Units) -> list[Dimension]:
    """The dimensions that have at least two values here; a parent that has not is dropped."""
    differs = ", ".join(f"min({d.name}) <> max({d.name})" for d in units.dimensions)
    row = connection.execute(f"SELECT {differs} FROM {units.table}").fetchone()
    assert row is not None
    kept = [d for d, has_two in zip(units.dimensions, row, strict=True) if has_two]
    names = {d.name for d in kept}
    return [d if d.parent in names else replace(d, parent=None) for d in kept]


def _changes(search: _Search) -> dict[Units, list[Found]]:
    """The changes of every figure. The figures are searched side by side, a processor each: their matrices
    are small, and a numerical library that shares one out among processors only makes them wait."""
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(AT_ONCE) as pool:
        changes = list(pool.map(partial(_searched_alone, search), search.tables))
    return {
        units: [_found(search, units, change, is_change=True) for change in found]
        for units, found in zip(search.tables, changes, strict=True)
    }


def _searched_alone(search: _Search, units: Units) -> list[SliceChange]:
    table = search.tables[units]
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register(units.table, table.rows)
        return find_changes(
            connection=connection,
            table=units.table,
            dimensions=table.dimensions,
            measure=units.measure,
            worse=units.worse,
            last_month=units.last_month(search.as_of),
            options=search.options,
        )


def _always_low(search: _Search, units: Units, changes: Sequence[Found]) -> list[Found]:
    """Slices that hold a figure below its standard down, compared with the comparable rest.

    What fell by a change that is told already is left out: its neighbours would seem to have always been low.
    """
    kpi = search.kpi(units.kpi)
    if kpi is None or kpi.standard is None or kpi.level in ("green", "no_data"):
        return []
    told = [f.change for f in changes if f.units.kpi == units.kpi]
    fell = [f"({inside(c.slice)} AND month >= {c.since_month})" for c in told]
    search.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW steady_units AS SELECT * FROM {units.table}"
        f" WHERE NOT coalesce({' OR '.join(fell) or 'false'}, false)"
    )
    low = find_always_low(
        connection=search.connection,
        table="steady_units",
        dimensions=[d for d in search.tables[units].dimensions if d.name != "vehicle_age"],
        measure=units.measure,
        worse=units.worse,
        last_month=units.last_month(search.as_of),
        options=search.options,
    )
    found = [_found(search, units, change, is_change=False) for change in low]
    return [f for f in found if f.cost.owners >= LEAST_OWNERS]


def _found(search: _Search, units: Units, change: SliceChange, *, is_change: bool) -> Found:
    """A finding of the search with its cost, both of all units where only a sample was searched."""
    scale = search.tables[units].scale
    cost = cost_of(
        connection=search.connection, units=units, change=change, yuan_per_owner=search.worth.owner_yuan
    )
    if scale > 1:
        cost = Cost(cost.owners * scale, cost.yuan * scale)
        change = replace(change, lost_units=change.lost_units * scale)
    return Found(units, change, is_change, cost, sampled=scale > 1)


def _costliest(found: Sequence[Found]) -> list[Found]:
    return sorted(found, key=lambda f: (-f.cost.yuan, f.change.p_value))[:MOST]


def _told(search: _Search, found: Found) -> Problem:
    return describe_problem(
        connection=search.connection,
        as_of=search.as_of,
        found=found,
        kpi=search.kpi(found.units.kpi),
        owner_yuan=search.worth.owner_yuan,
        point_yuan=search.worth.point_yuan,
    )
