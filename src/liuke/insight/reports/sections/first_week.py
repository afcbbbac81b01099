"""What to do on Monday: the first week, with the lists attached."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis, PlanStep, ProfitBasis
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.wording import fields, plan
from liuke.insight.reports.wording.basis import of_basis
from liuke.insight.reports.workbook.catalogue import sheet_title


@dataclass(frozen=True)
class StepRow:
    """``day`` is empty for a step without one; ``sheet`` names the list in the workbook."""

    day: str
    title: str
    text: str
    sheet: str
    rows: str


def build_first_week(diagnosis: Diagnosis, pen: Pen) -> list[StepRow]:
    return [_step(step, diagnosis.profit_basis, pen) for step in diagnosis.plan]


def _step(step: PlanStep, basis: ProfitBasis, pen: Pen) -> StepRow:
    title, text = plan.STEPS.get(step.code, (step.code.replace("_", " "), ""))
    if step.figures.get("yuan") == 0:
        text = plan.WITHOUT_YUAN.get(step.code, text)
    figures = pen.f.named(step.figures)
    settings = step.figures.get("settings")
    if isinstance(settings, str):
        names = [f"{fields.field(name, pen.t)} ({name})" for name in settings.split()]
        figures["settings"] = pen.t.join(names)
    if step.figures.get("slice") == "":
        figures["slice"] = pen.t("the whole group")
    weekday = step.figures.get("weekday")
    day = plan.DAYS.get(int(weekday), "") if isinstance(weekday, int | float) else ""
    return StepRow(
        pen.t(day),
        pen.t(title, **figures),
        pen.t(of_basis(text, basis), **figures),
        sheet_title(step.sheet, pen.t) if step.sheet else "",
        pen.rows(step.rows) if step.rows else "",
    )
