"""One list on its sheet: frozen header, filter, widths, printable; streamed row by row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa
import xlsxwriter

from liuke.insight.reports.language import N_
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.wording import reasons
from liuke.insight.reports.workbook.catalogue import CellKind, Column
from liuke.insight.reports.workbook.cells import write_cell
from liuke.insight.reports.workbook.look import Look

LAST_ROW = 1_048_575
"""Index of the last row a sheet can have; a longer list goes on on another sheet."""

MOST_ROWS = 50_000
"""Rows of one list. Nobody works off more by hand, and each 10,000 take a second to write."""

OUTCOMES = (N_("booked"), N_("will not come"), N_("not reached"), N_("call again"), N_("wrong number"))

Row = Sequence[object]


class ListRows(Protocol):
    """Anything that streams Arrow: a DuckDB relation, a pyarrow Table or RecordBatchReader."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


@dataclass(frozen=True)
class Tools:
    """What every sheet of a workbook is written with."""

    workbook: xlsxwriter.Workbook
    look: Look
    pen: Pen


def columns_of(rows: ListRows, declared: Sequence[Column]) -> tuple[list[Column], Iterator[Row]]:
    """The declared columns the list brings (and those to fill in), and its rows in their order."""
    reader = pa.RecordBatchReader.from_stream(rows)
    there = set(reader.schema.names)
    columns = [c for c in declared if c.name in there or c.kind in ("outcome", "blank")]
    return columns, _rows(reader, [c.name if c.name in there else None for c in columns])


def _rows(reader: pa.RecordBatchReader, names: Sequence[str | None]) -> Iterator[Row]:
    for batch in reader:
        data = [[None] * batch.num_rows if n is None else batch.column(n).to_pylist() for n in names]
        yield from zip(*data, strict=True)


def write_list(tools: Tools, *, title: str, columns: Sequence[Column], rows: Iterable[Row]) -> int:
    """Writes rows, MOST_ROWS at most, on as many sheets as it takes; returns the number of all of them."""
    count, line, pages = 0, 1, 1
    sheet = _new_sheet(tools, title, columns)
    wording = _Wording(tools.pen)
    coded = [(place, column) for place, column in enumerate(columns) if wording.concerns(column)]
    plain = [(place, c.kind) for place, c in enumerate(columns) if not wording.concerns(c)]
    for row in rows:
        count += 1
        if count > MOST_ROWS:
            continue
        if line > LAST_ROW:
            _finish(sheet, columns, line, tools)
            pages += 1
            sheet, line = _new_sheet(tools, f"{title} ({pages})", columns), 1
        # A cell's place in its row does not matter to the writer, its row does.
        for place, kind in plain:
            write_cell(sheet, (line, place), row[place], kind, tools.look)
        for place, column in coded:
            write_cell(sheet, (line, place), wording.of(column, row[place]), column.kind, tools.look)
        line += 1
    _finish(sheet, columns, line, tools)
    return count


def write_kinds(
    tools: Tools, *, title: str, columns: Sequence[Column], rows: Iterable[Sequence[tuple[CellKind, object]]]
) -> int:
    """As ``write_list`` for short tables whose cells differ in kind within a column (shares, yuan)."""
    sheet, line = _new_sheet(tools, title, columns), 1
    for row in rows:
        for place, (kind, value) in enumerate(row):
            write_cell(sheet, (line, place), value, kind, tools.look)
        line += 1
    _finish(sheet, columns, line, tools)
    return line - 1


class _Wording:
    """Turns coded values of a list into words."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.verdicts = {
            True: pen.t("worth waking"),
            False: pen.t("leave asleep"),
            None: pen.t("too few to tell"),
        }

    @staticmethod
    def concerns(column: Column) -> bool:
        """Whether a column's values may be codes."""
        return column.kind == "wake" or column.name == "reasons"

    def of(self, column: Column, value: object) -> object:
        if column.kind == "wake":
            return self.verdicts.get(value) if value is None or isinstance(value, bool) else value
        return self._reasons(value) if isinstance(value, str) and value.startswith("[") else value

    def _reasons(self, coded: str) -> str:
        found = json.loads(coded)
        return self.pen.t.join([reasons.sentence(code, figures or {}, self.pen.t) for code, figures in found])


def _new_sheet(tools: Tools, title: str, columns: Sequence[Column]) -> Any:
    sheet = tools.workbook.add_worksheet(title)
    sheet.set_row(0, 30)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, tools.look.kinds[column.kind])
        sheet.write_string(0, place, tools.pen.t(column.title), tools.look.header)
    sheet.freeze_panes(1, 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{title}&R&P / &N")
    return sheet


def _finish(sheet: Any, columns: Sequence[Column], line: int, tools: Tools) -> None:
    """Filter and choices need to know where the list ends."""
    last = max(line - 1, 1)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    for place, column in enumerate(columns):
        if column.kind == "outcome":
            choices = [tools.pen.t(outcome) for outcome in OUTCOMES]
            sheet.data_validation(1, place, last, place, {"validate": "list", "source": choices})
