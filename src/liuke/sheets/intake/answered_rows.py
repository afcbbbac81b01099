"""Rows of an error workbook take the place of the rows they were written for.

Whoever corrects the error workbook and gives it back beside the first files has decided: a row in it stands
for its original, and of a conflict that was written into it, what was deleted there is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from liuke.sheets.intake.accept import in_conflict_with
from liuke.sheets.intake.read_sheet import SheetReading
from liuke.sheets.recognition.header_words import FORM_ROW_HEADS, FORM_SHEET_HEADS, is_form_head

_SAME_CELLS = 0.5
"""A row of another export has the number of an original by chance; more than half of its cells differ."""


@dataclass(frozen=True)
class _Form:
    """A sheet of an error workbook: what it says about originals, by their sheet and row number."""

    reading: SheetReading
    rows: dict[tuple[str, int], dict[str, str]]


def withdraw_answered(connection: duckdb.DuckDBPyConnection, readings: Sequence[SheetReading]) -> None:
    """Takes out the originals that error workbooks of the same run decide about, with all notes on them.

    They count as skipped. Comes after the rules have marked bad rows and before keys are settled.
    """
    forms = [form for reading in readings if (form := _form_of(reading))]
    own = [form.reading.number for form in forms]
    originals = [r for r in readings if r.spool is not None and r.number not in own] if forms else []
    for kind in {form.reading.plan.kind for form in forms}:
        assert kind is not None
        answered = {
            (original.number, row)
            for original in originals
            for form in forms
            if original.plan.kind == kind and _is_for(form, original)
            for row in _answered(form, original)
        }
        if answered:
            answered |= in_conflict_with(connection, kind=kind, rows=answered, without=own)
        for original in originals:
            rows = sorted(row for file, row in answered if file == original.number)
            if rows:
                _withdraw(connection, original, rows)


def _form_of(reading: SheetReading) -> _Form | None:
    names = reading.plan.names
    sheets = [place for place, name in enumerate(names) if name in FORM_SHEET_HEADS]
    numbers = [place for place, name in enumerate(names) if name in FORM_ROW_HEADS]
    if reading.plan.kind is None or reading.spool is None or not sheets or not numbers:
        return None
    rows = {}
    for cells in reading.spool.all_cells():
        sheet, number = cells[sheets[0]], cells[numbers[0]]
        if sheet and number and number.strip().isdecimal():
            own = {name: cell for name, cell in zip(names, cells, strict=True) if name and cell}
            rows[sheet, int(number)] = own
    return _Form(reading, rows)


def _is_for(form: _Form, original: SheetReading) -> bool:
    """Whether the form has the columns of that sheet and rows of it."""
    own = {name for name in form.reading.plan.names if name and not is_form_head(name)}
    return form.reading.plan.kind == original.plan.kind and own == {n for n in original.plan.names if n}


def _answered(form: _Form, original: SheetReading) -> Iterator[int]:
    assert original.spool is not None
    told = {number: cells for (sheet, number), cells in form.rows.items() if sheet == original.plan.sheet}
    for number, row in original.spool.cells_of(set(told)):
        cells = [(name, cell) for name, cell in zip(original.plan.names, row, strict=True) if name and cell]
        same = sum(1 for name, cell in cells if told[number].get(name) == cell)
        if cells and same >= len(cells) * _SAME_CELLS:
            yield number


def _withdraw(connection: duckdb.DuckDBPyConnection, original: SheetReading, rows: list[int]) -> None:
    kind, number = original.plan.kind, original.number
    where = "source_file = ? AND source_row IN (SELECT unnest(?::BIGINT[]))"
    connection.execute(f"DELETE FROM {kind} WHERE {where}", [number, rows])
    connection.execute(f"DELETE FROM note WHERE {where}", [number, rows])
    original.skipped["answered"] += len(rows)
