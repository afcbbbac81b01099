"""How large a sheet may be: calamine lays it out as a full rectangle, however few cells are filled."""

from __future__ import annotations

from liuke.sheets.reading.columns import MAX_COLUMNS, column_letters
from liuke.sheets.reading.refusals import FileDamaged, SheetTooSparse

MAX_ROWS = 1_048_576
MAX_CELLS = 64_000_000
"""At 32 bytes a cell: 2 GB."""


def refuse_impossible(rows: int, columns: int, *, file: str, sheet: str) -> None:
    """Raises ``FileDamaged`` for cells where no sheet has any."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise FileDamaged(file=file, detail=f"sheet {sheet} has cells where no sheet can have any")


def refuse_sparse(rows: int, columns: int, *, file: str, sheet: str) -> None:
    """Raises ``SheetTooSparse`` when the rectangle around the filled cells is beyond reason."""
    if rows * columns > MAX_CELLS:
        raise SheetTooSparse(file=file, sheet=sheet, row=rows, column=column_letters(columns - 1))
