"""HTML pages saved as .xls, as many systems export them: every table is a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from liuke.sheets.reading.encoding import TAG_END, Encoding, detect_encoding
from liuke.sheets.reading.html_table import HtmlTable, TableParser
from liuke.sheets.reading.invalid_rows import InvalidRows
from liuke.sheets.reading.model import MERGES_WITHIN_ROWS, Batch, Row, SheetInfo, SourceFile
from liuke.sheets.reading.refusals import FileDamaged, FormatUnknown, NoSheet
from liuke.sheets.reading.text_blocks import text_blocks

MAX_TABLES = 200

_TABLE_TAG = re.compile(r"<table\b", re.IGNORECASE)


@dataclass(frozen=True)
class HtmlReader:
    """Parses the page anew for each sheet that is read; ``names`` of the tables in the order of the page."""

    path: Path
    file: str
    encoding: Encoding
    names: tuple[str, ...]

    def batches(self, sheet: SheetInfo, size: int) -> Iterator[Batch]:
        """The rows of one table. Raises ``TooManyInvalidRows`` at the end, ``FileDamaged``."""
        wanted = self.names.index(sheet.name)
        census = InvalidRows(file=self.file)
        number = 0
        waiting: list[Row] = []
        suspect = False
        for tables, block_suspect in _parsed(self.path, self.encoding, file=self.file):
            suspect = suspect or block_suspect
            waiting += _taken(tables, wanted)
            while len(waiting) >= size:
                yield census.checked(_batch(number, waiting[:size]), suspect=suspect)
                number += size
                del waiting[:size]
        if waiting:
            yield census.checked(_batch(number, waiting), suspect=suspect)
        census.judge()


def open_html(path: Path, *, file: str) -> SourceFile:
    """The page as a source file. Raises ``NoSheet`` for a page without a table, ``FormatUnknown``."""
    with path.open("rb") as stream:
        encoding = detect_encoding(stream, file=file, end=TAG_END)
        tags = sum(
            len(_TABLE_TAG.findall(text)) for text, _ in text_blocks(stream, encoding, file=file, end=TAG_END)
        )
    if tags > MAX_TABLES:
        raise FormatUnknown(file=file, found=f"a web page with {tags} tables")
    tables = _surveyed(path, encoding, file=file, only_one=tags == 1)
    sheets = tuple(
        SheetInfo(name=name, merged=tuple(table.merged), fixes=encoding.fixes)
        for name, table in zip(_names(tables), tables, strict=True)
        if table.row_count
    )
    if not sheets:
        raise NoSheet(file=file)
    return SourceFile(path, file, "html", sheets, HtmlReader(path, file, encoding, _names(tables)))


def _surveyed(path: Path, encoding: Encoding, *, file: str, only_one: bool) -> list[HtmlTable]:
    """The tables without their rows. Where there is only one, its head tells everything."""
    tables: list[HtmlTable] = []
    for tables, _ in _parsed(path, encoding, file=file):
        for table in tables:
            table.rows.clear()
        if only_one and tables and tables[0].row_count > MERGES_WITHIN_ROWS:
            break
    return tables


def _parsed(path: Path, encoding: Encoding, *, file: str) -> Iterator[tuple[list[HtmlTable], bool]]:
    """All tables so far, and whether the text just read may be invalid, after each block of the page."""
    parser = TableParser()
    with path.open("rb") as stream:
        try:
            for text, suspect in text_blocks(stream, encoding, file=file, end=TAG_END):
                parser.feed(text)
                yield parser.tables, suspect
            parser.close()
        except AssertionError as error:  # html.parser's word for a declaration it cannot make sense of
            raise FileDamaged(file=file, detail=str(error)) from error
    yield parser.tables, False


def _taken(tables: list[HtmlTable], wanted: int) -> list[Row]:
    """The new rows of the wanted table; those of the others are dropped."""
    rows: list[Row] = []
    for index, table in enumerate(tables):
        if index == wanted:
            rows += table.rows
        table.rows.clear()
    return rows


def _batch(before: int, rows: list[Row]) -> Batch:
    return Batch(list(range(before + 1, before + 1 + len(rows))), rows)


def _names(tables: list[HtmlTable]) -> tuple[str, ...]:
    """The captions where they tell the tables apart, else numbers."""
    captions = [" ".join(table.caption.split()) for table in tables]
    return tuple(
        caption if caption and captions.count(caption) == 1 else f"Table {number}"
        for number, caption in enumerate(captions, start=1)
    )
