"""Who matters: grades by recency, frequency and spend, against what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis, ProfitBasis
from liuke.insight.reports.charts.chart import Chart, Heading, Trail
from liuke.insight.reports.charts.plane import square
from liuke.insight.reports.language import N_
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import Bar, bar
from liuke.insight.reports.wording import slices
from liuke.insight.reports.wording.basis import of_basis
from liuke.insight.rfm.findings import Calibrated, Mark, Rfm, Thresholds, Tier, Tiers

GRADES = (
    (
        "vip",
        N_("VIP"),
        N_("own adviser, first in the queue, pick-up and delivery, birthday and festival gifts"),
    ),
    ("important", N_("Important"), N_("packages at a discount, regular messages, points")),
    ("ordinary", N_("Ordinary"), N_("standard service, promotions")),
    ("sleeping", N_("Sleeping"), N_("one wake-up campaign with a large coupon; if it fails, stop investing")),
)

_TOO_FAR = 0.15
"""A grade this far from its expected share of owners means that the thresholds do not fit the brand."""

_FEWEST_OWNERS = 30
"""Of fewer owners no fifth, no spread and no fit of thresholds is told."""


@dataclass(frozen=True)
class TierRow:
    name: str
    strategy: str
    owners: str
    share: str
    share_bar: Bar
    expected: str
    profit: str
    profit_share: str
    profit_bar: Bar
    expected_profit: str


@dataclass(frozen=True)
class Grading:
    title: str
    rules: list[tuple[str, str, str, str]]
    rows: list[TierRow]


@dataclass(frozen=True)
class MarkRow:
    dimension: str
    value: str
    top: str
    overall: str
    lift: str
    top_bar: Bar


@dataclass(frozen=True)
class Owners:
    """``of_profit`` heads the shares of the profit, or of the revenue that stands for it."""

    sentence: str
    fit: str
    gradings: list[Grading]
    marks: list[MarkRow]
    lorenz: Chart | None
    of_profit: str


def build_owners(diagnosis: Diagnosis, pen: Pen) -> Owners | None:
    """None when the files hold no owner, or none has ever come."""
    rfm, basis = diagnosis.rfm, diagnosis.profit_basis
    if rfm.owners == 0 or diagnosis.churn.why_not == "no_visits":
        return None
    enough = rfm.owners >= _FEWEST_OWNERS
    gradings = [_grading(pen.t("By the usual thresholds"), rfm.thresholds, rfm.tiers, pen)]
    if enough:
        fitted = rfm.calibrated
        title = pen.t("By thresholds that fit your owners")
        gradings.append(_grading(title, fitted.thresholds, fitted, pen))
    return Owners(
        sentence=_sentence(rfm, basis, pen) if enough else _too_few(rfm, basis, pen),
        fit=_fit(rfm, pen) if enough else "",
        gradings=gradings,
        marks=[_mark(mark, rfm.marks, pen) for mark in rfm.marks] if enough else [],
        lorenz=_lorenz(rfm, basis, pen) if enough else None,
        of_profit=pen.t(of_basis(N_("of profit"), basis)),
    )


def _sentence(rfm: Rfm, basis: ProfitBasis, pen: Pen) -> str:
    if rfm.top_fifth_profit_share is None:
        return pen.t(of_basis(N_("There is no after-sales profit in the files to share out."), basis))
    return pen.t(
        of_basis(N_("The most valuable 20 % of owners bring %(share)s of the after-sales profit."), basis),
        share=pen.f.share(rfm.top_fifth_profit_share, 0),
    )


def _too_few(rfm: Rfm, basis: ProfitBasis, pen: Pen) -> str:
    return pen.t(
        of_basis(
            N_(
                "With %(owners)s it cannot be told where the profit comes from or whether the usual"
                " thresholds fit."
            ),
            basis,
        ),
        owners=pen.owners(rfm.owners),
    )


def _fit(rfm: Rfm, pen: Pen) -> str:
    grades: list[tuple[str, Tier]] = [(name, getattr(rfm.tiers, key)) for key, name, _ in GRADES]
    name, farthest = max(grades, key=lambda grade: abs(grade[1].share - grade[1].expected_share))
    if abs(farthest.share - farthest.expected_share) < _TOO_FAR:
        return pen.t("The usual thresholds fit your owners well.")
    return pen.t(
        "The usual thresholds do not fit your owners: they put %(share)s into the grade %(grade)s, where"
        " %(expected)s are expected. Use the calibrated ones to decide who gets which care.",
        share=pen.f.share(farthest.share),
        grade=pen.t(name),
        expected=pen.f.share(farthest.expected_share, 0),
    )


def _grading(title: str, edges: Thresholds, tiers: Tiers | Calibrated, pen: Pen) -> Grading:
    found: list[tuple[str, str, Tier]] = [
        (name, strategy, getattr(tiers, key)) for key, name, strategy in GRADES
    ]
    most = max([t.share for _, _, t in found] + [t.expected_share for _, _, t in found])
    profits = [t.profit_share or 0.0 for _, _, t in found] + [t.expected_profit_share for _, _, t in found]
    return Grading(title, _rules(edges, pen), [_tier(row, most, max(profits), pen) for row in found])


def _tier(row: tuple[str, str, Tier], most: float, most_profit: float, pen: Pen) -> TierRow:
    name, strategy, tier = row
    return TierRow(
        pen.t(name),
        pen.t(strategy),
        pen.owners(tier.owners),
        pen.f.share(tier.share),
        bar(tier.share, most=most, mark=tier.expected_share),
        pen.f.share(tier.expected_share, 0),
        pen.f.yuan(tier.profit_yuan) if tier.profit_share is not None else "",
        pen.f.share(tier.profit_share),
        bar(tier.profit_share, most=most_profit, mark=tier.expected_profit_share),
        pen.f.share(tier.expected_profit_share, 0),
    )


def _rules(edges: Thresholds, pen: Pen) -> list[tuple[str, str, str, str]]:
    """(measure, 5 points, 3 points, 1 point) in words."""
    days = (pen.f.number(edges.recent_days), pen.f.number(edges.distant_days))
    visits = (pen.f.number(edges.rare_visits), pen.f.number(edges.frequent_visits))
    spend = (pen.f.number(edges.low_yuan), pen.f.number(edges.high_yuan))

    def between(low: str, high: str) -> str:
        return low if low == high else f"{low}–{high}"

    return [
        (pen.t("R · days since the last visit"), f"<\u00a0{days[0]}", between(*days), f">\u00a0{days[1]}"),
        (pen.t("F · visits in 12 months"), f">\u00a0{visits[1]}", between(*visits), f"<\u00a0{visits[0]}"),
        (pen.t("M · yuan spent in 12 months"), f">\u00a0{spend[1]}", between(*spend), f"<\u00a0{spend[0]}"),
    ]


def _mark(mark: Mark, marks: Sequence[Mark], pen: Pen) -> MarkRow:
    most = max(max(m.share_among_top, m.share_overall) for m in marks)
    return MarkRow(
        slices.dimension(mark.dimension, pen.t),
        slices.value_words(mark.dimension, mark.value, pen.t),
        pen.f.share(mark.share_among_top, 0),
        pen.f.share(mark.share_overall, 0),
        pen.t("%(times)s times", times=pen.f.number(mark.lift, 2)),
        bar(mark.share_among_top, most=most, mark=mark.share_overall),
    )


def _lorenz(rfm: Rfm, basis: ProfitBasis, pen: Pen) -> Chart | None:
    if len(rfm.lorenz) < 2:
        return None
    heading = Heading(
        "lorenz",
        pen.t(of_basis(N_("How unevenly the profit is spread"), basis)),
        pen.t(
            of_basis(
                N_(
                    "Owners from poorest to richest along the bottom, their share of the profit upwards."
                    " Gini %(gini)s."
                ),
                basis,
            ),
            gini=pen.f.number(rfm.gini, 2),
        ),
    )
    return square(
        pen,
        heading,
        x=pen.t("share of owners"),
        lines=[Trail(pen.t(of_basis(N_("share of profit"), basis)), "a", rfm.lorenz)],
        diagonal=pen.t("if all were equal"),
    )
