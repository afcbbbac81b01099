"""Cells without a value, and how they get into the rows that calamine delivers without them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from liuke.sheets.reading.calamine_book import CalamineBook
from liuke.sheets.reading.model import Batch, CellFault, SheetInfo


@dataclass(frozen=True)
class FaultyCell:
    """``row`` from 1, ``column`` from 0; ``text`` is what the owner would see: ``#REF!`` or ``=A1*2``."""

    row: int
    column: int
    text: str
    fault: CellFault


Faults = Iterator[tuple[int, Sequence[FaultyCell]]]
"""Faulty cells as they are found, in the order of rows, each time with a row up to which none is to come."""


@dataclass(frozen=True)
class BookReader:
    """The rows of a workbook with its faulty cells put in; ``faults`` by the name of the sheet.

    A sheet that is missing in ``faults`` has none.
    """

    book: CalamineBook
    faults: Mapping[str, Callable[[], Faults]]

    def batches(self, sheet: SheetInfo, size: int) -> Iterator[Batch]:
        """Batches with error values and bare formulas as text. Raises ``FileDamaged``."""
        batches = self.book.batches(sheet.name, size)
        faults = self.faults.get(sheet.name)
        return _with_faults(batches, _Waiting(faults()), size) if faults else batches


class _Waiting:
    """Faulty cells on their way to their rows; never looks further than it must."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._none_up_to = 0
        self._cells: deque[FaultyCell] = deque()

    def up_to(self, row: int) -> Iterator[FaultyCell]:
        """Take those of the rows up to this one."""
        while self._none_up_to < row and self._find():
            pass
        while self._cells and self._cells[0].row <= row:
            yield self._cells.popleft()

    def next_row(self) -> int | None:
        """The row of the next one, None when there is none left."""
        while not self._cells and self._find():
            pass
        return self._cells[0].row if self._cells else None

    def _find(self) -> bool:
        found = next(self._faults, None)
        if found is None:
            return False
        self._none_up_to, cells = found
        self._cells.extend(cells)
        return True


def _with_faults(batches: Iterator[Batch], faults: _Waiting, size: int) -> Iterator[Batch]:
    number = 0
    for batch in batches:
        number = batch.numbers[-1]
        _put(batch, faults)
        yield batch
    while row := faults.next_row():  # below the last value: calamine does not know these rows
        numbers = list(range(number + 1, min(number + size, row) + 1))
        batch = Batch(numbers, [[] for _ in numbers])
        number = numbers[-1]
        _put(batch, faults)
        yield batch


def _put(batch: Batch, faults: _Waiting) -> None:
    for fault in faults.up_to(batch.numbers[-1]):
        if fault.row < batch.numbers[0]:
            continue  # rows out of order, as no program writes them
        row = batch.rows[fault.row - batch.numbers[0]]
        row.extend([None] * (fault.column + 1 - len(row)))
        row[fault.column] = fault.text
        batch.cells[fault.row, fault.column] = fault.fault
