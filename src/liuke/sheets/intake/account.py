"""The account of an intake: what became of every row, what was fixed, what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb

from liuke.sheets.cleaning.row_rules import rules_of
from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.intake.read_sheet import EXAMPLES, SheetReading
from liuke.sheets.recognition.header_words import is_form_head

_ABOUT_WHOLE_ROWS = {"invalid_bytes": "\ufffd", "nul": "\x00"}
"""Reasons found before the columns were told apart, with the character that gives away the cells meant."""

_READ_ALREADY = frozenset(rule.code for kind in KINDS for rule in rules_of(kind)) | {"key_conflict"}
"""Reasons noted with the value a cell was read as; its owner looks for the cell as it stood."""


@dataclass(frozen=True)
class SheetAccount:
    """Counts of rows: read = accepted + rejected + duplicates + skipped; fixed are among the accepted."""

    file: str
    sheet: str
    kind: str
    rows_read: int
    accepted: int
    fixed: int
    duplicates: int
    skipped: int
    rejected: int


@dataclass(frozen=True)
class RemarkAccount:
    """One kind of remark on one column: how many rows, and (row number, text) of the first few."""

    code: str
    reaction: Literal["fixed", "warned", "rejected", "skipped"]
    file: str
    sheet: str
    column: str | None
    rows: int
    examples: tuple[tuple[int, str], ...]


Fault = tuple[str, str, str, str | None]
"""(column, value, reason, suggestion)."""


@dataclass(frozen=True)
class RejectedRow:
    """A row that was not taken: its cells as they stood, and why, fault by fault."""

    file: str
    sheet: str
    number: int
    header: tuple[str, ...]
    cells: list[str | None]
    faults: tuple[Fault, ...]


def count_rows(connection: duckdb.DuckDBPyConnection, readings: Sequence[SheetReading]) -> list[SheetAccount]:
    """The counts of every sheet, in the order of the run."""
    accepted: dict[int, tuple[int, int]] = {}
    for kind in KINDS:
        for number, rows, fixed in connection.execute(
            f"SELECT source_file, count(*), count(*) FILTER (WHERE fixed) FROM accepted_{kind} GROUP BY 1"
        ).fetchall():
            accepted[number] = (int(rows), int(fixed))
    duplicates = dict(connection.execute("SELECT source_file, count(*) FROM duplicate GROUP BY 1").fetchall())
    accounts = []
    for reading in readings:
        taken, fixed = accepted.get(reading.number, (0, 0))
        skipped, twice = sum(reading.skipped.values()), int(duplicates.get(reading.number, 0))
        accounts.append(
            SheetAccount(
                file=reading.plan.file,
                sheet=reading.plan.sheet,
                kind=reading.plan.kind or "unrecognised",
                rows_read=reading.rows_read,
                accepted=taken,
                fixed=fixed,
                duplicates=twice,
                skipped=skipped,
                rejected=reading.rows_read - taken - twice - skipped,
            )
        )
    return accounts


def collect_remarks(
    connection: duckdb.DuckDBPyConnection, readings: Sequence[SheetReading]
) -> list[RemarkAccount]:
    """Every remark with its count and examples, the most frequent first within reaction."""
    by_number = {reading.number: reading for reading in readings}
    rows = connection.execute(
        "SELECT source_file, field, reaction, code, count(DISTINCT source_row) AS n,"
        f" min_by((source_row, value), source_row, {EXAMPLES}) FROM note GROUP BY 1, 2, 3, 4"
        " ORDER BY reaction, n DESC, code, source_file, field"
    ).fetchall()
    remarks = []
    for number, field, reaction, code, count, examples in rows:
        reading = by_number[number]
        shown = tuple((int(row), str(value or "")[:80]) for row, value in examples)
        column = header_of(reading, field)
        remarks.append(
            RemarkAccount(code, reaction, reading.plan.file, reading.plan.sheet, column, int(count), shown)
        )
    return remarks + [remark for reading in readings for remark in _sheet_remarks(reading)]


def _sheet_remarks(reading: SheetReading) -> Iterator[RemarkAccount]:
    """What concerns the sheet as a whole, and the rows that were skipped."""
    file, sheet = reading.plan.file, reading.plan.sheet
    for fix in reading.plan.file_fixes:
        yield RemarkAccount(fix, "fixed", file, sheet, None, 0, ())
    for column in reading.plan.unknown_columns if reading.plan.kind else ():
        yield RemarkAccount("unknown_column", "warned", file, sheet, column, 0, ())
    if reading.surplus_rows:
        shown = tuple((row, text[:80]) for row, text in reading.surplus)
        yield RemarkAccount("surplus_cells", "warned", file, sheet, None, reading.surplus_rows, shown)
    for why, count in sorted(reading.skipped.items()):
        shown = tuple(reading.skipped_examples.get(why, ()))
        yield RemarkAccount(why, "skipped", file, sheet, None, count, shown)


def header_of(reading: SheetReading, field: str) -> str:
    """The header word a field stands under in a sheet, else the field's own name."""
    column = reading.plan.column_of(field)
    return reading.plan.names[column] if column is not None and reading.plan.names[column] else field


def rejected_rows(
    connection: duckdb.DuckDBPyConnection, readings: Sequence[SheetReading]
) -> Iterator[RejectedRow]:
    """Every rejected row with its cells as they stood, sheet by sheet, in the order of the sheet."""
    for reading in readings:
        faults: dict[int, list[Fault]] = {}
        for number, field, value, code, suggestion in connection.execute(
            "SELECT source_row, field, value, code, suggestion FROM note WHERE source_file = ?"
            " AND reaction = 'rejected' ORDER BY source_row, field",
            [reading.number],
        ).fetchall():
            column = header_of(reading, field) if field else ""
            faults.setdefault(int(number), []).append((column, str(value or ""), code, suggestion))
        if not faults or reading.spool is None:
            continue
        own = [place for place, name in enumerate(reading.plan.names) if not is_form_head(name)]
        header = tuple(reading.plan.names[place] for place in own)
        for number, row in reading.spool.cells_of(set(faults)):
            cells = [row[place] for place in own]
            told = tuple(part for fault in faults[number] for part in _as_it_stood(fault, header, cells))
            yield RejectedRow(reading.plan.file, reading.plan.sheet, number, header, cells, told)


def _as_it_stood(fault: Fault, header: Sequence[str], cells: Sequence[str | None]) -> Iterator[Fault]:
    """The fault with the cell as the file has it; one of the whole row for each cell that shows it."""
    column, value, code, suggestion = fault
    sign = _ABOUT_WHOLE_ROWS.get(code)
    if sign:
        shown = [(head, cell) for head, cell in zip(header, cells, strict=False) if cell and sign in cell]
        yield from ((head, cell, code, suggestion) for head, cell in shown or [(column, value)])
        return
    if code in _READ_ALREADY and column in header:
        value = cells[header.index(column)] or ""
    yield column, value, code, suggestion
