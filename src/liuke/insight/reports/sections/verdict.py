"""The first screen: what is being lost, and the three gravest problems."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis, Problem
from liuke.insight.reports.language import N_
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import Spark, spark
from liuke.insight.reports.sections.enough import anything_known, nothing_searched
from liuke.insight.reports.sections.problem_words import ProblemWords, problem_words
from liuke.insight.reports.sections.vitals import level_shown
from liuke.insight.reports.wording.fields import NEEDED_FILES
from liuke.insight.reports.wording.kpis import LEVELS

_LOST = {
    1: (N_("One problem has cost you about %(owners)s, worth %(yuan)s.")),
    2: (N_("Two problems have cost you about %(owners)s, worth %(yuan)s.")),
    3: (N_("Three problems have cost you about %(owners)s, worth %(yuan)s.")),
}


@dataclass(frozen=True)
class Card:
    rank: int
    words: ProblemWords
    spark: Spark


@dataclass(frozen=True)
class Verdict:
    """``lights`` are (level, word, KPIs); ``exports`` what to export when nothing can be said yet."""

    headline: str
    outlook: str
    cards: list[Card]
    lights: list[tuple[str, str, int]]
    exports: list[str]


def build_verdict(diagnosis: Diagnosis, pen: Pen) -> Verdict:
    known = anything_known(diagnosis)
    return Verdict(
        headline=_headline(diagnosis, pen, known),
        outlook=_outlook(diagnosis, pen),
        cards=[_card(rank, problem, diagnosis, pen) for rank, problem in enumerate(diagnosis.problems, 1)],
        lights=_lights(diagnosis, pen) if known else [],
        exports=[] if known else _exports(diagnosis, pen),
    )


def _headline(diagnosis: Diagnosis, pen: Pen, known: bool) -> str:
    problems = diagnosis.problems
    if problems:
        return pen.t(
            _LOST[min(3, len(problems))],
            owners=pen.owners(sum(p.owners for p in problems)),
            yuan=pen.f.yuan(sum(p.yuan for p in problems)),
        )
    if known and not diagnosis.searched.figures:
        return pen.t("There are too few cars and visits to tell what is getting worse.")
    if known:
        return pen.t("No part of the business is getting worse beyond chance.")
    return pen.t("These files are not enough for a verdict yet.")


def _exports(diagnosis: Diagnosis, pen: Pen) -> list[str]:
    """The files to export: those not given yet, or all of them when that does not help."""
    given = {each.kind for each in diagnosis.inputs if each.accepted}
    wanted = [text for kind, text in NEEDED_FILES.items() if kind not in given]
    return [pen.t(text) for text in wanted or NEEDED_FILES.values()]


def _outlook(diagnosis: Diagnosis, pen: Pen) -> str:
    churn = diagnosis.churn
    if churn.why_not == "no_visits":
        return nothing_searched(diagnosis, pen)
    if round(churn.expected_leavers) == 0:
        return ""
    if round(churn.stake_yuan) == 0:
        return pen.t(
            "If nothing changes, about %(cars)s will stay away in the next 12 months.",
            cars=pen.cars(churn.expected_leavers),
        )
    figures = {"cars": pen.cars(churn.expected_leavers), "yuan": pen.f.yuan(churn.stake_yuan)}
    if diagnosis.profit_basis == "settled_amount":
        return pen.t(
            "If nothing changes, about %(cars)s will stay away in the next 12 months; %(yuan)s of revenue is"
            " at stake.",
            **figures,
        )
    return pen.t(
        "If nothing changes, about %(cars)s will stay away in the next 12 months; %(yuan)s of gross profit"
        " is at stake.",
        **figures,
    )


def _card(rank: int, problem: Problem, diagnosis: Diagnosis, pen: Pen) -> Card:
    months = [point.month for point in problem.series]
    onset = months.index(problem.since) if problem.change and problem.since in months else None
    return Card(
        rank,
        problem_words(pen, problem, diagnosis),
        spark([p.value for p in problem.series], rest=[p.value for p in problem.rest_series], onset=onset),
    )


def _lights(diagnosis: Diagnosis, pen: Pen) -> list[tuple[str, str, int]]:
    counted = [
        (level, pen.t(word), sum(level_shown(k) == level for k in diagnosis.kpis))
        for level, word in LEVELS.items()
    ]
    return [light for light in counted if light[2]]
