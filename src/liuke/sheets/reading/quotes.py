"""Where a quotation mark was opened and never closed, so that records run into one another."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from liuke.sheets.reading.delimiter import Dialect

# With fewer columns, a line of prose inside a note could look like a record.
_COLUMNS_TO_TELL_A_RECORD = 3


def line_of_open_quote(lines: Iterable[str], dialect: Dialect) -> int | None:
    """The line, from 1, where the first quote opens that swallows the records after it; None without one.

    A line break inside quotes is allowed. It counts as swallowed records when the quote is not closed in
    front of a delimiter, or when the lines inside have exactly the columns of the table. A quote that is
    merely misplaced within one line (``"17" wheel"``) is nobody's harm.
    """
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return None
        except csv.Error:
            if reader.line_num > start:
                return start
        else:
            if reader.line_num > start and _swallowed(record, dialect):
                return start


def _swallowed(record: Sequence[str], dialect: Dialect) -> bool:
    if dialect.width < _COLUMNS_TO_TELL_A_RECORD:
        return False
    return any(
        line.count(dialect.delimiter) == dialect.width - 1
        for cell in record
        for line in cell.splitlines()[1:-1]
    )
