"""One finding told in full: month by month, beside the others, in causes and measures, with whom to call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from liuke.insight.diagnosis.contract import Problem, Split
from liuke.insight.diagnosis.contrast import contrasts, mark_concerned, told_apart
from liuke.insight.diagnosis.cost import Cost
from liuke.insight.diagnosis.reasoning import Case, actions, five_whys, issue_tree
from liuke.insight.diagnosis.slice_sql import inside
from liuke.insight.diagnosis.units import Units, all_units
from liuke.insight.drilldown.findings import MonthPoint, SliceChange
from liuke.insight.metrics.catalogue import METRICS
from liuke.insight.metrics.findings import Kpi
from liuke.values.period import month_label

CALL_LIST = 2_000
_SERIES_MONTHS = 30
_SAID_IN_ORDER = (
    "brand", "series", "model", "energy", "price_band", "vehicle_age", "visit_kind", "region", "district",
    "store", "adviser", "technician", "seller",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A finding of the search: the figure, the slice, whether it changed or always was low, and its cost.

    ``sampled``: only a part of the cars was searched, and ``change`` has the figures of that part.
    """

    units: Units
    change: SliceChange
    is_change: bool
    cost: Cost
    sampled: bool = False


def describe_problem(
    *, connection: duckdb.DuckDBPyConnection, as_of: dt.date, found: Found, kpi: Kpi | None,
    owner_yuan: float, point_yuan: float | None,
) -> Problem:  # fmt: skip
    """The finding with its months, its contrasts, causes, measures and calls, told from all of its units."""
    units, change = found.units, found.change
    _judge(connection, units, change, as_of)
    if found.sampled and found.is_change:
        change = _measured(connection, change)
    mark_concerned(connection, change.since_month)
    still, moved = told_apart(connection, change, units.kpi)
    series, rest_series = _series(connection, change)
    case = Case(
        kpi=kpi,
        key=units.kpi,
        unit=METRICS[units.kpi].unit,
        change=change,
        cost=found.cost,
        yuan_per_owner=owner_yuan,
        contrasts=contrasts(connection, change.since_month),
        still=still,
        moved=moved,
        rest=_rest(rest_series, change),
        months=max(1, sum(1 for p in series if p.month >= month_label(change.since_month))),
        early=units.early,
        point_yuan=point_yuan,
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
    connection: duckdb.DuckDBPyConnection, change: SliceChange
) -> tuple[list[MonthPoint], list[MonthPoint]]:
    """The figure month by month in the slice and in the rest."""
    rows = connection.execute(
        "SELECT month, sum(value) FILTER (WHERE inside), count(*) FILTER (WHERE inside),"
        " sum(value) FILTER (WHERE NOT inside), count(*) FILTER (WHERE NOT inside)"
        f" FROM judged WHERE month > (SELECT max(month) - {_SERIES_MONTHS} FROM judged)"
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
        f"SELECT u.vin FROM (SELECT vin, min(month) AS min_month FROM judged WHERE {bad}"
        f" AND month >= {change.since_month} AND inside AND vin IS NOT NULL"
        " GROUP BY vin) AS u"
        " JOIN vehicle AS v USING (vin) LEFT JOIN scores AS s USING (vin)"
        f" WHERE true{away} ORDER BY s.stake_yuan DESC NULLS LAST, u.vin LIMIT {CALL_LIST}"
    ).fetchall()
    return [str(vin) for (vin,) in rows]


def _judge(connection: duckdb.DuckDBPyConnection, units: Units, change: SliceChange, as_of: dt.date) -> None:
    """Creates ``judged``: every unit of the figure, and whether it lies in the slice."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE judged AS SELECT month, vin, value,"
        f" coalesce({inside(change.slice)}, false) AS inside FROM {all_units(units, as_of)}"
    )


def _measured(connection: duckdb.DuckDBPyConnection, change: SliceChange) -> SliceChange:
    """The slice's own figures before and since, from every unit."""
    before, after = f"month < {change.since_month}", f"month >= {change.since_month}"
    row = connection.execute(
        f"SELECT avg(value) FILTER (WHERE {before}), count(*) FILTER (WHERE {before}),"
        f" avg(value) FILTER (WHERE {after}), count(*) FILTER (WHERE {after})"
        " FROM judged WHERE inside"
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
