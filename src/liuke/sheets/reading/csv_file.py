"""csv exports: any of the known encodings and delimiters, as a stream, with invalid rows told apart."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

from liuke.sheets.reading.csv_columns import columns_of
from liuke.sheets.reading.delimiter import Dialect, detect_dialect
from liuke.sheets.reading.encoding import Encoding, detect_encoding
from liuke.sheets.reading.invalid_rows import InvalidRows
from liuke.sheets.reading.model import Batch, ColumnBatch, Columns, Row, SheetInfo, SourceFile
from liuke.sheets.reading.quotes import line_of_open_quote
from liuke.sheets.reading.refusals import FileDamaged, QuoteNotClosed
from liuke.sheets.reading.text_blocks import Lines
from liuke.values.readable_path import readable

SAMPLE_LINES = 500
BLOCK_BYTES = 1 << 20
"""Small enough for the processor's cache, large enough that starting on a block costs nothing."""

# Delivered as a record of its own when all quotes are closed, else a second line inside the last field.
_END = "\0end of file\0"


class _Records:
    """The csv module over blocks of lines; knows when it stands between two blocks."""

    def __init__(self, lines: Lines, dialect: Dialect) -> None:
        self._lines = lines
        self._reader = csv.reader(lines, delimiter=dialect.delimiter)
        self.lines_left_out = 0

    @property
    def line(self) -> int:
        """The line of the file that was read last, from 1."""
        return self._reader.line_num + self.lines_left_out

    @property
    def between_blocks(self) -> bool:
        """Whether a record and a block ended together. The csv module never reads ahead of its record."""
        return self._reader.line_num == self._lines.handed_out

    def take(self, size: int, *, of_one_block: bool) -> tuple[list[list[str]], bool]:
        """At most ``size`` records, and whether one of them takes several lines."""
        self._lines.forget()
        before = self._reader.line_num
        records = []
        for record in self._reader:
            records.append(record)
            if len(records) == size or (of_one_block and self.between_blocks):
                break
        return records, self._reader.line_num - before > len(records)


@dataclass(frozen=True)
class CsvReader:
    """Reads the only sheet of a csv file, from the start each time it is called."""

    path: Path
    file: str
    encoding: Encoding
    dialect: Dialect

    def batches(self, sheet: SheetInfo, size: int) -> Iterator[Batch | ColumnBatch]:  # noqa: ARG002 - only one
        """Batches of records. Raises ``QuoteNotClosed`` and, at the end, ``TooManyInvalidRows``."""
        number = 0
        census = InvalidRows(file=self.file)
        for part, suspect in self._parts(size):
            if isinstance(part, list):
                numbers = list(range(number + 1, number + 1 + len(part)))
                yield census.checked(Batch(numbers, part), suspect=suspect)
                number += len(part)
            else:
                batch = ColumnBatch(number + 1, part)
                census.count(batch.height)
                yield batch
                number += batch.height
        census.judge()

    def _parts(self, size: int) -> Iterator[tuple[list[Row] | Columns, bool]]:
        """Rows by the csv module, and from the second part on columns wherever the text allows it."""
        with self.path.open("rb") as stream:
            lines = Lines(stream, self.encoding, file=self.file, last=_END, block_bytes=BLOCK_BYTES)
            records = _Records(lines, self.dialect)
            first, quotes_checked = True, False
            while True:
                if not first and records.between_blocks:
                    for columns in self._columns(lines):
                        records.lines_left_out += len(columns[0])
                        yield columns, False
                try:
                    rows, several_lines = records.take(size, of_one_block=not first)
                except csv.Error as error:  # a field of more than 131,072 characters
                    self._check_quotes()
                    raise FileDamaged(file=self.file, detail=str(error)) from error
                if several_lines and not quotes_checked:
                    quotes_checked = True
                    self._check_quotes()
                at_end = _at_end(rows)
                if at_end and rows.pop() != [_END]:
                    raise QuoteNotClosed(file=self.file, line=records.line - 1)
                if first and self.dialect.declared:
                    rows[0] = []
                first = False
                if rows:
                    yield _with_none(rows), lines.suspect
                if at_end:
                    return

    def _columns(self, lines: Lines) -> Iterator[Columns]:
        while (text := lines.sound_block()) is not None:
            columns = columns_of(text, self.dialect)
            if columns is None:
                return
            lines.skip_block()
            yield columns

    def _check_quotes(self) -> None:
        # Line breaks in fields: they may be meant, or a quote that was opened by mistake swallowed them.
        with self.path.open("rb") as stream:
            lines = Lines(stream, self.encoding, file=self.file, last=_END)
            line = line_of_open_quote(lines, self.dialect)
        if line is not None:
            raise QuoteNotClosed(file=self.file, line=line)


def open_csv(path: Path, *, file: str) -> SourceFile:
    """The text file as one sheet named after it. Reads the whole file once to be sure of its encoding."""
    with path.open("rb") as stream:
        encoding = detect_encoding(stream, file=file)
        sample = list(islice(iter(Lines(stream, encoding, file=file)), SAMPLE_LINES))
    dialect = detect_dialect(sample)
    sheet = SheetInfo(name=readable(path.stem), fixes=(*encoding.fixes, *dialect.fixes))
    return SourceFile(path, file, "csv", (sheet,), CsvReader(path, file, encoding, dialect))


def _at_end(records: list[list[str]]) -> bool:
    last = records[-1]
    return bool(last) and last[-1].endswith(_END)


def _with_none(records: list[list[str]]) -> list[Row]:
    rows = [[cell or None for cell in row] if "" in row else row for row in records]
    return cast("list[Row]", rows)
