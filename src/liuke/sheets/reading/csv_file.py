"""csv exports: any of the known encodings and delimiters, as a stream, with invalid rows told apart."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

from liuke.sheets.reading.delimiter import Dialect, detect_dialect
from liuke.sheets.reading.encoding import Encoding, detect_encoding
from liuke.sheets.reading.invalid_rows import InvalidRows
from liuke.sheets.reading.model import Batch, Row, SheetInfo, SourceFile
from liuke.sheets.reading.quotes import line_of_open_quote
from liuke.sheets.reading.refusals import FileDamaged, QuoteNotClosed
from liuke.sheets.reading.text_blocks import Lines

SAMPLE_LINES = 500

# Delivered as a record of its own when all quotes are closed, else a second line inside the last field.
_END = "\0end of file\0"


@dataclass(frozen=True)
class CsvReader:
    """Reads the only sheet of a csv file, from the start each time it is called."""

    path: Path
    file: str
    encoding: Encoding
    dialect: Dialect

    def batches(self, sheet: SheetInfo, size: int) -> Iterator[Batch]:  # noqa: ARG002 - there is only one
        """Batches of records. Raises ``QuoteNotClosed`` and, at the end, ``TooManyInvalidRows``."""
        number = 0
        census = InvalidRows(file=self.file)
        for rows, suspect in self._records(size):
            yield census.checked(
                Batch(list(range(number + 1, number + 1 + len(rows))), rows), suspect=suspect
            )
            number += len(rows)
        census.judge()

    def _records(self, size: int) -> Iterator[tuple[list[Row], bool]]:
        first, quotes_checked = True, False
        with self.path.open("rb") as stream:
            lines = Lines(stream, self.encoding, file=self.file, last=_END)
            reader = csv.reader(lines, delimiter=self.dialect.delimiter)
            while True:
                lines.forget()
                before = reader.line_num
                try:
                    records = list(islice(reader, size))
                except csv.Error as error:  # a field of more than 131,072 characters
                    self._check_quotes()
                    raise FileDamaged(file=self.file, detail=str(error)) from error
                if not quotes_checked and reader.line_num - before > len(records):
                    quotes_checked = True
                    self._check_quotes()
                at_end = _at_end(records)
                if at_end and records.pop() != [_END]:
                    raise QuoteNotClosed(file=self.file, line=reader.line_num - 1)
                if first and self.dialect.declared:
                    records[0] = []
                first = False
                if records:
                    yield _with_none(records), lines.suspect
                if at_end:
                    return

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
    sheet = SheetInfo(name=path.stem, fixes=(*encoding.fixes, *dialect.fixes))
    return SourceFile(path, file, "csv", (sheet,), CsvReader(path, file, encoding, dialect))


def _at_end(records: list[list[str]]) -> bool:
    last = records[-1]
    return bool(last) and last[-1].endswith(_END)


def _with_none(records: list[list[str]]) -> list[Row]:
    rows = [[cell or None for cell in row] if "" in row else row for row in records]
    return cast("list[Row]", rows)
