"""A problem in plain words, the same on the first screen, in depth and in the early warnings."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis, Problem
from liuke.insight.metrics.findings import Kpi
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.wording import kpis, slices

_NOT_CHANCE = 0.001


@dataclass(frozen=True)
class ProblemWords:
    """``unit`` is the KPI's; ``chips`` are (dimension, value) pairs; money and owners are rounded words."""

    kpi: str
    unit: str
    slice: str
    chips: list[tuple[str, str]]
    before: str
    after: str
    difference: str
    relative: str
    since: str
    owners: str
    yuan: str
    sentence: str
    certainty: str


def problem_words(pen: Pen, problem: Problem, diagnosis: Diagnosis) -> ProblemWords:
    """Everything the page says about a problem; the unit comes from the KPI it is filed under."""
    unit = unit_of(problem.kpi, diagnosis)
    gap = problem.to - problem.from_
    relative = None if unit == "points" or not problem.from_ else gap / abs(problem.from_)
    return ProblemWords(
        kpi=pen.t(kpis.words(problem.kpi).name),
        unit=unit,
        slice=slices.slice_words(problem.slice, pen.t),
        chips=slices.slice_chips(problem.slice, pen.t),
        before=pen.f.value(problem.from_, unit),
        after=pen.f.value(problem.to, unit),
        difference=pen.f.difference(gap, unit),
        relative=pen.f.change(relative) if relative is not None else "",
        since=pen.f.month(problem.since),
        owners=pen.owners(problem.owners),
        yuan=pen.f.yuan(problem.yuan),
        sentence=_sentence(pen, problem, unit, gap),
        certainty=_certainty(pen, problem.p_value),
    )


def unit_of(key: str, diagnosis: Diagnosis) -> str:
    """The unit of a KPI; shares where the diagnosis has no such figure (a rate seen only by due month)."""
    return next((kpi.unit for kpi in diagnosis.kpis if kpi.key == key), "share")


def kpi_of(key: str, diagnosis: Diagnosis) -> Kpi | None:
    return next((kpi for kpi in diagnosis.kpis if kpi.key == key), None)


def _sentence(pen: Pen, problem: Problem, unit: str, gap: float) -> str:
    figures = {
        "kpi": pen.t(kpis.words(problem.kpi).name),
        "slice": slices.slice_words(problem.slice, pen.t),
        "before": pen.f.value(problem.from_, unit),
        "after": pen.f.value(problem.to, unit),
        "since": pen.f.month(problem.since),
    }
    if not problem.change:
        return pen.t(
            "%(kpi)s of %(slice)s has been at %(after)s all along, comparable ones are at %(before)s.",
            **figures,
        )
    if gap < 0:
        return pen.t(
            "%(kpi)s of %(slice)s has fallen from %(before)s to %(after)s since %(since)s.", **figures
        )
    return pen.t("%(kpi)s of %(slice)s has risen from %(before)s to %(after)s since %(since)s.", **figures)


def _certainty(pen: Pen, p_value: float) -> str:
    if p_value < _NOT_CHANCE:
        return pen.t("By chance alone this would happen less than once in a thousand times.")
    return pen.t("By chance alone this would happen in %(share)s of cases.", share=pen.f.share(p_value))
