"""The problems in depth: evidence, cost, causes tested on the data, what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis, Problem, Why
from liuke.insight.drilldown.findings import MonthPoint, SliceChange
from liuke.insight.reports.charts.chart import Chart, Heading, Line, Marks
from liuke.insight.reports.charts.trend import trend
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import Bar, Scale, scale_of, signed_bar
from liuke.insight.reports.sections.enough import anything_known
from liuke.insight.reports.sections.problem_words import ProblemWords, kpi_of, problem_words
from liuke.insight.reports.wording import causes, kpis, slices


@dataclass(frozen=True)
class Dumbbell:
    """One slice, before and after, on the scale of its neighbours (per cent of the width)."""

    name: str
    focus: bool
    before: str
    after: str
    before_at: float
    after_at: float


@dataclass(frozen=True)
class SplitRow:
    name: str
    value: str
    bar: Bar


@dataclass(frozen=True)
class Leaf:
    text: str
    verdict: str


@dataclass(frozen=True)
class ProblemPage:
    rank: int
    key: str
    words: ProblemWords
    change: bool
    chart: Chart | None
    siblings: list[Dumbbell]
    split: list[SplitRow]
    split_sentence: str
    explains: str
    unmoved: str
    tree: list[tuple[str, list[Leaf]]]
    whys: list[Leaf]
    measures: list[str]
    calls: int


@dataclass(frozen=True)
class Problems:
    """``searched`` names the figures in which nothing was found, ``early`` whether any was read early;
    ``few`` says that figures are known but rest on too few cases to be searched."""

    problems: list[ProblemPage]
    warnings: list[ProblemPage]
    searched: str
    early: bool
    few: bool


def build_problems(diagnosis: Diagnosis, pen: Pen) -> Problems:
    return Problems(
        [_page(n, f"problem-{n}", p, diagnosis, pen) for n, p in enumerate(diagnosis.problems, 1)],
        [_page(n, f"warning-{n}", p, diagnosis, pen) for n, p in enumerate(diagnosis.early_warnings, 1)],
        searched=_names(diagnosis.searched.figures, pen),
        early=bool(diagnosis.searched.early),
        few=anything_known(diagnosis),
    )


def _page(rank: int, key: str, problem: Problem, diagnosis: Diagnosis, pen: Pen) -> ProblemPage:
    words = problem_words(pen, problem, diagnosis)
    return ProblemPage(
        rank=rank,
        key=key,
        words=words,
        change=problem.change,
        chart=_chart(key, problem, words, diagnosis, pen),
        siblings=_siblings(problem, words, pen),
        split=_split(problem, words, pen),
        split_sentence=_split_sentence(problem, pen),
        explains=pen.t("It explains %(share)s of the whole change.", share=pen.f.share(problem.explains, 0)),
        unmoved=_names(problem.unmoved, pen),
        tree=_tree(problem, words, pen),
        whys=[Leaf(_cause(causes.WHYS, why, problem, words, pen), why.verdict or "") for why in problem.whys],
        measures=[_measure(code, problem, words, pen) for code in problem.actions],
        calls=len(problem.vins),
    )


def _chart(key: str, problem: Problem, words: ProblemWords, diagnosis: Diagnosis, pen: Pen) -> Chart | None:
    months = sorted({p.month for p in (*problem.series, *problem.rest_series)})
    if not months:
        return None
    lines = [_line(words.slice, "focus", problem.series, months)]
    if problem.rest_series:
        lines.append(_line(pen.t("all others"), "rest", problem.rest_series, months))
    onset = months.index(problem.since) if problem.change and problem.since in months else None
    kpi = kpi_of(problem.kpi, diagnosis)
    marks = Marks(
        onset=onset,
        onset_label=pen.t("since %(month)s", month=words.since),
        standard=kpi.standard if kpi else None,
        standard_label=pen.t("standard"),
    )
    heading = Heading(
        f"{key}-months", pen.t("%(kpi)s, month by month", kpi=words.kpi), _reading(problem, words, pen)
    )
    return trend(pen, heading, months=months, lines=lines, unit=words.unit, marks=marks)


def _reading(problem: Problem, words: ProblemWords, pen: Pen) -> str:
    if problem.change:
        return pen.t("%(slice)s against all others; shaded since the change.", slice=words.slice)
    return pen.t("%(slice)s against all others.", slice=words.slice)


def _line(name: str, role: str, points: list[MonthPoint], months: list[str]) -> Line:
    at = {p.month: p for p in points}
    return Line(
        name,
        role,
        [at[m].value if m in at else None for m in months],
        [at[m].denominator if m in at else None for m in months],
    )


def _siblings(problem: Problem, words: ProblemWords, pen: Pen) -> list[Dumbbell]:
    """The slice first, then its neighbours from worst to best."""
    if not problem.siblings:
        return []
    scale = scale_of([v for s in problem.siblings for v in (s.before, s.after)] + [problem.from_, problem.to])
    higher_is_worse = problem.to > problem.from_ if problem.change else problem.to > problem.siblings[0].after
    neighbours = sorted(
        (s for s in problem.siblings if s.slice != problem.slice),
        key=lambda s: s.after,
        reverse=higher_is_worse,
    )
    own = next((s for s in problem.siblings if s.slice == problem.slice), None)
    return [_dumbbell(own or _own(problem), words, scale, pen, focus=True)] + [
        _dumbbell(s, words, scale, pen, focus=False) for s in neighbours
    ]


def _own(problem: Problem) -> SliceChange:
    units = sum(point.denominator for point in problem.series if point.month >= problem.since)
    return SliceChange(
        problem.slice,
        problem.from_,
        problem.to,
        units,
        units,
        problem.explains,
        0.0,
        0.0,
        problem.p_value,
        0,
        problem.owners,
    )


def _dumbbell(change: SliceChange, words: ProblemWords, scale: Scale, pen: Pen, *, focus: bool) -> Dumbbell:
    return Dumbbell(
        slices.slice_words(change.slice, pen.t),
        focus,
        pen.f.value(change.before, words.unit),
        pen.f.value(change.after, words.unit),
        scale.at(change.before),
        scale.at(change.after),
    )


def _split(problem: Problem, words: ProblemWords, pen: Pen) -> list[SplitRow]:
    parts = (
        (pen.t("change of the whole figure"), problem.split.total),
        (pen.t("because owners behave differently"), problem.split.rate_effect),
        (pen.t("because the mix of cars changed"), problem.split.mix_effect),
    )
    most = max(abs(value) for _, value in parts)
    return [
        SplitRow(name, pen.f.difference(value, words.unit), signed_bar(value, most=most))
        for name, value in parts
    ]


def _split_sentence(problem: Problem, pen: Pen) -> str:
    if abs(problem.split.rate_effect) >= abs(problem.split.mix_effect):
        return pen.t("It is behaviour that changed, not the mix of cars.")
    return pen.t("Mostly the mix of cars changed; behaviour did so less.")


def _tree(problem: Problem, words: ProblemWords, pen: Pen) -> list[tuple[str, list[Leaf]]]:
    """Leaves by branch, in the order of the template; leaves of an unknown branch come last."""
    branches: dict[str, list[Leaf]] = {}
    for why in problem.issue_tree:
        branch = why.code.partition(".")[0]
        leaf = Leaf(_cause(causes.LEAVES, why, problem, words, pen), why.verdict or "")
        branches.setdefault(branch if branch in causes.BRANCHES else "why", []).append(leaf)
    return [(pen.t(title), branches[name]) for name, title in causes.BRANCHES.items() if name in branches]


def _cause(sentences: Mapping[str, str], why: Why, problem: Problem, words: ProblemWords, pen: Pen) -> str:
    if why.code not in sentences:
        return why.code.rpartition(".")[2].replace("_", " ")
    shared: dict[str, object] = {
        "kpi": words.kpi,
        "slice": words.slice,
        "before": words.before,
        "after": words.after,
        "since": words.since,
        "kpis": _names(problem.moved if why.code == "moved" else problem.unmoved, pen),
        "mix_part": pen.f.difference(problem.split.mix_effect, words.unit),
    }
    return pen.t(sentences[why.code], **{**shared, **pen.f.named(why.figures)})


def _names(keys: list[str], pen: Pen) -> str:
    return pen.t.join([pen.t(kpis.words(key).name) for key in keys])


def _measure(code: str, problem: Problem, words: ProblemWords, pen: Pen) -> str:
    if code not in causes.MEASURES:
        return code.replace("_", " ")
    return pen.t(
        causes.MEASURES[code],
        calls=pen.f.number(len(problem.vins)),
        owners=pen.f.number(problem.owners),
        slice=words.slice,
        since=words.since,
    )
