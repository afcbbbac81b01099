"""The gravest problems: what changed or stays below standard, one per cause, ranked by money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from liuke.insight.diagnosis.contract import Problem
from liuke.insight.diagnosis.cost import Cost, cost_of
from liuke.insight.diagnosis.describe_problem import Found, describe_problem
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

SAME_CAUSE_MONTHS = 9
"""Two figures that turn for the worse in the same cars within so many months have one cause."""


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
    searched, dimensions = _searched(connection, as_of)
    options = Options(
        false_alarms=FALSE_ALARMS / max(1, len(searched)), most=MOST, history_months=HISTORY_MONTHS
    )
    search = _Search(connection, as_of, options, worth, tuple(kpis), searched, dimensions)
    final = [units for units in searched if not units.early]
    chosen = _costliest(_one_per_cause([f for units in final for f in _changes(search, units)]))
    if len(chosen) < MOST:
        low = [f for units in final for f in _always_low(search, units, chosen)]
        apart = [f for f in _one_per_cause(low) if not any(_same_slice(f, c) for c in chosen)]
        chosen = _costliest([*chosen, *_costliest(apart)[: MOST - len(chosen)]])
    early = [f for units in searched if units.early for f in _changes(search, units)]
    news = [f for f in _one_per_cause(early) if not any(_same_cause(f, c) for c in chosen)]
    return [_told(search, f) for f in chosen], [_told(search, f) for f in _costliest(news)]


@dataclass(frozen=True)
class _Search:
    """What every step needs; ``scale`` is how many units one unit of a figure's table stands for,
    ``dimensions`` what it is cut by."""

    connection: duckdb.DuckDBPyConnection
    as_of: dt.date
    options: Options
    worth: Worth
    kpis: tuple[Kpi, ...]
    scale: Mapping[Units, float]
    dimensions: Mapping[Units, Sequence[Dimension]]

    def kpi(self, key: str) -> Kpi | None:
        return next((k for k in self.kpis if k.key == key), None)


def _searched(
    connection: duckdb.DuckDBPyConnection, as_of: dt.date
) -> tuple[dict[Units, float], dict[Units, Sequence[Dimension]]]:
    """Of the figures with enough units, their tables made: the scale of each table and its dimensions."""
    shares = {
        units: min(1.0, SEARCHED_UNITS / max(1, estimate_units(connection, units, as_of)))
        for units in UNITS.values()
    }
    by_table: dict[str, float] = {}
    for units, share in shares.items():
        by_table[units.rows] = max(share, by_table.get(units.rows, 0.0))
    take_sample(connection, by_table)
    scale: dict[Units, float] = {}
    dimensions: dict[Units, Sequence[Dimension]] = {}
    for units, share in shares.items():
        if make_units(connection, units, as_of, share=share) >= LEAST_UNITS:
            scale[units] = 1 / share
            dimensions[units] = _dimensions(connection, units)
    return scale, dimensions


def _dimensions(connection: duckdb.DuckDBPyConnection, units: Units) -> list[Dimension]:
    """The dimensions that have at least two values here; a parent that has not is dropped."""
    differs = ", ".join(f"min({d.name}) <> max({d.name})" for d in units.dimensions)
    row = connection.execute(f"SELECT {differs} FROM {units.table}").fetchone()
    assert row is not None
    kept = [d for d, has_two in zip(units.dimensions, row, strict=True) if has_two]
    names = {d.name for d in kept}
    return [d if d.parent in names else replace(d, parent=None) for d in kept]


def _changes(search: _Search, units: Units) -> list[Found]:
    changes = find_changes(
        connection=search.connection,
        table=units.table,
        dimensions=search.dimensions[units],
        measure=units.measure,
        worse=units.worse,
        last_month=units.last_month(search.as_of),
        options=search.options,
    )
    return [_found(search, units, change, is_change=True) for change in changes]


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
        dimensions=[d for d in search.dimensions[units] if d.name != "vehicle_age"],
        measure=units.measure,
        worse=units.worse,
        last_month=units.last_month(search.as_of),
        options=search.options,
    )
    found = [_found(search, units, change, is_change=False) for change in low]
    return [f for f in found if f.cost.owners >= LEAST_OWNERS]


def _found(search: _Search, units: Units, change: SliceChange, *, is_change: bool) -> Found:
    """A finding of the search with its cost, both of all units where only a sample was searched."""
    scale = search.scale[units]
    cost = cost_of(
        connection=search.connection, units=units, change=change, yuan_per_owner=search.worth.owner_yuan
    )
    if scale > 1:
        cost = Cost(cost.owners * scale, cost.yuan * scale)
        change = replace(change, lost_units=change.lost_units * scale)
    return Found(units, change, is_change, cost, sampled=scale > 1)


def _same_slice(one: Found, other: Found) -> bool:
    """One slice lies in the other: every dimension of the coarser one has the same value in the finer."""
    return (
        one.change.slice.items() <= other.change.slice.items()
        or other.change.slice.items() <= one.change.slice.items()
    )


def _same_cause(one: Found, other: Found) -> bool:
    near = abs(one.change.since_month - other.change.since_month) <= SAME_CAUSE_MONTHS
    return _same_slice(one, other) and near


def _one_per_cause(found: Sequence[Found]) -> list[Found]:
    """Of the findings with one cause the most significant stands for all."""
    kept: list[Found] = []
    for candidate in sorted(found, key=lambda f: (f.change.p_value, -f.cost.yuan)):
        if not any(_same_cause(candidate, other) for other in kept if candidate.units.kpi != other.units.kpi):
            kept.append(candidate)
    return kept


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
