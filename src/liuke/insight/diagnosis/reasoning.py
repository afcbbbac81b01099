"""Issue tree, five whys and measures of a problem, filled with its figures. Codes; the surface words them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Why
from liuke.insight.diagnosis.contrast import Contrast
from liuke.insight.diagnosis.cost import Cost
from liuke.insight.drilldown.findings import SliceChange
from liuke.insight.metrics.findings import Kpi

_DEARER = 1.08
_POINTS = 0.04
_MINUTES = 6.0

_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "first_service_return": ("call_lost_owners", "interview_twenty", "check_handover", "call_before_due"),
    "second_service_return": ("call_lost_owners", "interview_twenty", "check_reminders"),
    "yearly_retention": ("call_lost_owners", "interview_twenty", "check_reminders"),
    "booking_punctuality": ("keep_appointments", "satisfaction_rescue"),
    "average_wait": ("fix_wait", "keep_appointments", "satisfaction_rescue"),
    "same_day_completion": ("fix_wait", "keep_appointments"),
    "first_time_fix": ("quality_review",),
    "satisfaction": ("satisfaction_rescue", "interview_twenty"),
    "complaint_rate": ("complaint_review", "satisfaction_rescue"),
    "revenue_per_visit": ("price_review",),
}


@dataclass(frozen=True)
class Case:
    """Everything known about a problem before it is put into words."""

    kpi: Kpi | None
    key: str
    unit: str
    change: SliceChange
    cost: Cost
    yuan_per_owner: float
    contrasts: Mapping[str, Contrast]
    still: Sequence[str]
    moved: Sequence[str]
    rest: float | None
    months: int
    early: bool
    point_yuan: float | None


def issue_tree(case: Case) -> list[Why]:
    """Do we know it? Why do they stay away? How do we win them back? Each leaf with figures and verdict."""
    suffix = _suffix(case.unit)
    standard = case.kpi.standard if case.kpi else None
    leaves: list[Why | None] = [
        Why("know.rate", {f"after_{suffix}": case.change.after, f"standard_{suffix}": standard}, "yes")
        if standard is not None
        else Why("know.significance", {"p_share": case.change.p_value}, "yes"),
        Why("know.data", {"units": case.change.units_after, "months": float(case.months)}, "yes"),
        _dearer(case.contrasts.get("price")),
        _worse("why.service", "share", case.contrasts.get("service"), _POINTS, lower_is_worse=True),
        _worse("why.wait", "minutes", case.contrasts.get("wait"), _MINUTES, lower_is_worse=False),
        _worse("why.quality", "share", case.contrasts.get("quality"), _POINTS, lower_is_worse=True),
        _worse("why.booking", "share", case.contrasts.get("booking"), _POINTS, lower_is_worse=True),
    ]
    if "adviser" in case.change.slice or "store" in case.change.slice:
        leaves.append(Why("why.staff", {}, "ask"))
    if "district" in case.change.slice:
        leaves.append(Why("why.distance", {}, "ask"))
    leaves += [Why("why.competitor", {}, "ask"), Why("why.contact", {}, "ask")]
    if abs(case.change.mix_effect) > abs(case.change.rate_effect) / 4:
        leaves.append(Why("why.mix", {"mix_points": case.change.mix_effect}, "yes"))
    if case.cost.owners >= 1:
        kept = abs(case.change.before - case.change.after) if case.unit == "share" else 0.0
        if kept:
            leaves.append(Why("win_back.price", {"yuan": kept * case.yuan_per_owner}, "ask"))
        leaves.append(Why("win_back.campaign", {"owners": case.cost.owners}, "ask"))
    leaves.append(Why("win_back.service", {}, "ask"))
    return [leaf for leaf in leaves if leaf is not None]


def _suffix(unit: str) -> str:
    return {"share": "share", "minutes": "minutes", "yuan": "yuan"}.get(unit, "points")


def _dearer(price: Contrast | None) -> Why | None:
    if price is None or price.slice is None or price.rest is None:
        return None
    dear = price.slice > price.rest * _DEARER
    return Why("why.price", {"slice_yuan": price.slice, "rest_yuan": price.rest}, "yes" if dear else "no")


def _worse(
    code: str, suffix: str, pair: Contrast | None, margin: float, *, lower_is_worse: bool
) -> Why | None:
    if pair is None or pair.slice is None or pair.rest is None:
        return None
    gap = pair.rest - pair.slice if lower_is_worse else pair.slice - pair.rest
    figures: dict[str, float | str | None] = {f"slice_{suffix}": pair.slice, f"rest_{suffix}": pair.rest}
    return Why(code, figures, "yes" if gap > margin else "no")


def five_whys(case: Case) -> list[Why]:
    """From the figure to the question nobody can answer from files."""
    suffix = _suffix(case.unit)
    before, after = case.change.before, case.change.after
    steps = [
        Why(
            "fewer_came",
            {f"before_{suffix}": before, f"after_{suffix}": after, "owners": case.cost.owners},
            None,
        )
    ]
    if not case.change.slice:
        steps.append(Why("everywhere", {}, None))
    elif case.rest is not None:
        steps.append(Why("only_here", {f"rest_{suffix}": case.rest}, None))
    if case.change.shape == "sudden":
        steps.append(Why("sudden", {}, None))
    else:
        steps.append(Why("gradual", {"months": float(case.months)}, None))
    if case.moved:
        steps.append(Why("moved", {}, None))
    elif case.still:
        steps.append(Why("not_moved", {}, None))
    price = _dearer(case.contrasts.get("price"))
    if price is not None and price.verdict == "yes":
        steps.append(Why("price", dict(price.figures), "ask"))
    elif case.key in ("first_service_return", "second_service_return", "yearly_retention"):
        steps.append(Why("contact", {}, "ask"))
    if case.point_yuan is not None and price is not None and price.verdict == "yes":
        steps.append(Why("profit_or_customer", {"yuan": case.point_yuan}, "ask"))
    else:
        steps.append(Why("ask_owners", {}, "ask"))
    return steps


def actions(case: Case) -> list[str]:
    """What to do next, most urgent first."""
    chosen = list(_ACTIONS.get(case.key, ("interview_twenty",)))
    price = _dearer(case.contrasts.get("price"))
    if price is not None and price.verdict == "yes":
        chosen += ["compare_prices", "price_review"]
    if "adviser" in case.change.slice:
        chosen += ["new_adviser", "check_adviser"]
    if "district" in case.change.slice:
        chosen += ["visit_district", "compare_prices"]
    if case.cost.owners >= 1:
        chosen.append("win_back_offer")
    chosen.append("watch_early" if case.early else "watch_two_months")
    return list(dict.fromkeys(chosen))
