"""The account of the files, as it stands in the diagnosis."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.insight.diagnosis.contract import Answer, Input, MappedColumn, Quality, Remark, Rows, SharedPhone
from liuke.insight.engine.engine import Engine
from liuke.sheets.intake.take_in import Intake, Planned
from liuke.sheets.recognition.sheet_plan import Question, SheetPlan


def inputs_of(intake: Intake) -> tuple[list[Input], Rows]:
    """The counts of every sheet, and their sums."""
    inputs = [
        Input(
            file=s.file,
            sheet=s.sheet,
            kind=s.kind,  # type: ignore[arg-type]
            rows_read=s.rows_read,
            accepted=s.accepted,
            fixed=s.fixed,
            duplicates=s.duplicates,
            skipped=s.skipped,
            rejected=s.rejected,
        )
        for s in intake.sheets
    ]
    names = ("rows_read", "accepted", "fixed", "duplicates", "skipped", "rejected")
    return inputs, Rows(**{name: sum(getattr(i, name) for i in inputs) for name in names})


def quality_of(
    *, engine: Engine, intake: Intake, planned: Planned, plans: Sequence[SheetPlan],
    answered: Sequence[tuple[Question, str, str]],
) -> Quality:  # fmt: skip
    """What was understood, fixed, warned of and asked. ``answered`` holds (question, answer, by whom)."""
    without_sale = engine.rows("SELECT count(*) FROM vehicle WHERE delivery_day IS NULL AND visits > 0")[0][0]
    stores = engine.rows(
        "SELECT DISTINCT store FROM visit WHERE store IS NOT NULL AND store NOT IN (SELECT store FROM vehicle"
        " WHERE delivery_day IS NOT NULL AND store IS NOT NULL) ORDER BY store"
    )
    return Quality(
        mapping=[column for plan in plans for column in _columns(plan)],
        remarks=[
            Remark(r.code, r.reaction, r.file, r.sheet, r.column, r.rows, list(r.examples))
            for r in intake.remarks
        ],
        answers=[
            Answer(q.code, q.file, q.sheet, q.subject, dict(q.detail), answer, by)  # type: ignore[arg-type]
            for q, answer, by in answered
        ],
        hidden_sheets=list(planned.hidden_sheets),
        hidden_rows=list(planned.hidden_rows),
        shared_phones=[
            SharedPhone(p.phone, p.owners, p.vehicles, list(p.names)) for p in intake.phones_on_many_owners
        ],
        vehicles_without_sale=int(without_sale),
        stores_without_sales=[str(store) for (store,) in stores],
    )


def _columns(plan: SheetPlan) -> list[MappedColumn]:
    by_column = {m.column: m for m in plan.matches}
    times = {m.time_column: m for m in plan.matches if m.time_column is not None}
    found = []
    for column, name in enumerate(plan.names):
        match = by_column.get(column) or times.get(column)
        if match is not None:
            found.append(MappedColumn(plan.file, plan.sheet, name, match.field, match.confidence, match.how))
        elif name:
            found.append(MappedColumn(plan.file, plan.sheet, name, None, 0.0, "unknown"))
    return found
