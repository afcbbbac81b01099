"""G3 Who is behind a figure: every number of the board as a list of cars and their owners."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from liuke.cockpit.places import Spot
from liuke.feeds import folders
from liuke.feeds.models import Analysis
from liuke.feeds.narrowed_star import narrowed
from liuke.feeds.queries import problems_found
from liuke.insight.metrics.catalogue import METRICS
from liuke.insight.metrics.metric import Measure, Metric, Span
from liuke.org.queries import NotFound
from liuke.values.period import first_day

SIDES = ("counted", "missing", "all")
"""Those the numerator counts, those of the denominator it does not, and both."""

_NAMED = "SELECT vin FROM vehicle WHERE vin IN (SELECT unnest(?))"
_NPS = {"counted": "nps >= 9", "missing": "nps <= 6"}
"""The net promoter score has no plain numerator: promoters against detractors."""

TIER_COLUMNS = {"tier": "tier", "calibrated": "calibrated_tier"}


@dataclass(frozen=True)
class Behind:
    """What is asked for: a figure (``kpi``, ``side``), a cell of the cohort map (``month``, ``half``,
    ``side``), a problem by its rank, or a grade of owners (``tier``, ``calibrated``).
    """

    kind: str
    key: str
    side: str = "all"
    column: int = 0


def vins_behind(analysis: Analysis, spot: Spot, asked: Behind) -> list[str]:
    """The cars behind a figure of a place, in no order. Raises NotFound for a figure that has no list."""
    finders: Mapping[str, Callable[[Analysis, Spot, Behind], list[str]]] = {
        "kpi": _of_kpi,
        "cohort": _of_cohort,
        "problem": _of_problem,
        "tier": _of_tier,
        "calibrated": _of_tier,
    }
    finder = finders.get(asked.kind)
    if finder is None or asked.side not in SIDES:
        raise NotFound
    return finder(analysis, spot, asked)


def has_list(key: str) -> bool:
    """Whether the figure counts rows that belong to cars."""
    return key in METRICS


def _of_kpi(analysis: Analysis, spot: Spot, asked: Behind) -> list[str]:
    metric = METRICS.get(asked.key)
    if metric is None:
        raise NotFound
    span = Span.of(analysis.as_of, 0, shift_months=metric.shift_months)
    where = _condition(metric, span, asked.side)
    table = metric.numerator.table
    if table == "owner":
        query = f"SELECT vin FROM vehicle WHERE owner IN (SELECT owner FROM owner WHERE {where})"
    else:
        query = f"SELECT DISTINCT vin FROM {table} WHERE vin IS NOT NULL AND ({where})"
    return _vins(analysis, spot, query, [], sorted({"vehicle", table}))


def _condition(metric: Metric, span: Span, side: str) -> str:
    counted = _where(metric.numerator, span)
    base = _where(metric.denominator, span) if metric.denominator is not None else counted
    if metric.key == "nps" and side in _NPS:
        return f"({base}) AND {_NPS[side]}"
    if metric.denominator is not None and metric.denominator.table != metric.numerator.table:
        return counted
    return {
        "counted": f"({base}) AND ({counted})",
        "missing": f"({base}) AND NOT coalesce({counted}, false)",
        "all": base,
    }[side]


def _where(measure: Measure, span: Span) -> str:
    return measure.condition(span) or "true"


def _of_cohort(analysis: Analysis, spot: Spot, asked: Behind) -> list[str]:
    """Cars delivered in a month that came, or did not, for maintenance in a half year of age."""
    try:
        year, month = (int(part) for part in asked.key.split("-"))
        start = first_day(year * 12 + month - 1)
    except ValueError:
        raise NotFound from None
    visited = (
        "SELECT vin FROM visit WHERE maintenance AND age_days >= 0"
        " AND datesub('month', CAST(day - age_days AS DATE), day) // 6 = ?"
    )
    sign = {"counted": f"AND vin IN ({visited})", "missing": f"AND vin NOT IN ({visited})"}.get(
        asked.side, ""
    )
    values: list[object] = [start.year * 12 + start.month - 1, *([asked.column] if sign else [])]
    query = f"SELECT vin FROM vehicle WHERE delivery_month = ? {sign}"
    return _vins(analysis, spot, query, values, ("vehicle", "visit"))


def _of_problem(analysis: Analysis, spot: Spot, asked: Behind) -> list[str]:
    """The cars of the call list of a problem, as far as they are at home in the place."""
    problems = dict(enumerate(problems_found(analysis), 1))
    problem = problems.get(int(asked.key)) if asked.key.isdecimal() else None
    if problem is None or not spot.concerns(problem):
        raise NotFound
    return _vins(analysis, spot, _NAMED, [problem["vins"]], ("vehicle",))


def _of_tier(analysis: Analysis, spot: Spot, asked: Behind) -> list[str]:
    from liuke.owners.models import Standing

    keys = Standing.objects.filter(**{TIER_COLUMNS[asked.kind]: asked.key}).values_list(
        "owner__vehicles__vin", flat=True
    )
    wanted = [vin for vin in keys if vin]
    return _vins(analysis, spot, _NAMED, [wanted], ("vehicle",))


def _vins(
    analysis: Analysis, spot: Spot, query: str, values: list[object], tables: Sequence[str]
) -> list[str]:
    folder = folders.star(analysis.star)
    if not folder.is_dir():
        raise NotFound
    connection: duckdb.DuckDBPyConnection = narrowed(folder, spot.place, tables=tables)
    try:
        return [str(vin) for (vin,) in connection.execute(query, values).fetchall()]
    finally:
        connection.close()
