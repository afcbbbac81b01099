"""A table as a DMS exports it, and the two ways of writing it down."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import xlsxwriter

Cell = str | int | float | dt.date | dt.datetime | None
Columns = Mapping[str, Sequence[Cell]]
MOST_ROWS = 1_000_000
"""Rows of one sheet; Excel ends at 1,048,576."""
_IN_MEMORY_ROWS = 100_000
"""Up to here a book is built in memory: smaller files and faster, at some 5 KB a row."""
_MADE_ON = dt.datetime(2024, 1, 1)  # noqa: DTZ001 - equal worlds shall give equal files
_WIDTH = 15


@dataclass(frozen=True)
class Sheet:
    """One table: header words with their columns.

    ``title`` lines stand above and a ``total`` row below where the DMS prints them.
    """

    name: str
    columns: Columns
    title: tuple[str, ...] = ()
    total: Mapping[str, Cell] | None = None

    @property
    def row_count(self) -> int:
        return len(next(iter(self.columns.values())))

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        return list(zip(*self.columns.values(), strict=True))


def write_csv(path: Path, sheet: Sheet, *, encoding: str) -> None:
    """A csv file as Windows programs write it: CRLF, quotes only where needed."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(sheet.columns)
        writer.writerows(sheet.rows)


def write_xlsx(path: Path, sheets: Sequence[Sheet], *, most_rows: int = MOST_ROWS) -> None:
    """A workbook: dates as dates, numbers as numbers, text as text whatever it begins with.

    A table of more than ``most_rows`` goes on in further sheets.
    """
    rows = sum(sheet.row_count for sheet in sheets)
    options = {
        "constant_memory": rows > _IN_MEMORY_ROWS,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _MADE_ON})
        styles = _Styles(
            head=book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1}),
            title=book.add_format({"bold": True, "font_size": 14}),
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            money=book.add_format({"num_format": "0.00"}),
        )
        for sheet in sheets:
            for page in _pages(sheet, most_rows):
                _write_sheet(book.add_worksheet(page.name), page, styles)


def _pages(sheet: Sheet, most_rows: int) -> list[Sheet]:
    count = sheet.row_count
    if count <= most_rows:
        return [sheet]
    starts = range(0, count, most_rows)
    return [
        replace(
            sheet,
            name=sheet.name if start == 0 else f"{sheet.name}{page}",
            columns={name: cells[start : start + most_rows] for name, cells in sheet.columns.items()},
            total=sheet.total if start == starts[-1] else None,
        )
        for page, start in enumerate(starts, start=1)
    ]


@dataclass(frozen=True)
class _Styles:
    head: xlsxwriter.format.Format
    title: xlsxwriter.format.Format
    day: xlsxwriter.format.Format
    moment: xlsxwriter.format.Format
    money: xlsxwriter.format.Format


def _write_sheet(paper: xlsxwriter.worksheet.Worksheet, sheet: Sheet, styles: _Styles) -> None:
    paper.set_column(0, len(sheet.columns) - 1, _WIDTH)
    row = 0
    for line in sheet.title:
        paper.write_string(row, 0, line, styles.title if row == 0 else None)
        row += 1
    for place, header in enumerate(sheet.columns):
        paper.write_string(row, place, header, styles.head)
    for cells in sheet.rows:
        row += 1
        for place, cell in enumerate(cells):
            _write_cell(paper, row, place, cell, styles)
    if sheet.total is not None:
        for place, header in enumerate(sheet.columns):
            _write_cell(paper, row + 1, place, sheet.total.get(header), styles)


def _write_cell(
    paper: xlsxwriter.worksheet.Worksheet, row: int, place: int, cell: Cell, styles: _Styles
) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        paper.write_string(row, place, cell)
    elif isinstance(cell, dt.datetime):
        paper.write_datetime(row, place, cell, styles.moment)
    elif isinstance(cell, dt.date):
        paper.write_datetime(row, place, dt.datetime(cell.year, cell.month, cell.day), styles.day)  # noqa: DTZ001
    else:
        paper.write_number(row, place, cell, styles.money if isinstance(cell, float) else None)
