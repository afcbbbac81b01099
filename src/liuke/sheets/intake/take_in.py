"""Takes files in, from opening them to accepted rows in Parquet; stops where a person has to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from liuke.sheets.cleaning.sift import is_filled
from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.intake import account, cross_checks
from liuke.sheets.intake.accept import apply_rules, settle_keys, show_accepted
from liuke.sheets.intake.answered_rows import withdraw_answered
from liuke.sheets.intake.read_sheet import SheetReading, read_sheet
from liuke.sheets.intake.refusals import NothingRecognised, NoUsableRow
from liuke.sheets.intake.staging import all_threads, open_staging
from liuke.sheets.reading.model import SourceFile
from liuke.sheets.reading.open_file import open_file
from liuke.sheets.recognition.mapping_file import MappingFile
from liuke.sheets.recognition.recognise import recognise
from liuke.sheets.recognition.refusals import NothingInFile, OnlyHiddenSheets
from liuke.sheets.recognition.sheet_plan import Question, SheetPlan
from liuke.values.moment import DayOrder
from liuke.values.refusal import Refusal

HEAD_ROWS = 400
"""Rows looked at to recognise a sheet."""

Answers = dict[tuple[str, str, str, str], str]
Progress = Callable[[str, str, int], None]
"""Told (step, subject, rows since last told)."""


@dataclass(frozen=True)
class Planned:
    """Every sheet to be read with its source, and what has to be asked before reading."""

    sources: tuple[SourceFile, ...]
    sheets: tuple[tuple[SourceFile, SheetPlan], ...]
    hidden_sheets: tuple[tuple[str, str], ...]
    hidden_rows: tuple[tuple[str, str, int], ...]

    @property
    def questions(self) -> list[Question]:
        return [question for _, plan in self.sheets for question in plan.questions]


@dataclass(frozen=True)
class Staged:
    """All sheets read; ``questions`` only showed in the rows."""

    connection: duckdb.DuckDBPyConnection
    readings: tuple[SheetReading, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Intake:
    """The result: folder of accepted records (one Parquet per kind) and the account of everything else."""

    records: Path
    sheets: tuple[account.SheetAccount, ...]
    remarks: tuple[account.RemarkAccount, ...]
    phones_on_many_owners: tuple[cross_checks.PhoneOnManyOwners, ...]


def plan_files(*, paths: Sequence[Path], mapping: MappingFile, answers: Answers) -> Planned:
    """Opens every file and recognises its sheets. Raises the Refusal of the first unusable file."""
    sources, sheets, hidden, hidden_rows = [], [], [], []
    for path in paths:
        source = open_file(path)
        sources.append(source)
        planned = []
        for info in source.sheets:
            if info.hidden and not mapping.reads_hidden(file=source.name, sheet=info.name):
                hidden.append((source.name, info.name))
                continue
            head = next(source.batches(info.name, size=HEAD_ROWS), None)
            if head is None or not any(is_filled(cell) for row in head.rows for cell in row):
                continue
            plan = recognise(file=source.name, info=info, head=head, mapping=mapping, answers=answers)
            below = plan.header_rows[-1] if plan.header_rows else 0
            if plan.kind is None or any(
                number > below and any(row) for number, row in zip(head.numbers, head.rows, strict=True)
            ):
                planned.append(plan)
            if info.hidden_rows:
                hidden_rows.append((source.name, info.name, info.hidden_rows))
        if not planned:
            raise _nothing(source.name, [sheet for file, sheet in hidden if file == source.name])
        sheets += [(source, plan) for plan in planned]
    return Planned(tuple(sources), tuple(sheets), tuple(hidden), tuple(hidden_rows))


def _nothing(file: str, hidden: Sequence[str]) -> Refusal:
    return OnlyHiddenSheets(file=file, sheets="、".join(hidden)) if hidden else NothingInFile(file=file)


def stage(*, planned: Planned, answers: Answers, folder: Path, progress: Progress) -> Staged:
    """Reads every planned sheet into a staging store in ``folder``; short dates may leave a question."""
    connection = open_staging(folder, filled=_filled_fields([plan for _, plan in planned.sheets]))
    readings = []
    for number, (source, sheet_plan) in enumerate(planned.sheets):
        plan = _with_day_orders(sheet_plan, answers)
        reading = _read(connection, source, plan, number, folder, progress)
        settled = _settled_orders(reading)
        if settled:
            connection.execute(f"DELETE FROM {plan.kind} WHERE source_file = ?", [number])
            connection.execute("DELETE FROM note WHERE source_file = ?", [number])
            plan = replace(plan, day_orders={**plan.day_orders, **settled})
            reading = _read(connection, source, plan, number, folder, progress)
        readings.append(reading)
    questions = [question for reading in readings for question in _day_order_questions(reading)]
    return Staged(connection, tuple(readings), tuple(questions))


def _filled_fields(plans: Sequence[SheetPlan]) -> dict[str, set[str]]:
    """By kind, the fields that any sheet of it has."""
    filled: dict[str, set[str]] = {}
    for plan in plans:
        if plan.kind is not None:
            filled.setdefault(plan.kind, set()).update(match.field for match in plan.matches)
    return filled


def _read(
    connection: duckdb.DuckDBPyConnection, source: SourceFile, plan: SheetPlan, number: int, folder: Path,
    progress: Progress,
) -> SheetReading:  # fmt: skip
    return read_sheet(
        connection=connection,
        source=source,
        plan=plan,
        number=number,
        folder=folder,
        progress=lambda rows: progress("read", f"{plan.file} · {plan.sheet}", rows),
    )


def _with_day_orders(plan: SheetPlan, answers: Answers) -> SheetPlan:
    given: Mapping[str, DayOrder] = {
        subject: answer  # type: ignore[misc]
        for (code, file, sheet, subject), answer in answers.items()
        if code == "day_order" and file == plan.file and sheet == plan.sheet
    }
    return replace(plan, day_orders={**plan.day_orders, **given}) if given else plan


def _settled_orders(reading: SheetReading) -> dict[str, DayOrder]:
    """Columns whose other dates leave one order only: 13/5/26 settles 3/5/26."""
    return {
        account.header_of(reading, field): next(iter(allowed))
        for field, (allowed, example) in reading.open_orders.items()
        if example and len(allowed) == 1
    }


def _day_order_questions(reading: SheetReading) -> list[Question]:
    plan = reading.plan
    return [
        Question(
            "day_order",
            plan.file,
            plan.sheet,
            account.header_of(reading, field),
            next(order for order in ("mdy", "dmy", "ymd") if order in allowed),
            tuple(order for order in ("mdy", "dmy", "ymd") if order in allowed),
            {"example": example},
        )
        for field, (allowed, example) in reading.open_orders.items()
        if example and len(allowed) > 1
    ]


def judge(*, staged: Staged, today: dt.date, progress: Progress) -> list[Question]:
    """Accepts and rejects every staged row and holds the accepted ones against each other.

    Returns what is still to be asked. Raises NoUsableRow when nothing at all was accepted.
    """
    connection = staged.connection
    all_threads(connection, rows=sum(reading.rows_read for reading in staged.readings))
    for reading in staged.readings:
        if reading.unreadable:
            connection.executemany(
                "INSERT INTO note VALUES (?, ?, NULL, 'rejected', ?, NULL, NULL)",
                [[reading.number, row, why] for row, why in reading.unreadable],
            )
    connection.execute("CREATE TABLE duplicate (kind VARCHAR, source_file INTEGER, source_row INTEGER)")
    present = {reading.plan.kind for reading in staged.readings}
    for kind in KINDS:
        progress("judge", kind, 0)
        if kind in present:
            apply_rules(connection, kind=kind, today=today)
    withdraw_answered(connection, staged.readings)
    for kind in KINDS:
        if kind in present:
            settle_keys(connection, kind=kind)
        show_accepted(connection, kind=kind)
    _refuse_nothing(staged)
    progress("cross_check", "", 0)
    cross_checks.check_across(connection)
    moved = cross_checks.moved_plates(connection)
    if moved is None:
        return []
    detail = {"plates": str(moved.plates), "plate": moved.plate, "vins": " → ".join(moved.vins)}
    return [Question("plate_moves", "", "", "", "yes", ("yes", "no"), detail)]


def _refuse_nothing(staged: Staged) -> None:
    counts = account.count_rows(staged.connection, staged.readings)
    if any(c.accepted for c in counts):
        return
    if all(c.kind == "unrecognised" for c in counts):
        raise NothingRecognised(sheets="、".join(f"{c.file} · {c.sheet}" for c in counts))
    reasons = [
        r for r in account.collect_remarks(staged.connection, staged.readings) if r.reaction == "rejected"
    ]
    heaviest = max(reasons, key=lambda r: r.rows, default=None)
    raise NoUsableRow(
        read=sum(c.rows_read for c in counts),
        rejected=sum(c.rejected for c in counts),
        skipped=sum(c.skipped for c in counts),
        column=heaviest.column if heaviest else None,
        reason=heaviest.code if heaviest else None,
    )


def finish(*, staged: Staged, answers: Answers, folder: Path) -> Intake:
    """Writes the accepted rows to ``folder`` (one Parquet per kind) and returns the account."""
    connection = staged.connection
    if answers.get(("plate_moves", "", "", "")) == "no":
        cross_checks.drop_moved_plates(connection)
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        target = str(folder / f"{kind}.parquet").replace("'", "''")
        connection.execute(
            f"COPY (SELECT * EXCLUDE (fixed) FROM accepted_{kind}) TO '{target}' (FORMAT parquet)"
        )
    return Intake(
        records=folder,
        sheets=tuple(account.count_rows(connection, staged.readings)),
        remarks=tuple(account.collect_remarks(connection, staged.readings)),
        phones_on_many_owners=tuple(cross_checks.phones_on_many_owners(connection)),
    )
