"""One quick look over the bytes of a worksheet: what calamine does not tell, at the price of unpacking it.

Parsing the XML in Python would take ten times as long as calamine takes for everything. So bytes are
searched, and single bytes first: a plain export has no ``f``, ``e`` or ``h`` in its cells at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from liuke.sheets.reading.columns import column_index
from liuke.sheets.reading.model import MERGES_WITHIN_ROWS, Merge

_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*\shidden=["'](?:1|true)""")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d{1,10})""")
_CELL_NAME = re.compile(rb"""\sr=["']([A-Z]{1,3})\d""")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*\sref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)""")
_CELL_WITH_CONTENT = re.compile(rb"""<(?:\w+:)?c\b[^>]*\sr=["']([A-Z]{1,3})(\d{1,7})["'][^>/]*><""")
# A formula directly followed by the end of its cell or by an empty value.
_NO_VALUE = (b"f></c", b"/></c>", b"<v></v>")
_ERROR_TYPE = b't="e"'
_IRREGULAR = (b":row", b"t='", b">\n", b">\r", b"> <")
_ROW_END = b"</row>"

_ROW_TAG_BYTES = 400
_LONGEST_ROW_BYTES = 4 << 20
_ONE_LETTER_COLUMNS = 26
_QUOTE, _EQUALS, _R, _E = b'"=re'


@dataclass
class SheetScan:
    """``rows`` and ``columns`` bound what calamine will allocate.

    ``faults_possible``: there are error values or formulas; ``suspect``: the formulas may lack their result.
    ``regular``: the XML is written as spreadsheet programs write it: rows with numbers, no prefixes, no
    indentation, double quotes.
    """

    rows: int = 0
    columns: int = 0
    hidden_rows: int = 0
    merged: list[Merge] = field(default_factory=list)
    faults_possible: bool = False
    suspect: bool = False
    regular: bool = True


def scan_sheet(pieces: Iterable[bytes]) -> SheetScan:
    """Look at all of a worksheet's XML."""
    scan = SheetScan()
    for window in windows(pieces):
        _scan_rows(window, scan)
        scan.columns = max(scan.columns, _widest(window))
        if not scan.suspect:
            _scan_faults(window, scan)
        if b"h" in window and b"hidden=" in window:
            scan.hidden_rows += len(_HIDDEN_ROW.findall(window))
        if b"m" in window and b"mergeCell" in window:
            scan.merged += _merges(window)
    return scan


def filled_extent(pieces: Iterable[bytes]) -> tuple[int, int]:
    """The last row and column, counted from 1, of cells that have content and not only a format."""
    rows = columns = 0
    for window in windows(pieces):
        for letters, row in _CELL_WITH_CONTENT.findall(window):
            rows = max(rows, int(row))
            columns = max(columns, column_index(letters) + 1)
    return rows, columns


def windows(pieces: Iterable[bytes], *, end: bytes = b"c>") -> Iterator[bytes]:
    """The same bytes, cut behind the end of a cell (or ``end``), so that nothing is seen by halves."""
    carry = b""
    for piece in pieces:
        data = carry + piece
        cut = data.rfind(end) + len(end)
        if cut < len(end):
            # No cell for megabytes: the part behind the cells. It is cut behind any tag.
            cut = data.rfind(b">") + 1 if len(data) > _LONGEST_ROW_BYTES else 0
        if cut:
            yield data[:cut]
        carry = data[cut:]
    if carry:
        yield carry


def last_row(window: bytes) -> int | None:
    """The number of the last row that begins here; None when it has none or there is no row."""
    at = window.rfind(b"row ")
    found = _ROW_NUMBER.search(window, at, at + _ROW_TAG_BYTES) if at >= 0 else None
    return int(found[1]) if found else None


def suspect_rows(window: bytes) -> list[tuple[int, int]]:
    """Where the rows begin and end that may have faulty cells, in a window of whole rows of regular XML."""
    found: set[tuple[int, int]] = set()
    for pattern in (_ERROR_TYPE, *_NO_VALUE):
        at = window.find(pattern)
        while at >= 0:
            start, end = window.rfind(b"<row", 0, at), window.find(_ROW_END, at)
            if start < 0 or end < 0:
                break
            found.add((start, end + len(_ROW_END)))
            at = window.find(pattern, end)
    return sorted(found)


def _scan_rows(window: bytes, scan: SheetScan) -> None:
    last = last_row(window)
    if last is not None:
        scan.rows = max(scan.rows, last)
    elif unnamed := len(_ROW.findall(window)):
        scan.rows += unnamed  # without numbers the rows simply follow one another
        scan.regular = False


def _widest(window: bytes) -> int:
    """A bound of the columns used: exact from the 27th on, 26 below."""
    if b"'" in window:
        names = set(_CELL_NAME.findall(window))
        return max((column_index(letters) + 1 for letters in names), default=_ONE_LETTER_COLUMNS)
    codes = np.frombuffer(window, np.uint8)
    letter = codes - np.uint8(65) < 26  # unsigned: what stands before A wraps to a large number
    at = np.flatnonzero((codes[2:-3] == _QUOTE) & letter[3:-2] & letter[4:-1]) + 2
    at = at[(codes[at - 1] == _EQUALS) & (codes[at - 2] == _R)]
    if not at.size:
        return _ONE_LETTER_COLUMNS
    number = (codes[at + 1].astype(np.int64) - 64) * 26 + codes[at + 2] - 64
    third = letter[at + 3]
    number[third] = number[third] * 26 + codes[at + 3][third] - 64
    return int(number.max())


def _scan_faults(window: bytes, scan: SheetScan) -> None:
    errors = b"e" in window and _has_error_type(window)
    formulas = b"f" in window and (b"f>" in window or b"<f " in window)
    if (errors or formulas) and not scan.faults_possible:
        scan.faults_possible = True
        body = window[window.find(b"sheetData>") + 1 :]
        # One look is enough: the whole sheet is written by the same program.
        scan.regular = scan.regular and not any(sign in body for sign in _IRREGULAR)
    if errors or (formulas and (not scan.regular or any(end in window for end in _NO_VALUE))):
        scan.suspect = True


def _has_error_type(window: bytes) -> bool:
    # In XML with texts in the cells "e" is everywhere; three comparisons are cheaper than searching t="e".
    codes = np.frombuffer(window, np.uint8)
    quoted = (codes[1:-1] == _E) & (codes[:-2] == _QUOTE) & (codes[2:] == _QUOTE)
    return bool(quoted.any()) or (b"'" in window and b"t='" in window)


def _merges(window: bytes) -> list[Merge]:
    corners = [
        (int(row), column_index(column), int(last_row), column_index(last_column))
        for column, row, last_column, last_row in _MERGE.findall(window)
    ]
    return [merge for merge in corners if merge[0] <= MERGES_WITHIN_ROWS]
