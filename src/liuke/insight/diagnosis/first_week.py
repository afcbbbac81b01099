"""What to do on Monday: the steps of the first week, each with its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from liuke.insight.churn.findings import Churn, SleeperBand
from liuke.insight.diagnosis.contract import PlanStep, Problem, Rows, SharedPhone
from liuke.insight.metrics.findings import Kpi
from liuke.insight.rfm.findings import Rfm

CONTACT_YUAN = 20.0
_FACTS = "settings.stores."
_PRICE_KPIS = frozenset({"second_service_return", "yearly_retention", "revenue_per_visit"})


def plan_week(
    *, problems: Sequence[Problem], churn: Churn, rfm: Rfm, kpis: Sequence[Kpi], rows: Rows,
    phones: Sequence[SharedPhone], list_rows: Mapping[str, int],
) -> list[PlanStep]:  # fmt: skip
    """Monday to Friday, only the steps there is something to do for; the last step repeats the diagnosis."""
    steps = [_step("morning_meeting", 1)] if problems else []
    for rank, problem in enumerate(problems, 1):
        sheet = f"problem_{rank}"
        if list_rows.get(sheet):
            figures: dict[str, float | str] = {
                "rank": float(rank),
                "slice": " × ".join(problem.slice.values()),
                "owners": problem.owners,
                "yuan": problem.yuan,
            }
            steps.append(_step("call_problem", min(rank, 2), figures, sheet, list_rows[sheet]))
    steps += _calls(churn, list_rows)
    if problems and list_rows.get("problem_1"):
        steps.append(_step("interview_lost", 2, {}, "problem_1", min(20, list_rows["problem_1"])))
    for name, day in (("first_service_due", 3), ("second_service_due", 3)):
        if list_rows.get(name):
            steps.append(_step(name, day, {"vehicles": float(list_rows[name])}, name, list_rows[name]))
    vip = rfm.calibrated.vip
    if list_rows.get("vip_owners") and vip.profit_share is not None:
        worth: dict[str, float | str] = {"owners": float(vip.owners), "profit_share": vip.profit_share}
        steps.append(_step("vip_owners", 3, worth, "vip_owners", list_rows["vip_owners"]))
    steps += _sleepers(churn.sleepers, list_rows)
    if any(problem.kpi in _PRICE_KPIS for problem in problems):
        steps.append(_step("compare_prices", 4))
    if any({"adviser", "technician"} & problem.slice.keys() for problem in problems):
        steps.append(_step("adviser_talk", 4))
    steps += _data_steps(kpis, rows, phones)
    return [*steps, PlanStep("run_again", {}, None, 0)]


def _step(
    code: str,
    day: int,
    figures: Mapping[str, float | str] | None = None,
    sheet: str | None = None,
    rows: int = 0,
) -> PlanStep:
    return PlanStep(code, {"weekday": float(day), **(figures or {})}, sheet, rows)


def _calls(churn: Churn, list_rows: Mapping[str, int]) -> list[PlanStep]:
    rows = list_rows.get("at_risk", 0)
    if not rows or churn.why_not == "no_visits":
        return []
    listed = [band for band in churn.bands if band.probability_from >= 0.3]
    figures = {"vehicles": float(rows), "yuan": float(sum(band.stake_yuan for band in listed))}
    return [_step("call_at_risk", 2, figures, "at_risk", rows)]


def _sleepers(bands: Sequence[SleeperBand], list_rows: Mapping[str, int]) -> list[PlanStep]:
    steps = []
    worth = [b for b in bands if b.wake and b.woke_share is not None]
    if worth and list_rows.get("sleepers"):
        cars = sum(b.vehicles for b in worth)
        woke = sum(b.vehicles * (b.woke_share or 0) for b in worth) / cars if cars else 0.0
        rows = list_rows["sleepers"]
        steps.append(
            _step("wake_sleepers", 4, {"vehicles": float(rows), "woke_share": woke}, "sleepers", rows)
        )
    hopeless = sum(b.vehicles for b in bands if b.wake is False)
    if hopeless:
        figures = {"vehicles": float(hopeless), "yuan": float(hopeless * CONTACT_YUAN)}
        steps.append(_step("stop_sleepers", 4, figures))
    return steps


def _missing(kpis: Sequence[Kpi]) -> list[PlanStep]:
    """What to export, and what to write down; a figure that lacks both comes of neither alone."""
    steps = []
    facts = [[need.removeprefix(_FACTS) for need in kpi.needs if need.startswith(_FACTS)] for kpi in kpis]
    columns = sum(1 for kpi, told in zip(kpis, facts, strict=True) if kpi.needs and not told)
    if columns:
        steps.append(_step("missing_columns", 5, {"kpis": float(columns)}))
    alone = [told for kpi, told in zip(kpis, facts, strict=True) if told and len(told) == len(kpi.needs)]
    if alone:
        names = dict.fromkeys(name for told in alone for name in told)
        steps.append(_step("missing_settings", 5, {"kpis": float(len(alone)), "settings": " ".join(names)}))
    return steps


def _data_steps(kpis: Sequence[Kpi], rows: Rows, phones: Sequence[SharedPhone]) -> list[PlanStep]:
    steps = _missing(kpis)
    if rows.rejected:
        steps.append(_step("fix_rejected", 5, {"rows": float(rows.rejected)}))
    if phones:
        steps.append(_step("shared_phones", 5, {"phones": float(len(phones))}, "shared_phones", len(phones)))
    return steps
