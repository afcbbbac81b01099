"""How owners come back: cohorts, funnel, return curves, where leavers stop."""

from __future__ import annotations

from dataclasses import dataclass, replace

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.metrics.findings import Series
from liuke.insight.reports.charts.chart import Chart, Heading, Line, Marks
from liuke.insight.reports.charts.plane import return_curves
from liuke.insight.reports.charts.trend import trend
from liuke.insight.reports.language import N_
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import Bar, bar, heat_step
from liuke.insight.reports.sections.problem_words import kpi_of
from liuke.insight.retention.findings import Curve, Heatmap, LeaverStop, Retention

_SHOWN_COHORTS = 36
_SHOWN_MONTHS = 36
_LEAST_POINTS = 2
"""A line through fewer months is no picture."""

_LEAST_CARS = 30
"""A step of the funnel, or a share of the leavers, on fewer cars tells nothing."""


@dataclass(frozen=True)
class Cell:
    step: int | None
    text: str


@dataclass(frozen=True)
class Cohort:
    month: str
    vehicles: str
    cells: list[Cell]


@dataclass(frozen=True)
class Heat:
    """Newest cohort first; ``earlier`` are those beyond three years."""

    columns: list[str]
    recent: list[Cohort]
    earlier: list[Cohort]


@dataclass(frozen=True)
class Step:
    name: str
    bar: Bar
    share: str
    ratio: str
    left: str


@dataclass(frozen=True)
class RetentionPage:
    """``few``: cars and visits are known, so that what is not drawn rests on too few of them."""

    heat: Heat | None
    funnel: list[Step]
    leavers: list[Step]
    leavers_sentence: str
    curves: list[Chart]
    due: list[Chart]
    few: bool


def build_retention(diagnosis: Diagnosis, pen: Pen) -> RetentionPage:
    found = diagnosis.retention
    told = found.leavers if sum(stop.vehicles for stop in found.leavers) >= _LEAST_CARS else []
    return RetentionPage(
        heat=_heat(found.heatmap, pen) if found.heatmap and found.heatmap.rows else None,
        funnel=_funnel(found, pen),
        leavers=[_stop(stop, found.leavers, pen) for stop in told],
        leavers_sentence=_leavers_sentence(told, pen),
        few=found.heatmap is not None,
        curves=_curves(found, pen),
        due=[chart for key in _DUE for chart in _due(key, diagnosis, pen)],
    )


def _heat(heatmap: Heatmap, pen: Pen) -> Heat:
    seen = [c for row in heatmap.rows for c in row.cells if c is not None]
    low, high = (min(seen), max(seen)) if seen else (0.0, 1.0)
    cohorts = [
        Cohort(
            pen.f.month(row.month),
            pen.f.number(row.vehicles),
            [
                Cell(heat_step(c, low=low, high=high), "" if c is None else pen.f.number(100 * c))
                for c in row.cells
            ],
        )
        for row in reversed(heatmap.rows)
    ]
    return Heat(list(heatmap.columns), cohorts[:_SHOWN_COHORTS], cohorts[_SHOWN_COHORTS:])


def service(number: int, pen: Pen) -> str:
    """What a shop calls the n-th maintenance."""
    names = {0: N_("Delivered"), 1: N_("First service"), 2: N_("Second service")}
    return pen.t(names[number]) if number in names else pen.t("Service no. %(number)s", number=number)


def _funnel(found: Retention, pen: Pen) -> list[Step]:
    steps, left = [], 1.0
    for step in found.funnel:
        if step.step > 1 and step.of < _LEAST_CARS:
            break
        left *= 1.0 if step.step == 0 else (step.share or 0.0)
        steps.append(
            Step(
                service(step.step, pen),
                bar(left, most=1.0),
                pen.f.share(step.share) if step.step else "",
                pen.cars(step.vehicles)
                if step.step == 0
                else f"{pen.f.number(step.vehicles)} / {pen.f.number(step.of)}",
                pen.f.share(left, 0),
            )
        )
    return steps


def _stop(stop: LeaverStop, leavers: list[LeaverStop], pen: Pen) -> Step:
    name = (
        pen.t("never came after delivery")
        if stop.after_service == 0
        else pen.t("after: %(service)s", service=service(stop.after_service, pen))
    )
    most = max(other.share for other in leavers)
    return Step(name, bar(stop.share, most=most), pen.f.share(stop.share), pen.f.number(stop.vehicles), "")


def _leavers_sentence(leavers: list[LeaverStop], pen: Pen) -> str:
    if not leavers:
        return ""
    worst = max(leavers, key=lambda stop: stop.vehicles)
    share = pen.f.share(worst.share, 0)
    if worst.after_service == 0:
        return pen.t("Most leavers never came at all: %(share)s of them.", share=share)
    return pen.t(
        "Most leavers stop after this one: %(service)s, %(share)s of them.",
        service=service(worst.after_service, pen),
        share=share,
    )


def _curves(found: Retention, pen: Pen) -> list[Chart]:
    charts = []
    if found.first_return_curves:
        heading = Heading(
            "curve-first",
            pen.t("Back for the first service, by age of the car"),
            pen.t(
                "Share of cars back so many months after delivery. A lower curve at the same age is a"
                " trouble seen early."
            ),
        )
        charts.append(return_curves(pen, heading, curves=_labelled(found.first_return_curves, pen)))
    if found.second_return_curves:
        heading = Heading(
            "curve-second",
            pen.t("Back for the second service, by time since the first"),
            pen.t("Share of cars back so many months after the first service. Bands are 95 % intervals."),
        )
        charts.append(return_curves(pen, heading, curves=_labelled(found.second_return_curves, pen)))
    return charts


def _labelled(curves: list[Curve], pen: Pen) -> list[Curve]:
    """Cohorts as people say them: 2023H1 is the first half of 2023."""
    return [replace(curve, label=_cohort(curve.label, pen)) for curve in curves]


def _cohort(label: str, pen: Pen) -> str:
    year, half, number = label.partition("H")
    if not half:
        return label
    return (
        pen.t("first half of %(year)s", year=year)
        if number == "1"
        else pen.t("second half of %(year)s", year=year)
    )


_DUE = {
    "first_service_return": N_("First-service return by due month"),
    "second_service_return": N_("Second-service return by due month"),
}


def _due(key: str, diagnosis: Diagnosis, pen: Pen) -> list[Chart]:
    lines = {s.axis: s for s in diagnosis.series if s.key == key and s.axis != "calendar"}
    final, early = lines.get("due_final"), lines.get("due_early")
    main = final or early
    if main is None:
        return []
    months = [p.month for p in main.points][-_SHOWN_MONTHS:]
    drawn = []
    if final:
        drawn.append(_line(pen.t("final reading, with grace"), "a", final, months))
    if early:
        drawn.append(_line(pen.t("early reading, 1 month after due"), "b", early, months))
    if max(sum(value is not None for value in line.values) for line in drawn) < _LEAST_POINTS:
        return []
    kpi = kpi_of(key, diagnosis)
    marks = Marks(standard=kpi.standard, standard_label=pen.t("healthy")) if kpi and kpi.standard else None
    heading = Heading(
        f"due-{key.replace('_', '-')}",
        pen.t(_DUE[key]),
        pen.t(
            "The early reading shows a change months before the final one can. Months that are not mature"
            " are left blank."
        ),
    )
    return [trend(pen, heading, months=months, lines=drawn, unit="share", marks=marks)]


def _line(name: str, role: str, series: Series, months: list[str]) -> Line:
    at = {p.month: p for p in series.points if p.mature}
    return Line(
        name,
        role,
        [at[m].value if m in at else None for m in months],
        [at[m].denominator if m in at else None for m in months],
    )
