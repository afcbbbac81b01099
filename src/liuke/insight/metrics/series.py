"""Figures month by month: by calendar month, and the returns by the month in which they were due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from liuke.insight.engine.engine import Engine
from liuke.insight.metrics.catalogue import METRICS
from liuke.insight.metrics.findings import Series, SeriesPoint
from liuke.insight.metrics.level import falls_in_a_row
from liuke.insight.metrics.metric import Metric, Span, aggregate, render
from liuke.insight.star.schema import EARLY_MONTHS, GRACE_MONTHS
from liuke.values.period import Period, first_day, month_label, month_of

MONTHS = 36
"""Length of a monthly series."""

_BY_MONTH = frozenset({"visit", "work_order", "appointment", "survey", "complaint"})
_YEAR_BITS = (1 << 12) - 1


def monthly_series(*, engine: Engine, as_of: dt.date) -> list[Series]:
    """Every figure that has a monthly series, over the latest 36 complete months."""
    calendar = _calendar(engine, as_of)
    return [*_due(engine, as_of), *_rolling(engine, as_of), *calendar]


def falling_keys(series: Iterable[Series]) -> frozenset[str]:
    """Retention figures that fell three months in a row, by due month at full age, else as rolling year.

    Yearly retention as practised falls whenever a group grows more slowly; it is judged by the same owners.
    """
    judged = {
        s.key: falls_in_a_row(
            [p.value for p in s.points if p.mature], [p.denominator for p in s.points if p.mature]
        )
        for s in series
        if METRICS[s.key].group == "retention" and s.axis != "due_early"
    }
    judged["yearly_retention"] = judged.get("yearly_retention_cohort", False)
    return frozenset(key for key, falls in judged.items() if falls)


def _calendar(engine: Engine, as_of: dt.date) -> list[Series]:
    """All measures of a table in one statement by month; the partial month of ``as_of`` is left out."""
    last = month_of(as_of) - 1
    span = Span(as_of, Period(first_day(last - MONTHS + 1), first_day(last + 1)), 0)
    chosen = [
        m
        for m in METRICS.values()
        if m.window == "calendar" and m.numerator.table in _BY_MONTH and m.group != "growth"
    ]
    expressions: dict[str, list[str]] = {}
    for metric in chosen:
        for measure in (metric.numerator, metric.denominator):
            if measure is not None:
                listed = expressions.setdefault(measure.table, [])
                text = measure.render(span)
                if text not in listed:
                    listed.append(text)
    found: dict[tuple[str, str, int], float] = {}
    for table, listed in expressions.items():
        bounded = f"{table} WHERE month BETWEEN {last - MONTHS + 1} AND {last}"
        for row in engine.rows(render(table=bounded, expressions=listed, by=["month"])):
            found.update(
                {(table, text, int(row[0])): float(v or 0) for text, v in zip(listed, row[1:], strict=True)}
            )
    months = range(last - MONTHS + 1, last + 1)
    return [
        Series(m.key, "calendar", [_calendar_point(m, span, month, found) for month in months])
        for m in chosen
    ]


def _calendar_point(
    metric: Metric, span: Span, month: int, found: dict[tuple[str, str, int], float]
) -> SeriesPoint:
    numerator = found.get((metric.numerator.table, metric.numerator.render(span), month), 0.0)
    if metric.denominator is None:
        return SeriesPoint(month_label(month), numerator * metric.scale, numerator, 1.0, True)
    denominator = found.get((metric.denominator.table, metric.denominator.render(span), month), 0.0)
    if not denominator:
        return SeriesPoint(month_label(month), None, None, None, True)
    value = numerator * metric.scale / denominator
    shown = numerator * metric.scale if metric.unit == "yuan" else numerator
    return SeriesPoint(month_label(month), value, shown, denominator, True)


def _due(engine: Engine, as_of: dt.date) -> list[Series]:
    """Returned ÷ due by due month, read early (due + 1 month) and at full age (due + grace).

    Files that do not tell maintenance from repair say of no car that it did not return.
    """
    found = []
    has_kinds = engine.rows("SELECT has_kinds FROM meta")[0][0]
    for name in ("first", "second"):
        this_month = month_of(as_of)
        rows = engine.rows(
            render(
                table=f"vehicle WHERE {name}_cohort_age IS NOT NULL"
                f" AND {name}_due_month BETWEEN {this_month - MONTHS} AND {this_month - 1}",
                expressions=[
                    "count(*)",
                    aggregate("count(*)", f"{name}_returned_early"),
                    aggregate("count(*)", f"{name}_returned"),
                ],
                by=[f"{name}_due_month"],
            )
        )
        by_month = {int(month): (due, early, final) for month, due, early, final in rows if has_kinds}
        key = f"{name}_service_return"
        months = range(this_month - MONTHS, this_month)
        early, final = (
            [_due_point(m, by_month.get(m), position, m + 1 + allowed <= this_month) for m in months]
            for allowed, position in ((EARLY_MONTHS, 1), (GRACE_MONTHS, 2))
        )
        found += [Series(key, "due_early", early), Series(key, "due_final", final)]
    return found


def _due_point(month: int, counts: tuple[int, int, int] | None, position: int, mature: bool) -> SeriesPoint:
    if counts is None or not mature or not counts[0]:
        return SeriesPoint(month_label(month), None, None, None, mature)
    returned = float(counts[position])
    return SeriesPoint(month_label(month), returned / counts[0], returned, float(counts[0]), True)


def _rolling(engine: Engine, as_of: dt.date) -> list[Series]:
    """Yearly retention as it stood at the end of each of the latest months, from the masks of months.

    As practised, and of the same owners.
    """
    expressions = []
    for back in range(MONTHS):
        this, last = _YEAR_BITS << back, _YEAR_BITS << (back + 12)
        now, before = f"(maintenance_months & {this}) <> 0", f"(maintenance_months & {last}) <> 0"
        expressions += [aggregate("count(*)", where) for where in (now, before, f"{now} AND {before}")]
    row = engine.rows(render(table="owner", expressions=expressions))[0]
    earliest = engine.rows("SELECT earliest_order_day FROM meta")[0][0]
    found = {"yearly_retention": 0, "yearly_retention_cohort": 2}
    points: dict[str, list[SeriesPoint]] = {key: [] for key in found}
    for back in reversed(range(MONTHS)):
        month = month_of(as_of) - 1 - back
        covered = isinstance(earliest, dt.date) and month_of(earliest) <= month - 23
        were = float(row[3 * back + 1])
        for key, place in found.items():
            came = float(row[3 * back + place])
            value = came / were if were and covered else None
            points[key].append(SeriesPoint(month_label(month), value, came, were, True))
    return [Series(key, "calendar", listed) for key, listed in points.items()]
