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
from liuke.insight.diagnosis.units import UNITS, Units, make_units
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
    options = Options(false_alarms=FALSE_ALARMS / max(1, len(searched)))
    final = [units for units in searched if not units.early]
    found = [f for units in final for f in _changes(connection, as_of, units, options, worth)]
    chosen = _costliest(_one_per_cause(found))
    if len(chosen) < MOST:
        low = [f for u in final for f in _always_low(connection, as_of, u, options, worth, kpis, chosen)]
        apart = [f for f in _one_per_cause(low) if not any(_same_slice(f, c) for c in chosen)]
        chosen = _costliest([*chosen, *_costliest(apart)[: MOST - len(chosen)]])
    early = [f for u in searched if u.early for f in _changes(connection, as_of, u, options, worth)]
    news = [f for f in _one_per_cause(early) if not any(_same_cause(f, c) for c in chosen)]
    by_key = {kpi.key: kpi for kpi in kpis}
    return (
        [_problem(connection, f, by_key, worth) for f in chosen],
        [_problem(connection, f, by_key, worth) for f in _costliest(news)],
    )


def _searched(connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> list[Units]:
    """Figures with enough units, their tables made."""
    return [u for u in UNITS.values() if make_units(connection, u, as_of) >= LEAST_UNITS]


def _dimensions(connection: duckdb.DuckDBPyConnection, units: Units) -> list[Dimension]:
    """The dimensions that have at least two values here; a parent that has not is dropped."""
    counts = connection.execute(
        f"SELECT {', '.join(f'approx_count_distinct({d.name})' for d in units.dimensions)} FROM {units.table}"
    ).fetchone()
    assert counts is not None
    kept = [d for d, n in zip(units.dimensions, counts, strict=True) if n >= 2]
    names = {d.name for d in kept}
    return [d if d.parent in names else replace(d, parent=None) for d in kept]


def _changes(
    connection: duckdb.DuckDBPyConnection, as_of: dt.date, units: Units, options: Options, worth: Worth
) -> list[_Found]:
    changes = find_changes(
        connection=connection,
        table=units.table,
        dimensions=_dimensions(connection, units),
        measure=units.measure,
        worse=units.worse,
        last_month=units.last_month(as_of),
        options=options,
    )
    return [_Found(units, change, True, _cost(connection, units, change, worth)) for change in changes]


def _always_low(
    connection: duckdb.DuckDBPyConnection, as_of: dt.date, units: Units, options: Options, worth: Worth,
    kpis: Sequence[Kpi], changes: Sequence[_Found],
) -> list[_Found]:  # fmt: skip
    """Slices that hold a figure below its standard down, compared with the comparable rest.

    What fell by a change that is told already is left out: its neighbours would seem to have always been low.
    """
    kpi = next((k for k in kpis if k.key == units.kpi), None)
    if kpi is None or kpi.standard is None or kpi.level in ("green", "no_data"):
        return []
    told = [f.change for f in changes if f.units.kpi == units.kpi]
    fell = [f"({inside(c.slice)} AND month >= {c.since_month})" for c in told]
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW steady_units AS SELECT * FROM {units.table}"
        f" WHERE NOT coalesce({' OR '.join(fell) or 'false'}, false)"
    )
    low = find_always_low(
        connection=connection,
        table="steady_units",
        dimensions=[d for d in _dimensions(connection, units) if d.name != "vehicle_age"],
        measure=units.measure,
        worse=units.worse,
        last_month=units.last_month(as_of),
        options=options,
    )
    return [_Found(units, change, False, _cost(connection, units, change, worth)) for change in low]


def _cost(connection: duckdb.DuckDBPyConnection, units: Units, change: SliceChange, worth: Worth) -> Cost:
    return cost_of(connection=connection, units=units, change=change, yuan_per_owner=worth.owner_yuan)


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


def _problem(
    connection: duckdb.DuckDBPyConnection, found: _Found, kpis: Mapping[str, Kpi], worth: Worth
) -> Problem:
    units, change = found.units, found.change
    mark_concerned(connection, units, change)
    still, moved = told_apart(connection, change, units.kpi)
    series, rest_series = _series(connection, units, change)
    case = Case(
        kpi=kpis.get(units.kpi),
        key=units.kpi,
        unit=METRICS[units.kpi].unit,
        change=change,
        cost=found.cost,
        yuan_per_owner=worth.owner_yuan,
        contrasts=contrasts(connection, change),
        still=still,
        moved=moved,
        rest=_rest(rest_series, change),
        months=max(1, sum(1 for p in series if p.month >= month_label(change.since_month))),
        early=units.early,
        point_yuan=worth.point_yuan,
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
