"""Workbooks through python-calamine: loaded sheets, batches of text, and its errors as refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
)

from liuke.sheets.reading.cell_text import Cell, rows_as_text
from liuke.sheets.reading.kept_sheets import KEPT_SHEETS, Owner
from liuke.sheets.reading.model import Batch, Row
from liuke.sheets.reading.refusals import FileDamaged, FilePasswordProtected
from liuke.values.readable_path import readable

# calamine believes these extensions and looks into the bytes for all others.
_BELIEVED = {
    "xlsx": (".xlsx", ".xlsm"),
    "xlsb": (".xlsb",),
    "xls": (".xls",),
    "ods": (".ods",),
}
# So few that their cells are still in the processor's cache when they are looked at column by column.
_CONVERTED_ROWS = 500
_UNHEARD_OF = "Unsupported cell error value"
T = TypeVar("T")


class ErrorValueUnheardOf(FileDamaged):
    """calamine met an error value it does not know; nothing is wrong with the file."""


class CalamineBook(Owner):
    """One workbook file. It is opened when the first sheet is asked for."""

    def __init__(self, path: Path, *, file: str, kind: str) -> None:
        super().__init__()
        self.file = file
        self._path = path
        self._kind = kind
        self._book: CalamineWorkbook | None = None

    def batches(self, sheet: str, size: int) -> Iterator[Batch]:
        """The rows from 1 to the last filled one. A sheet stays loaded until it was read to its end."""
        loaded = KEPT_SHEETS.take(self, sheet) or self.load(sheet)
        finished = False
        try:
            yield from _without_blank_end(_blocks(loaded, size), size)
            finished = True
        except OverflowError as error:  # a number without end, formatted as a duration
            raise FileDamaged(file=self.file, detail=str(error)) from error
        finally:
            if not finished:
                cells = (loaded.total_height + 1) * (loaded.total_width + 1)
                KEPT_SHEETS.keep(self, sheet, loaded, cells=cells)

    def sheets(self) -> list[SheetMetadata]:
        """All sheets in the order of their tabs, chart and macro sheets included."""
        return self._guarded(self._open).sheets_metadata

    def reopen(self, workbook: BinaryIO) -> None:
        """Read from this copy of the workbook from now on."""
        self._book = self._guarded(lambda: CalamineWorkbook.from_filelike(workbook))

    def _open(self) -> CalamineWorkbook:
        if self._book is None:
            path_is_text = readable(self._path) == str(self._path)  # calamine opens no other
            if path_is_text and self._path.suffix in _BELIEVED[self._kind]:
                self._book = CalamineWorkbook.from_path(str(self._path))
            else:
                with self._path.open("rb") as stream:
                    self._book = CalamineWorkbook.from_filelike(stream)
        return self._book

    def load(self, sheet: str) -> CalamineSheet:
        """The sheet, laid out in memory. Raises ``FileDamaged`` and ``FilePasswordProtected``."""
        return self._guarded(lambda: self._open().get_sheet_by_name(sheet))

    def _guarded(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except PasswordError as error:
            raise FilePasswordProtected(file=self.file) from error
        except CalamineError as error:
            if str(error).startswith(_UNHEARD_OF):
                raise ErrorValueUnheardOf(file=self.file, detail=str(error)) from error
            raise FileDamaged(file=self.file, detail=str(error)) from error
        except OSError as error:  # calamine's word for a part that ends too early
            raise FileDamaged(file=self.file, detail=str(error)) from error
        except BaseException as error:
            # A panic in Rust code reaches Python as an exception of a class that cannot be imported.
            if type(error).__name__ != "PanicException":
                raise
            raise FileDamaged(file=self.file, detail=str(error)) from error


def _blocks(sheet: CalamineSheet, size: int) -> Iterator[list[Row]]:
    rows = cast("Iterator[list[Cell]]", sheet.iter_rows())
    # Rows start with the first one of the sheet, but columns with the first that is used.
    left: Row = [None] * (sheet.start[1] if sheet.start else 0)
    block: list[Row] = []
    while cells := list(islice(rows, min(_CONVERTED_ROWS, size - len(block)))):
        texts = rows_as_text(cells)
        block += [left + row for row in texts] if left else texts
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block


def _without_blank_end(blocks: Iterator[list[Row]], size: int) -> Iterator[Batch]:
    number = blank = 0
    for rows in blocks:
        filled = next((end for end in range(len(rows), 0, -1) if any(rows[end - 1])), 0)
        if filled:
            for start in range(number + 1, number + blank + 1, size):
                numbers = list(range(start, min(start + size, number + blank + 1)))
                yield Batch(numbers, [[] for _ in numbers])
            number += blank
            yield Batch(list(range(number + 1, number + filled + 1)), rows[:filled])
            number += filled
            blank = 0
        blank += len(rows) - filled
