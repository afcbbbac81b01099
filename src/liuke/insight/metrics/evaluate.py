"""Works out every vital sign over a star: one statement a table, all windows at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

from liuke.insight.engine.engine import Engine
from liuke.insight.metrics.catalogue import METRICS
from liuke.insight.metrics.findings import Kpi, Previous, Window
from liuke.insight.metrics.level import level_of
from liuke.insight.metrics.metric import Metric, Span, aggregate, render
from liuke.insight.star.schema import GRACE_MONTHS
from liuke.insight.star.settings import Plan
from liuke.values.period import Period, add_months, first_day, month_of

Values = Mapping[tuple[str, int, int], float]
"""(key of the metric, position of the measure, back) → value."""


def evaluate(
    *, engine: Engine, as_of: dt.date, falling: frozenset[str], default_plan: Plan, orders_given: bool = False
) -> list[Kpi]:
    """All figures of the catalogue, with the twelve months before beside them.

    ``falling`` are the keys of retention figures that fell three months in a row. ``default_plan`` gives the
    window that is shown for cohort figures. ``orders_given``: there were files of work orders, even if no row
    of them could be used. Where no order was settled, a count of visits is then nought and not unknown.

    A figure without a value names all fields it needs, see ``explain_absences``.
    """
    earliest = _earliest_order_day(engine)
    spans = {
        m.key: [Span.of(as_of, back, shift_months=m.shift_months) for back in (0, 1)]
        for m in METRICS.values()
    }
    values = measure_all(engine=engine, metrics=METRICS.values(), spans=spans)
    counted_from = _counted_from(engine, as_of, earliest, orders_given=orders_given)
    return [
        _kpi(
            metric,
            values,
            spans[metric.key],
            counted_from if metric.denominator is None else earliest,
            falling,
            default_plan,
        )
        for metric in METRICS.values()
    ]


def measure_all(
    *, engine: Engine, metrics: Iterable[Metric], spans: Mapping[str, Sequence[Span]]
) -> dict[tuple[str, int, int], float]:
    """Each measure of each metric in each of its spans: (key, position of the measure, back) → value."""
    found: dict[tuple[str, int, int], float] = {}
    for sql, places in statements(metrics=metrics, spans=spans):
        row = engine.rows(sql)[0]
        for value, asked in zip(row, places, strict=True):
            found.update(dict.fromkeys(asked, float(value or 0)))
    return found


Place = tuple[str, int, int]


def statements(
    *, metrics: Iterable[Metric], spans: Mapping[str, Sequence[Span]]
) -> list[tuple[str, list[list[Place]]]]:
    """The statements that answer all measures, each with the places every column of its one row belongs to.

    One statement a table; measures over days have one of their own, bounded to the days of all their windows
    so that an engine need not read the years before. What all measures of a statement ask is asked once.
    """
    wanted: dict[tuple[str, bool], dict[tuple[str, str], list[Place]]] = {}
    days: dict[str, list[Period]] = {}
    for metric in metrics:
        for position, measure in enumerate((metric.numerator, metric.denominator, metric.requires)):
            for span in spans[metric.key] if measure is not None else ():
                assert measure is not None
                listed = wanted.setdefault((measure.table, measure.by_day), {})
                place = (metric.key, position, span.back)
                listed.setdefault((measure.what, measure.condition(span)), []).append(place)
                if measure.by_day:
                    days.setdefault(measure.table, []).append(span.window)
    return [
        (_statement(table, list(listed), days[table] if by_day else ()), list(listed.values()))
        for (table, by_day), listed in wanted.items()
    ]


def _statement(table: str, asked: Sequence[tuple[str, str]], windows: Sequence[Period]) -> str:
    """One statement for (aggregate, condition) pairs over a table."""
    conditions = [condition for _, condition in asked]
    bounds = [days_of(windows)] if windows else []
    common = shared_condition(conditions)
    if common:
        told = [aggregate(what, condition[len(common) :].removeprefix(" AND ")) for what, condition in asked]
        return render(table=f"{table} WHERE {common}", expressions=told)
    told = [aggregate(what, condition) for what, condition in asked]
    return render(table=" WHERE ".join([table, *bounds]), expressions=told)


def shared_condition(conditions: Sequence[str]) -> str:
    """The conjuncts that all conditions begin with: asked once of a row, by the scan; empty without any.

    >>> shared_condition(["sold AND age BETWEEN 0 AND 11 AND back", "sold AND age BETWEEN 0 AND 12"])
    'sold'
    """
    shortest = min(conditions, key=len)
    ends = [len(shortest), *(found.start() for found in re.finditer(" AND ", shortest))]
    for common in (shortest[:end] for end in sorted(ends, reverse=True)):
        whole = not _HALF_A_RANGE.search(common)
        if whole and all(c == common or c.startswith(f"{common} AND ") for c in conditions):
            return common
    return ""


_HALF_A_RANGE = re.compile(r"BETWEEN \S+$")


def days_of(windows: Sequence[Period]) -> str:
    """The condition of the days from the first to the last of some windows.

    >>> days_of([Period(dt.date(2023, 1, 1), dt.date(2024, 1, 1))])
    "day >= DATE '2023-01-01' AND day < DATE '2024-01-01'"
    """
    start, end = min(w.start for w in windows), max(w.end for w in windows)
    return f"day >= DATE '{start.isoformat()}' AND day < DATE '{end.isoformat()}'"


def _earliest_order_day(engine: Engine) -> dt.date | None:
    day = engine.rows("SELECT earliest_order_day FROM meta")[0][0]
    return day if isinstance(day, dt.date) else None


def _counted_from(
    engine: Engine, as_of: dt.date, earliest: dt.date | None, *, orders_given: bool
) -> dt.date | None:
    """Since when visits are counted: with orders of which none was settled, over the latest twelve months."""
    if earliest is None and not orders_given:
        return None
    if engine.rows("SELECT count(*) FROM work_order WHERE status = 'settled'")[0][0]:
        return earliest
    year = add_months(as_of, -12)
    return year if earliest is None else min(year, earliest)


def _kpi(
    metric: Metric, values: Values, spans: Sequence[Span], earliest: dt.date | None, falling: frozenset[str],
    plan: Plan,
) -> Kpi:  # fmt: skip
    now, before = (_figure(metric, values, span, earliest) for span in spans)
    value, numerator, denominator = now
    return Kpi(
        key=metric.key,
        group=metric.group,
        unit=metric.unit,
        value=value,
        numerator=numerator,
        denominator=denominator,
        window=_window(metric, spans[0], plan),
        standard=metric.standard.healthy,
        excellent=metric.standard.excellent,
        level=level_of(
            standard=metric.standard,
            key=metric.key,
            value=value,
            denominator=denominator,
            previous=before[0],
            falling=falling,
        ),
        previous=Previous(*before, _window(metric, spans[1], plan)),
        needs=list(metric.needs) if value is None else [],
        better=metric.standard.better,
    )


Figure = tuple[float | None, float | None, float | None]


def _figure(metric: Metric, values: Values, span: Span, earliest: dt.date | None) -> Figure:
    """(value, numerator, denominator); no data where the denominator or the coverage is nothing."""
    if metric.requires is not None and values[metric.key, 2, span.back] == 0:
        return None, None, None
    numerator = values[metric.key, 0, span.back]
    if metric.denominator is None:
        covered = earliest is not None and earliest < span.window.end
        return (numerator * metric.scale, numerator, 1.0) if covered else (None, None, None)
    denominator = values[metric.key, 1, span.back]
    if denominator == 0 or (metric.window == "three_years" and not _visits_covered(span, earliest)):
        return None, None, None
    if metric.unit == "yuan":
        return numerator * metric.scale / denominator, numerator * metric.scale, denominator
    return numerator * metric.scale / denominator, numerator, denominator


def _visits_covered(span: Span, earliest: dt.date | None) -> bool:
    """Whether orders exist in the year in which the cars of a cohort of years ago should have come."""
    return earliest is not None and earliest < Span.of(span.as_of, span.back).window.end


def _window(metric: Metric, span: Span, plan: Plan) -> Window:
    """The days a figure covers: for cohort figures the cohort months under the default plan."""
    due = {"cohort_first": plan.first_due_months, "cohort_second": plan.second_due_months}.get(metric.window)
    if due is None:
        return Window(span.window.start, span.window.end)
    period = cohort_window(as_of=span.as_of, due_months=due, back=span.back)
    return Window(period.start, period.end)


def cohort_window(*, as_of: dt.date, due_months: int, back: int = 0) -> Period:
    """The latest twelve mature cohort months, or the twelve before them.

    A month is mature when ``as_of`` ≥ its end + due months + three months of grace.

    >>> cohort_window(as_of=dt.date(2024, 10, 1), due_months=6)
    Period(start=datetime.date(2023, 1, 1), end=datetime.date(2024, 1, 1))
    """
    end = month_of(as_of) - due_months - GRACE_MONTHS - 12 * back
    return Period(first_day(end - 12), first_day(end))
