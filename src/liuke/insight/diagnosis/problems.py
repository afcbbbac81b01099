"""The gravest problems: what changed or stays below standard, one per cause, ranked by money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from liuke.insight.diagnosis.contract import Problem, Split
from liuke.insight.diagnosis.contrast import contrasts, mark_concerned, told_apart
from liuke.insight.diagnosis.cost import Cost, cost_of
from liuke.insight.diagnosis.reasoning import Case, actions, five_whys, issue_tree
from liuke.insight.diagnosis.slice_sql import inside
from liuke.insight.diagnosis.units import HISTORY_MONTHS, UNITS, Units, estimate_units, make_units, units_of
from liuke.insight.drilldown.find_always_low import find_always_low
from liuke.insight.drilldown.find_changes import find_changes
from liuke.insight.drilldown.findings import MonthPoint, SliceChange
from liuke.insight.drilldown.question import Dimension, Options
from liuke.insight.metrics.catalogue import METRICS
from liuke.insight.metrics.findings import Kpi
from liuke.values.period import month_label

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

CALL_LIST = 2_000
_SERIES_MONTHS = 30
_SAID_IN_ORDER = (
    "brand", "series", "model", "energy", "price_band", "vehicle_age", "visit_kind", "region", "district",
    "store", "adviser", "technician", "seller",
)  # fmt: skip


@dataclass(frozen=True)
class Worth:
    """Gross profit in yuan: of one owner kept, and of one point of yearly retention (None: not known)."""

    owner_yuan: float
    point_yuan: float | None


@dataclass(frozen=True)
class _Found:
    units: Units
    change: SliceChange
    is_change: bool
    cost: Cost


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
    final = [units for units in searched if not units.early]
    chosen = _costliest(_one_per_cause([f for units in final for f in _changes(search, units)]))
    if len(chosen) < MOST:
        low = [f for units in final for f in _always_low(search, units, chosen)]
        apart = [f for f in _one_per_cause(low) if not any(_same_slice(f, c) for c in chosen)]
        chosen = _costliest([*chosen, *_costliest(apart)[: MOST - len(chosen)]])
    early = [f for units in searched if units.early for f in _changes(search, units)]
    news = [f for f in _one_per_cause(early) if not any(_same_cause(f, c) for c in chosen)]
    return [_problem(search, f) for f in chosen], [_problem(search, f) for f in _costliest(news)]


@dataclass(frozen=True)
class _Search:
    """What every step needs; ``scale`` is how many units one unit of a figure's table stands for."""

    connection: duckdb.DuckDBPyConnection
    as_of: dt.date
    options: Options
    worth: Worth
    kpis: tuple[Kpi, ...]
    scale: Mapping[Units, float]

    def kpi(self, key: str) -> Kpi | None:
        return next((k for k in self.kpis if k.key == key), None)


def _searched(connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> dict[Units, float]:
    """The figures with enough units, their tables made, and the scale of each table."""
    searched = {}
    for units in UNITS.values():
        share = min(1.0, SEARCHED_UNITS / max(1, estimate_units(connection, units, as_of)))
        if make_units(connection, units, as_of, share=share) >= LEAST_UNITS:
            searched[units] = 1 / share
    return searched


def _dimensions(connection: duckdb.DuckDBPyConnection, units: Units) -> list[Dimension]:
    """The dimensions that have at least two values here; a parent that has not is dropped."""
    counts = connection.execute(
        f"SELECT {', '.join(f'approx_count_distinct({d.name})' for d in units.dimensions)} FROM {units.table}"
    ).fetchone()
    assert counts is not None
    kept = [d for d, n in zip(units.dimensions, counts, strict=True) if n >= 2]
    names = {d.name for d in kept}
    return [d if d.parent in names else replace(d, parent=None) for d in kept]


def _changes(search: _Search, units: Units) -> list[_Found]:
    changes = find_changes(
        connection=search.connection,
        table=units.table,
        dimensions=_dimensions(search.connection, units),
        measure=units.measure,
        worse=units.worse,
        last_month=units.last_month(search.as_of),
        options=search.options,
    )
    return [_found(search, units, change, is_change=True) for change in changes]


def _always_low(search: _Search, units: Units, changes: Sequence[_Found]) -> list[_Found]:
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
        dimensions=[d for d in _dimensions(search.connection, units) if d.name != "vehicle_age"],
        measure=units.measure,
        worse=units.worse,
        last_month=units.last_month(search.as_of),
        options=search.options,
    )
    found = [_found(search, units, change, is_change=False) for change in low]
    return [f for f in found if f.cost.owners >= LEAST_OWNERS]


def _found(search: _Search, units: Units, change: SliceChange, *, is_change: bool) -> _Found:
    """A finding of the search, measured on all units where only a sample was searched, with its cost."""
    scale = search.scale[units]
    cost = cost_of(
        connection=search.connection, units=units, change=change, yuan_per_owner=search.worth.owner_yuan
    )
    if scale > 1:
        cost = Cost(cost.owners * scale, cost.yuan * scale)
        change = replace(change, lost_units=change.lost_units * scale)
        if is_change:
            change = _measured(search.connection, units, change, search.as_of)
    return _Found(units, change, is_change, cost)


def _measured(
    connection: duckdb.DuckDBPyConnection, units: Units, change: SliceChange, as_of: dt.date
) -> SliceChange:
    """The slice's own figures before and since, from every unit."""
    before, after = f"month < {change.since_month}", f"month >= {change.since_month}"
    row = connection.execute(
        f"SELECT avg(value) FILTER (WHERE {before}), count(*) FILTER (WHERE {before}),"
        f" avg(value) FILTER (WHERE {after}), count(*) FILTER (WHERE {after})"
        f" FROM {units_of(units, as_of)} AND {inside(change.slice)}"
    ).fetchone()
    if row is None or row[0] is None or row[2] is None:
        return change
    return replace(
        change,
        before=float(row[0]),
        units_before=float(row[1]),
        after=float(row[2]),
        units_after=float(row[3]),
    )


def _same_slice(one: _Found, other: _Found) -> bool:
    """One slice lies in the other: every dimension of the coarser one has the same value in the finer."""
    return (
        one.change.slice.items() <= other.change.slice.items()
        or other.change.slice.items() <= one.change.slice.items()
    )


def _same_cause(one: _Found, other: _Found) -> bool:
    near = abs(one.change.since_month - other.change.since_month) <= SAME_CAUSE_MONTHS
    return _same_slice(one, other) and near


def _one_per_cause(found: Sequence[_Found]) -> list[_Found]:
    """Of the findings with one cause the most significant stands for all."""
    kept: list[_Found] = []
    for candidate in sorted(found, key=lambda f: (f.change.p_value, -f.cost.yuan)):
        if not any(_same_cause(candidate, other) for other in kept if candidate.units.kpi != other.units.kpi):
            kept.append(candidate)
    return kept


def _costliest(found: Sequence[_Found]) -> list[_Found]:
    return sorted(found, key=lambda f: (-f.cost.yuan, f.change.p_value))[:MOST]


def _problem(search: _Search, found: _Found) -> Problem:
    connection, units, change = search.connection, found.units, found.change
    if search.scale[units] > 1:
        make_units(connection, units, search.as_of)
    mark_concerned(connection, units, change)
    still, moved = told_apart(connection, change, units.kpi)
    series, rest_series = _series(connection, units, change)
    case = Case(
        kpi=search.kpi(units.kpi),
        key=units.kpi,
        unit=METRICS[units.kpi].unit,
        change=change,
        cost=found.cost,
        yuan_per_owner=search.worth.owner_yuan,
        contrasts=contrasts(connection, change),
        still=still,
        moved=moved,
        rest=_rest(rest_series, change),
        months=max(1, sum(1 for p in series if p.month >= month_label(change.since_month))),
        early=units.early,
        point_yuan=search.worth.point_yuan,
    )
    return Problem(
        kpi=units.kpi,
        slice=_ordered(change.slice),
        from_=change.before,
        to=change.after,
        explains=change.share_explained,
        p_value=change.p_value,
        since=month_label(change.since_month),
        owners=found.cost.owners,
        yuan=found.cost.yuan,
        change=found.is_change,
        split=Split(change.rate_effect + change.mix_effect, change.rate_effect, change.mix_effect),
        series=series,
        rest_series=rest_series,
        siblings=list(change.siblings),
        unmoved=still,
        moved=moved,
        issue_tree=issue_tree(case),
        whys=five_whys(case),
        actions=actions(case),
        vins=_call_list(connection, units, change),
    )


def _ordered(slice_: Mapping[str, str]) -> dict[str, str]:
    """A slice as people say it: the car first, then where, then who."""
    return {name: slice_[name] for name in _SAID_IN_ORDER if name in slice_}


def _series(
    connection: duckdb.DuckDBPyConnection, units: Units, change: SliceChange
) -> tuple[list[MonthPoint], list[MonthPoint]]:
    """The figure month by month in the slice and in the rest."""
    condition = f"coalesce({inside(change.slice)}, false)"
    rows = connection.execute(
        f"SELECT month, sum(value) FILTER (WHERE {condition}), count(*) FILTER (WHERE {condition}),"
        f" sum(value) FILTER (WHERE NOT {condition}), count(*) FILTER (WHERE NOT {condition})"
        f" FROM {units.table} WHERE month > (SELECT max(month) - {_SERIES_MONTHS} FROM {units.table})"
        " GROUP BY month ORDER BY month"
    ).fetchall()
    return (
        [_point(month, value, count) for month, value, count, _, _ in rows],
        [_point(month, value, count) for month, _, _, value, count in rows] if change.slice else [],
    )


def _point(month: int, value: float | None, count: int) -> MonthPoint:
    total = float(value or 0)
    return MonthPoint(month_label(month), total / count if count else None, total, float(count))


def _rest(series: Sequence[MonthPoint], change: SliceChange) -> float | None:
    """The figure of the rest since the onset."""
    since = month_label(change.since_month)
    points = [p for p in series if p.month >= since]
    units = sum(p.denominator for p in points)
    return sum(p.numerator for p in points) / units if units else None


def _call_list(connection: duckdb.DuckDBPyConnection, units: Units, change: SliceChange) -> list[str]:
    """Cars of the slice that did not come (or had the bad experience) since the onset, the costliest first.

    A car that has come back meanwhile is not called.
    """
    bad = {"owner": "value = 0", "time": "value > 30", "money": "true"}.get(
        units.weight, "value = 0" if units.worse == "lower" else "value > 0"
    )
    away = (
        " AND coalesce(v.last_visit_day < make_date(min_month // 12, min_month % 12 + 1, 1), true)"
        if units.weight == "owner"
        else ""
    )
    rows = connection.execute(
        f"SELECT u.vin FROM (SELECT vin, min(month) AS min_month FROM {units.table} WHERE {bad}"
        f" AND month >= {change.since_month} AND {inside(change.slice)} AND vin IS NOT NULL"
        " GROUP BY vin) AS u"
        " JOIN vehicle AS v USING (vin) LEFT JOIN scores AS s USING (vin)"
        f" WHERE true{away} ORDER BY s.stake_yuan DESC NULLS LAST, u.vin LIMIT {CALL_LIST}"
    ).fetchall()
    return [str(vin) for (vin,) in rows]
