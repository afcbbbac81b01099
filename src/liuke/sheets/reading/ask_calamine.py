"""Puts single cells of a workbook before calamine, so that nothing it knows has to be known twice.

How dates are told from numbers, what stands in the shared strings, how a text is escaped: a workbook of the
same styles and shared strings is made in memory, with only the cells asked for.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum

from python_calamine import CalamineWorkbook

from liuke.sheets.reading.cell_text import Cell, cell_as_text
from liuke.sheets.reading.package import Package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_WORKBOOK_TYPE}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="a" Type="{_OFFICE}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="a"'
    f' Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_STYLES, _STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
_STRING = re.compile(rb"<si[ />]")
_ACROSS = 26
_SOME_NOON = "43831.5"
MAX_PART_BYTES = 256 << 20


class Style(IntEnum):
    """How a number in a cell of this style is read."""

    NUMBER = 0
    MOMENT = 1
    OTHER = 2


class Unanswered(Exception):  # noqa: N818 - the sheet is then read in the ordinary way
    """calamine could not make sense of it; it has to meet the whole sheet to say what is wrong."""


class AskCalamine:
    """One workbook's cells, asked in bulk."""

    def __init__(self, package: Package, *, epoch_1904: bool) -> None:
        self._package = package
        self._epoch_1904 = epoch_1904
        self._styles: bytes | None = None
        self._strings: list[str | None] | None = None

    def texts(self, cells: Sequence[str]) -> list[str | None]:
        """The text of each cell, given as what stands between ``<c r="A1"`` and ``</c>``.

        Raises Unanswered.
        """
        return [cell_as_text(cell) for cell in self._ask(cells, strings=b"")]

    def styles(self, count: int) -> list[Style]:
        """How numbers of the styles 0 to ``count`` - 1 are read. Raises Unanswered."""
        noons = self._ask([f' s="{style}"><v>{_SOME_NOON}</v>' for style in range(count)], strings=b"")
        return [_style_of(noon, epoch_1904=self._epoch_1904) for noon in noons]

    def shared_strings(self) -> list[str | None]:
        """All shared strings in their order. Raises Unanswered."""
        if self._strings is None:
            strings = self._part(_STRINGS)
            count = len(_STRING.findall(strings))
            cells = self._ask([f' t="s"><v>{number}</v>' for number in range(count)], strings=strings)
            self._strings = [cell_as_text(cell) for cell in cells]
        return self._strings

    def _ask(self, cells: Sequence[str], *, strings: bytes) -> list[Cell]:
        if self._styles is None:
            self._styles = self._part(_STYLES)
        book = _workbook(_sheet(cells), self._styles, strings, epoch_1904=self._epoch_1904)
        try:
            rows = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python(skip_empty_area=False)
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            raise Unanswered from error
        found: list[Cell] = [cell for row in rows for cell in row]
        return found[: len(cells)]

    def _part(self, name: str) -> bytes:
        part = self._package.find(name)
        if part is None:
            return b""
        pieces, size = [], 0
        for piece in self._package.pieces(part):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_PART_BYTES:
                raise Unanswered
        return b"".join(pieces)


def _sheet(cells: Sequence[str]) -> str:
    """The cells side by side in rows of one width, filled up, so that none is left out as empty area."""
    rows = []
    for number, start in enumerate(range(0, len(cells), _ACROSS), 1):
        inside = "".join(
            f'<c r="{chr(65 + place)}{number}"{cell}</c>'
            for place, cell in enumerate(cells[start : start + _ACROSS])
        )
        rows.append(f'<row r="{number}">{inside}</row>')
    last = len(rows) + 1
    rows.append(f'<row r="{last}"><c r="{chr(64 + _ACROSS)}{last}"><v>0</v></c></row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def _workbook(sheet: str, styles: bytes, strings: bytes, *, epoch_1904: bool) -> io.BytesIO:
    properties = '<workbookPr date1904="1"/>' if epoch_1904 else ""
    workbook = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}<sheets>'
        '<sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>'
    )
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/workbook.xml", workbook)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if styles:
            archive.writestr(_STYLES, styles)
        if strings:
            archive.writestr(_STRINGS, strings)
    book.seek(0)
    return book


def _style_of(noon: Cell, *, epoch_1904: bool) -> Style:
    if isinstance(noon, datetime) and not epoch_1904:
        return Style.MOMENT
    return Style.NUMBER if isinstance(noon, float) else Style.OTHER
