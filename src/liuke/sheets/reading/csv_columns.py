"""Blocks of csv text → columns, for the bulk of a file: several times as fast as the csv module.

pyarrow reads most text exactly as the csv module does. Whether it did is checked for every block; what it
cannot answer for, rows of other widths and fields over several lines among it, is left to the csv module.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from liuke.sheets.reading.delimiter import Dialect
from liuke.sheets.reading.model import Columns, Row

# With quotes in more lines than this the check would cost what the csv module costs for everything.
_QUOTES_PER_LINE = 1
_QUOTE = '"'
# pyarrow takes the mark for the start of a file, and does not tell a blank line from a row of empty cells.
_ODD_STARTS = ("\ufeff", "\n", "\r")


def columns_of(text: str, dialect: Dialect) -> Columns | None:
    """The records of a block of whole, valid lines; None when only the csv module can tell what they are."""
    lines = text.count("\n") + (not text.endswith("\n"))
    quotes = text.count(_QUOTE)
    if (
        dialect.width < 2
        or text.startswith(_ODD_STARTS)
        or "\n\n" in text
        or "\n\r" in text
        or quotes > lines * _QUOTES_PER_LINE
        or text.count("\r") != text.count("\r\n")
    ):
        return None
    try:
        columns = _parsed(text.encode(), dialect)
    except pa.ArrowInvalid:
        return None
    # As many rows as lines: every line end ended a record, so a line without quotes can only be what it is.
    if len(columns[0]) != lines or any(_has_long_text(column) for column in columns):
        return None
    if quotes and not _agree(columns, text, dialect):
        return None
    return columns


def _parsed(data: bytes, dialect: Dialect) -> Columns:
    names = [str(column) for column in range(dialect.width)]
    table = pa_csv.read_csv(
        pa.py_buffer(data),
        read_options=pa_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(data) + 1),
        parse_options=pa_csv.ParseOptions(delimiter=dialect.delimiter, ignore_empty_lines=False),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
        ),
    )
    return tuple(column.chunk(0) for column in table.columns)


def _has_long_text(column: pa.StringArray) -> bool:
    """Whether a cell may be longer than the csv module takes."""
    limit = csv.field_size_limit()
    return column.nbytes > limit and (pc.max(pc.binary_length(column)).as_py() or 0) > limit


def _agree(columns: Columns, text: str, dialect: Dialect) -> bool:
    """Whether the csv module, at its strictest, makes the same records of every line with a quote."""
    numbers, lines = zip(*_quoted_lines(text), strict=True)
    try:
        records = list(csv.reader(lines, delimiter=dialect.delimiter, strict=True))
    except csv.Error:
        return False
    expected: list[Row] = [[cell or None for cell in record] for record in records]
    places = pa.array(numbers, pa.int64())
    found = zip(*(column.take(places).to_pylist() for column in columns), strict=True)
    return expected == [list(row) for row in found]


def _quoted_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with a quote in them and their indexes."""
    number = end = 0
    while (at := text.find(_QUOTE, end)) >= 0:
        start = text.rfind("\n", 0, at) + 1
        number += text.count("\n", end, start)
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield number, text[start:end]
