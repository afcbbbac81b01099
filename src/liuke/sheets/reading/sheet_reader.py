"""The rows of an xlsx sheet by column, a piece of the XML at a time; what is not plain goes to calamine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from liuke.sheets.reading.ask_calamine import AskCalamine, Unanswered
from liuke.sheets.reading.faults import BookReader
from liuke.sheets.reading.model import Batch, ColumnBatch, Columns, SheetInfo
from liuke.sheets.reading.package import Package
from liuke.sheets.reading.read_ahead import ReadAhead
from liuke.sheets.reading.sheet_cells import ROW_END, cells_of, row_windows
from liuke.sheets.reading.sheet_columns import CellTexts
from liuke.sheets.reading.sheet_scan import windows

PIECE_BYTES = 2 << 20
_MOST_GAPS = 20
"""Rows that are left out count as rows; with more of them than this to one, a piece is not plain."""
_LARGEST_AREA = 4 << 20
"""Filled cells of a piece are a hundredth of this at most, unless it is mostly gaps."""


class SheetXml:
    """Takes the XML of a workbook's sheets apart."""

    def __init__(self, package: Package, *, epoch_1904: bool) -> None:
        self._texts = CellTexts(AskCalamine(package, epoch_1904=epoch_1904))

    def blocks(self, pieces: Iterator[bytes], *, behind: int = 0) -> Iterator[ColumnBatch | None]:
        """The blocks of a sheet without the first ``behind`` of them; None where one is not plain."""
        for window in islice(row_windows(windows(_gathered(pieces), end=ROW_END)), behind, None):
            yield self._block(window) if window else None

    def _block(self, window: bytes) -> ColumnBatch | None:
        cells = cells_of(window)
        if cells is None or cells.height > _MOST_GAPS * (1 + cells.row_tags) or cells.area > _LARGEST_AREA:
            return None
        try:
            return ColumnBatch(cells.first_row, self._texts.columns(cells))
        except Unanswered:
            return None


@dataclass(frozen=True)
class SheetReader:
    """``parts`` names the XML of the sheets that may be plain; ``calamine`` reads the others and the rest.

    ``ahead`` is what was taken apart of them already. It is kept until its sheet is read to the end.
    """

    package: Package
    parts: dict[str, str]
    xml: SheetXml
    ahead: dict[str, ReadAhead]
    calamine: BookReader

    def batches(self, sheet: SheetInfo, size: int) -> Iterator[Batch | ColumnBatch]:
        """The rows up to the last filled one. Raises ``FileDamaged``."""
        if sheet.name in self.parts:
            yield from _first_as_rows(self._filled(sheet, size), size)
        else:
            yield from self.calamine.batches(sheet, size)

    def _filled(self, sheet: SheetInfo, size: int) -> Iterator[Batch | ColumnBatch]:
        done = 0
        for block in self._blocks(sheet.name):
            if block is None or block.first <= done:
                yield from _behind(self.calamine.batches(sheet, size), done)
                return
            filled = _filled_height(block.columns)
            if filled:
                yield from _blank(done + 1, block.first, size)
                yield ColumnBatch(block.first, tuple(column.slice(0, filled) for column in block.columns))
                done = block.first + filled - 1

    def _blocks(self, sheet: str) -> Iterator[ColumnBatch | None]:
        ready = 0
        if ahead := self.ahead.get(sheet):
            for block in ahead.blocks():
                yield block
                ready += 1
            complete = ahead.complete
            ahead.drop()
            if complete:
                return
        yield from self.xml.blocks(self.package.pieces(self.parts[sheet]), behind=ready)


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Larger pieces: starting on one costs a few milliseconds. The first is small, to be there at once."""
    gathered: list[bytes] = []
    size, wanted = 0, 1
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= wanted:
            yield b"".join(gathered)
            gathered, size, wanted = [], 0, PIECE_BYTES
    yield b"".join(gathered)


def _filled_height(columns: Columns) -> int:
    """The rows of a block up to the last one with a text in it."""
    height = 0
    for column in columns:
        if not column.null_count:
            return len(column)
        filled = pc.indices_nonzero(column.is_valid())
        height = max(height, filled[-1].as_py() + 1 if len(filled) else 0)
    return height


def _blank(first: int, behind: int, size: int) -> Iterator[Batch]:
    for start in range(first, behind, size):
        numbers = list(range(start, min(start + size, behind)))
        yield Batch(numbers, [[] for _ in numbers])


def _behind(batches: Iterator[Batch], row: int) -> Iterator[Batch]:
    """The rows below ``row``."""
    for batch in batches:
        left = row + 1 - batch.numbers[0]
        if left <= 0:
            yield batch
        elif left < batch.height:
            cells = {place: fault for place, fault in batch.cells.items() if place[0] > row}
            yield Batch(batch.numbers[left:], batch.rows[left:], batch.unreadable, cells)


def _first_as_rows(blocks: Iterator[Batch | ColumnBatch], size: int) -> Iterator[Batch | ColumnBatch]:
    """The same, the first ``size`` rows as one batch of rows."""
    first = Batch([], [])
    rest: Batch | ColumnBatch | None = None
    for block in blocks:
        wanted = size - first.height
        rows = (
            block
            if isinstance(block, Batch)
            else block.rows_at(pa.array(range(min(wanted, block.height)), pa.int64()))
        )
        first.numbers.extend(rows.numbers[:wanted])
        first.rows.extend(rows.rows[:wanted])
        first.cells.update(rows.cells)
        if block.height > wanted:
            rest = _from(block, wanted)
        if first.height == size:
            break
    if first.height:
        yield first
    if rest is not None:
        yield rest
    yield from blocks


def _from(block: Batch | ColumnBatch, start: int) -> Batch | ColumnBatch:
    if isinstance(block, ColumnBatch):
        return ColumnBatch(block.first + start, tuple(column.slice(start) for column in block.columns))
    return Batch(block.numbers[start:], block.rows[start:], block.unreadable, block.cells)
