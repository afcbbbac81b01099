"""What every reader hands over: batches of rows of text with their exact positions, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol

import pyarrow as pa

Row = list[str | None]
"""One row as it stands: ``None`` is an empty cell, everything else text, not trimmed. Rows may be ragged."""

Columns = tuple[pa.StringArray, ...]
"""Equally long rows by column; an empty cell is null."""

Kind = Literal["csv", "xlsx", "xlsb", "xls", "ods", "html", "xml"]
"""What the bytes are, whatever the extension says. ``xml`` is SpreadsheetML 2003."""

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows from 1, columns from 0, both ends included."""

BATCH_ROWS = 2_000
"""A batch of this size stays in the processor's cache: ten times as many rows take twice the time per row."""

MERGES_WITHIN_ROWS = 50
"""Merged cells matter in headers only; below this row they are not collected."""


class Unreadable(StrEnum):
    """Why a whole row cannot be used. Its best-effort text is still in the batch, for the error sheet."""

    INVALID_BYTES = "invalid_bytes"
    NUL = "nul"


class CellFault(StrEnum):
    """Why one cell holds no value. Its text (``#REF!``, ``=A1+B1``) is in the row."""

    ERROR_VALUE = "error_value"
    UNCACHED_FORMULA = "uncached_formula"


@dataclass(frozen=True)
class Batch:
    """Consecutive rows of one sheet.

    ``numbers[i]`` is the number a spreadsheet program shows beside ``rows[i]``, increasing; in a csv file it
    is the number of the record, blank records included, from 1. ``cells`` is keyed by (row number, column
    index from 0).
    """

    numbers: list[int]
    rows: list[Row]
    unreadable: dict[int, Unreadable] = field(default_factory=dict)
    cells: dict[tuple[int, int], CellFault] = field(default_factory=dict)

    @property
    def height(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class ColumnBatch:
    """Consecutive rows of one sheet, equally long and without a fault: the bulk of a large sheet.

    ``first`` is the number of its first row, as in ``Batch``.
    """

    first: int
    columns: Columns

    @property
    def height(self) -> int:
        return len(self.columns[0])

    def as_rows(self, *, size: int) -> Iterator[Batch]:
        """The same as batches of at most ``size`` rows."""
        for start in range(0, self.height, size):
            end = min(start + size, self.height)
            yield self.rows_at(pa.array(range(start, end), pa.int64()))

    def rows_at(self, indexes: pa.Array) -> Batch:
        """Some of the rows, in the order asked for."""
        cells = [column.take(indexes).to_pylist() for column in self.columns]
        numbers = [self.first + index for index in indexes.to_pylist()]
        return Batch(numbers, [list(row) for row in zip(*cells, strict=True)])


@dataclass(frozen=True)
class SheetInfo:
    """What can be told about a sheet besides its cells.

    ``epoch_1904`` tells how plain numbers in date columns are to be read; cells formatted as dates already
    come as dates. ``fixes`` are file-level codes: ``bom``, ``encoding_gb18030``, ``encoding_utf16``,
    ``encoding_mixed``, ``semicolon``, ``tab``, ``pipe``, ``wrong_extension``.
    """

    name: str
    hidden: bool = False
    hidden_rows: int = 0
    merged: tuple[Merge, ...] = ()
    epoch_1904: bool = False
    fixes: tuple[str, ...] = ()


class Reader(Protocol):
    """How a format delivers the rows of one of its sheets.

    The first rows, ``size`` of them unless there are fewer, come as one ``Batch``.
    """

    def batches(self, sheet: SheetInfo, size: int) -> Iterator[Batch | ColumnBatch]: ...


@dataclass(frozen=True)
class SourceFile:
    """One readable file: what it is, its sheets, and their rows on demand, as often as asked."""

    path: Path
    name: str
    kind: Kind
    sheets: tuple[SheetInfo, ...]
    reader: Reader

    def sheet(self, name: str) -> SheetInfo:
        """The sheet of that name; ``KeyError`` when the file has none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    def batches(self, sheet: str, *, size: int = BATCH_ROWS) -> Iterator[Batch]:
        """The rows of one sheet in batches of at most ``size`` rows, in order, in bounded memory.

        Rows of a spreadsheet behind its last filled one are not delivered; in a csv file every record counts.
        Raises a refusal when the file turns out to be damaged on the way, ``KeyError`` for a sheet that does
        not exist.
        """
        for batch in self.reader.batches(self.sheet(sheet), size):
            if isinstance(batch, Batch):
                yield batch
            else:
                yield from batch.as_rows(size=size)

    def blocks(self, sheet: str) -> Iterator[Batch | ColumnBatch]:
        """The same rows as of ``batches``, by column and in larger blocks where the format has them so."""
        return self.reader.batches(self.sheet(sheet), BATCH_ROWS)
