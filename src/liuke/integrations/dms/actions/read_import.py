"""Reads the files of an import and leaves the preview: the work of a worker."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from liuke.insight.reports.workbook.write_error_workbook import write_error_workbook
from liuke.integrations.dms import preview, storage
from liuke.integrations.dms.homes import homes_of, invented
from liuke.integrations.dms.models import ImportBatch
from liuke.integrations.dms.moving import locked_import, move
from liuke.integrations.dms.progress import ProgressLine
from liuke.integrations.dms.queries import scope_behind
from liuke.integrations.dms.questions import Asked, answers_from_json
from liuke.integrations.dms.reading import Request, Taken, read
from liuke.integrations.dms.remembered import known_sheet, remembered_mapping, signature_of
from liuke.integrations.dms.rules.states import State
from liuke.integrations.dms.stores import ask_for_sheet, stores_for
from liuke.org.rules.roles import Permission
from liuke.sheets.intake.account import count_rows, rejected_rows
from liuke.values.reach import Reach
from liuke.vehicles.history.stage import stage


def read_import(*, batch_id: UUID, today: dt.date) -> None:
    """Does nothing for an import that is not to be read any more; may be done again after a kill.

    Every attempt has a folder of its own, so that a killed one leaves nothing that counts.
    """
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.state != State.READING:
        return
    scope = scope_behind(batch)
    within, reach = stores_for(scope), scope.reach(Permission.IMPORT)
    attempt = f"reading-{uuid4().hex[:12]}"
    folder = storage.folder_of(batch_id) / attempt
    given = answers_from_json(batch.answers)
    with ProgressLine(batch_id) as line:
        line.tell("open")
        request = Request(
            paths=storage.named(batch_id, batch.files.values_list("name", "sha256")),
            given=given,
            mapping=remembered_mapping(),
            within=within,
            today=today,
            folder=folder,
        )
        taken = read(request, progress=line.tell)
        try:
            line.tell("compare")
            _leave_preview(batch, taken, request, reach, attempt)
        finally:
            taken.staged.connection.close()
    for name in ("staging", "again"):
        shutil.rmtree(folder / name, ignore_errors=True)


@transaction.atomic
def _leave_preview(batch: ImportBatch, taken: Taken, request: Request, reach: Reach, attempt: str) -> None:
    locked = locked_import(batch.pk)
    if locked.state != State.READING or locked.answers != batch.answers:
        return
    found = {"seen_before": locked.found.get("seen_before", []), "folder": attempt, **_found(taken)}
    with connection.cursor() as cursor:
        homes = homes_of(found, stores=invented(found), numbered=False)
        stage(cursor, records=taken.intake.records, homes=homes, reach=reach)
        asked = [*taken.asked, *_sheets_asked(preview.rows_without_store(cursor), taken, request)]
        found["questions"] = [_proposed(question) for question in asked]
        _reject_misplaced(taken, preview.misplaced(cursor))
        preview.keep_examples(cursor, batch_id=batch.pk)
        found["counts"] = preview.count_fates(cursor)
    _write_errors(batch, taken, request, found)
    found["sheets"] = [asdict(s) for s in count_rows(taken.staged.connection, taken.staged.readings)]
    locked.found = found
    move(locked, State.PREVIEW)


def _found(taken: Taken) -> dict[str, Any]:
    plans = taken.plans
    return {
        "homes": [[home.said[0], home.said[1], home.store, home.is_new] for home in taken.homes],
        "new_stores": dict(taken.new_stores),
        "unnamed": {str(sheet): store for sheet, store in taken.unnamed.items()},
        "signatures": [signature_of(plan) for plan in plans],
        "sheet_names": [[plan.file, plan.sheet, plan.kind or "unrecognised"] for plan in plans],
        "known_sheets": [_sheet_json(plan) for plan in plans if plan.kind],
        "remarks": [asdict(remark) for remark in taken.intake.remarks],
        "hidden_sheets": list(taken.planned.hidden_sheets),
    }


def _sheet_json(plan: Any) -> dict[str, Any]:
    known = known_sheet(plan)
    names = ("signature", "kind", "columns", "time_columns", "day_orders")
    return {name: getattr(known, name) for name in names}


def _sheets_asked(rows: dict[int, int], taken: Taken, request: Request) -> list[Asked]:
    """Sheets with rows whose store neither they nor an order number tells."""
    asked = []
    for number, count in sorted(rows.items()):
        plan = taken.plans[number]
        proposed = taken.unnamed.get(number)
        asked.append(
            ask_for_sheet(
                place=(plan.file, plan.sheet),
                rows=count,
                proposal=UUID(proposed) if proposed else None,
                within=request.within,
                given=request.given,
            )
        )
    return asked


def _proposed(question: Asked) -> dict[str, Any]:
    """Questions as they are kept; an answer that is none of the choices any more is dropped."""
    answer = question.answer if question.answer in question.choices else None
    return {**question.as_json(), "answer": answer}


def _reject_misplaced(taken: Taken, rows: list[preview.Misplaced]) -> None:
    """Rows the comparison could not place join the rejected ones of the intake."""
    staging = taken.staged.connection
    if not rows:
        return
    staging.execute(
        "CREATE OR REPLACE TEMP TABLE misplaced (sheet INTEGER, line INTEGER, code VARCHAR, field VARCHAR)"
    )
    staging.executemany("INSERT INTO misplaced VALUES (?, ?, ?, ?)", [list(row) for row in rows])
    staging.execute("INSERT INTO note SELECT sheet, line, field, 'rejected', code, NULL, NULL FROM misplaced")
    for kind in {reading.plan.kind for reading in taken.staged.readings if reading.plan.kind}:
        staging.execute(
            f"UPDATE {kind} SET bad = true"
            " WHERE (source_file, source_row) IN (SELECT (sheet, line) FROM misplaced)"
        )


def _write_errors(batch: ImportBatch, taken: Taken, request: Request, found: dict[str, Any]) -> None:
    rejected = rejected_rows(taken.staged.connection, taken.staged.readings)
    kept = preview.keep_rejected(rejected, batch_id=batch.pk, sheets=found["sheet_names"])
    found["rejected"] = write_error_workbook(rejected=kept, path=request.folder / "errors.xlsx")
