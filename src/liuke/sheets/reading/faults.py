"""Cells without a value, and how they get into the rows that calamine delivers without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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


@dataclass(frozen=True)
class BookReader:
    """The rows of a workbook with its faulty cells put in; ``faults`` by the name of the sheet, in row order.

    A sheet that is missing in ``faults`` has none.
    """

    book: CalamineBook
    faults: Mapping[str, Callable[[], Iterator[FaultyCell]]]

    def batches(self, sheet: SheetInfo, size: int) -> Iterator[Batch]:
        """Batches with error values and bare formulas as text. Raises ``FileDamaged``."""
        batches = self.book.batches(sheet.name, size)
        faults = self.faults.get(sheet.name)
        return _with_faults(batches, faults(), size) if faults else batches


def _with_faults(batches: Iterator[Batch], faults: Iterator[FaultyCell], size: int) -> Iterator[Batch]:
    fault = next(faults, None)
    number = 0
    for batch in batches:
        number = batch.numbers[-1]
        while fault and fault.row <= number:
            _put(batch, fault)
            fault = next(faults, None)
        yield batch
    while fault:  # rows below the last value: calamine does not know them
        numbers = list(range(number + 1, min(number + size, fault.row) + 1))
        batch = Batch(numbers, [[] for _ in numbers])
        number = numbers[-1]
        while fault and fault.row <= number:
            _put(batch, fault)
            fault = next(faults, None)
        yield batch


def _put(batch: Batch, fault: FaultyCell) -> None:
    if fault.row < batch.numbers[0]:
        return  # rows out of order, as no program writes them
    row = batch.rows[fault.row - batch.numbers[0]]
    row.extend([None] * (fault.column + 1 - len(row)))
    row[fault.column] = fault.text
    batch.cells[fault.row, fault.column] = fault.fault
