"""HTML tables as a stream: rows on the grid of a spreadsheet, spans resolved, nested tables apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from liuke.sheets.reading.model import MERGES_WITHIN_ROWS, Merge, Row

# White space of the source means nothing; a no-break space is a character of the cell.
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\x1e"
_AROUND_BREAK = re.compile(f" ?{_BREAK} ?")
# A cell of eight bytes must not make a row of thousands of columns.
_MOST_COLUMNS = 1_024
_LONGEST_ROW_SPAN = 65_534
_SILENT = ("script", "style")

Attributes = list[tuple[str, str | None]]


@dataclass
class HtmlTable:
    """One table: ``rows`` complete since they were last taken, and what is known of the grid so far."""

    rows: list[Row] = field(default_factory=list)
    row_count: int = 0
    merged: list[Merge] = field(default_factory=list)
    caption: str = ""
    _row: Row | None = None
    _cell: list[str] | None = None
    _span: tuple[int, int] = (1, 1)
    _below: dict[int, int] = field(default_factory=dict)
    """Column → rows for which a cell from above still covers it."""

    def start_row(self) -> None:
        """A row begins; one that is open ends."""
        self.end_row()
        self._row = []

    def start_cell(self, *, columns: int, rows: int) -> None:
        """A cell begins, in the first column no cell from above covers."""
        self.end_cell()
        if self._row is None:
            self._row = []
        while len(self._row) in self._below:
            self._row.append(None)
        self._span = (min(columns, _MOST_COLUMNS - len(self._row)), rows)
        self._cell = [] if len(self._row) < _MOST_COLUMNS else None

    def text(self, text: str) -> None:
        """Text of the open cell; text between cells is dropped."""
        if self._cell is not None:
            self._cell.append(text)

    def end_cell(self) -> None:
        """The open cell, if any, goes onto the grid."""
        if self._cell is None or self._row is None:
            return
        text = _SPACE.sub(" ", "".join(self._cell)).strip(" ")
        text = _AROUND_BREAK.sub("\n", text)
        columns, rows = self._span
        first = len(self._row)
        self._row += [text or None] + [None] * (columns - 1)
        number = self.row_count + 1
        if (columns > 1 or rows > 1) and number <= MERGES_WITHIN_ROWS:
            self.merged.append((number, first, number + rows - 1, first + columns - 1))
        for column in range(first, first + columns) if rows > 1 else ():
            self._below[column] = rows
        self._cell = None

    def end_row(self) -> None:
        """The open row, if any, is complete."""
        self.end_cell()
        if self._row is None:
            return
        self.rows.append(self._row)
        self.row_count += 1
        self._row = None
        self._below = {column: rows - 1 for column, rows in self._below.items() if rows > 1}


class TableParser(HTMLParser):
    """Feeds tables from HTML; ``tables`` in the order in which they begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[HtmlTable] = []
        self._open: list[HtmlTable] = []
        self._silent = False
        self._in_caption = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Follow the elements of tables; all others are only text."""
        if tag == "table":
            self._open.append(HtmlTable())
            self.tables.append(self._open[-1])
        elif tag in _SILENT:
            self._silent = True
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                table.start_row()
            elif tag in ("td", "th"):
                rows = _span(attrs, "rowspan", _LONGEST_ROW_SPAN)
                table.start_cell(columns=_span(attrs, "colspan", _MOST_COLUMNS), rows=rows)
            elif tag == "br":
                table.text(_BREAK)
            elif tag == "caption":
                self._in_caption = True

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """``<td/>`` is an empty cell, ``<br/>`` a line break."""
        self.handle_starttag(tag, attrs)
        if tag != "br":
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends; forgotten end tags are made up for by the next start."""
        if tag in _SILENT:
            self._silent = False
        elif self._open:
            table = self._open[-1]
            if tag == "table":
                table.end_row()
                self._open.pop()
            elif tag == "tr":
                table.end_row()
            elif tag in ("td", "th"):
                table.end_cell()
            elif tag == "caption":
                self._in_caption = False

    def handle_data(self, data: str) -> None:
        """Text goes to the innermost table."""
        if not self._open or self._silent:
            return
        if self._in_caption:
            self._open[-1].caption += data
        else:
            self._open[-1].text(data)

    def close(self) -> None:
        """The end of the file ends every table."""
        super().close()
        while self._open:
            self._open.pop().end_row()


def _span(attributes: Attributes, name: str, largest: int) -> int:
    text = next((value for key, value in attributes if key == name), None) or "1"
    digits = text.strip()[:6]
    return max(1, min(int(digits), largest)) if digits.isdecimal() else 1
