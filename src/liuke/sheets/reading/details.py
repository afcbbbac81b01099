"""What calamine does not tell of a sheet, in one shape for xls, xlsb and OpenDocument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from liuke.sheets.reading.calamine_book import CalamineBook
from liuke.sheets.reading.faults import BookReader, Faults, FaultyCell
from liuke.sheets.reading.model import MERGES_WITHIN_ROWS, CellFault, Kind, Merge, SheetInfo, SourceFile
from liuke.sheets.reading.refusals import NoSheet

ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The codes of errors in binary workbooks."""


@dataclass(frozen=True)
class FaultyRows:
    """Faulty cells of ``count`` equal rows from ``first`` on, as OpenDocument writes them.

    ``cells``: first column, number of equal cells, text and fault.
    """

    first: int
    count: int
    cells: Sequence[tuple[int, int, str, CellFault]]

    def cells_of(self, row: int) -> list[FaultyCell]:
        """The cells of one row, written out."""
        return [
            FaultyCell(row, index, text, fault)
            for column, count, text, fault in self.cells
            for index in range(column, column + count)
        ]


@dataclass
class SheetDetails:
    """``faults`` in the order of the file."""

    hidden_rows: int = 0
    merged: list[Merge] = field(default_factory=list)
    faults: list[FaultyRows] = field(default_factory=list)

    def add_error(self, row: int, column: int, code: int) -> None:
        """An error value of a binary workbook; ``row`` from 0, as they count."""
        error = (column, 1, ERROR_TEXTS.get(code, "#N/A"), CellFault.ERROR_VALUE)
        self.faults.append(FaultyRows(row + 1, 1, (error,)))

    def add_merge(self, corners: tuple[int, int, int, int]) -> None:
        """First and last row, first and last column, from 0."""
        first_row, last_row, first_column, last_column = corners
        if first_row < MERGES_WITHIN_ROWS:
            self.merged.append((first_row + 1, first_column, last_row + 1, last_column))

    def faulty_cells(self) -> Faults:
        """The faulty cells, row by row."""
        for rows in sorted(self.faults, key=lambda rows: rows.first):
            for row in range(rows.first, rows.first + rows.count):
                yield row - 1, rows.cells_of(row)


def source_with_details(
    path: Path, book: CalamineBook, details: Sequence[SheetDetails], *, kind: Kind, epoch_1904: bool
) -> SourceFile:
    """A workbook whose sheets calamine names, with ``details`` in the same order. Raises ``NoSheet``."""
    entries = book.sheets()
    told = details if len(details) == len(entries) else [SheetDetails() for _ in entries]
    worksheets = [
        (_info(entry, detail, epoch_1904=epoch_1904), detail)
        for entry, detail in zip(entries, told, strict=True)
        if entry.typ == SheetTypeEnum.WorkSheet
    ]
    if not worksheets:
        raise NoSheet(file=book.file)
    faults = {info.name: detail.faulty_cells for info, detail in worksheets if detail.faults}
    return SourceFile(path, book.file, kind, tuple(info for info, _ in worksheets), BookReader(book, faults))


def _info(entry: SheetMetadata, detail: SheetDetails, *, epoch_1904: bool) -> SheetInfo:
    return SheetInfo(
        name=entry.name,
        hidden=entry.visible != SheetVisibleEnum.Visible,
        hidden_rows=detail.hidden_rows,
        merged=tuple(detail.merged),
        epoch_1904=epoch_1904,
    )
