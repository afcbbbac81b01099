"""OpenDocument spreadsheets: values by calamine, the rest by a pass over the content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from liuke.sheets.reading.calamine_book import CalamineBook
from liuke.sheets.reading.details import FaultyRows, SheetDetails, source_with_details
from liuke.sheets.reading.extent import refuse_impossible, refuse_sparse
from liuke.sheets.reading.model import CellFault, SourceFile
from liuke.sheets.reading.package import Package
from liuke.sheets.reading.refusals import FileDamaged, FilePasswordProtected
from liuke.sheets.reading.xml_stream import Attributes, XmlStream

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_ERROR_TEXT = re.compile(r"#[A-Z0-9/]+[!?]?|Err:\d+")
_INVISIBLE = ("collapse", "filter")


def is_ods(package: Package) -> bool:
    """Whether the package calls itself a spreadsheet."""
    return bool(package.find("mimetype")) and package.head("mimetype").startswith(MIMETYPE)


def open_ods(path: Path, package: Package) -> SourceFile:
    """The document as a source file.

    Raises ``FilePasswordProtected``, ``FileDamaged``, ``SheetTooSparse`` and ``NoSheet``.
    """
    file = package.file
    manifest = package.find(_MANIFEST)
    if manifest and any(b"encryption-data" in piece for piece in package.pieces(manifest)):
        raise FilePasswordProtected(file=file)
    part = package.find(_CONTENT)
    if part is None:
        raise FileDamaged(file=file, detail="its cells are missing")
    package.unpack_all(besides={part})
    content = _Content(XmlStream(file=file, part=part))
    for piece in chain(package.pieces(part), [b""]):
        content.stream.feed(piece, last=not piece)
    for extent in content.extents:
        refuse_impossible(extent.rows, extent.columns, file=file, sheet=extent.name)
        refuse_sparse(extent.rows, extent.columns, file=file, sheet=extent.name)
    book = CalamineBook(path, file=file, kind="ods")
    return source_with_details(path, book, content.sheets, kind="ods", epoch_1904=False)


@dataclass
class _Extent:
    name: str
    rows: int = 0
    columns: int = 0


@dataclass
class _Row:
    """``count`` equal rows from ``first`` on."""

    first: int
    count: int
    hidden: bool
    columns: int = 0
    filled_columns: int = 0
    faults: list[tuple[int, int, str, CellFault]] = field(default_factory=list)


@dataclass
class _Cell:
    """``count`` equal cells; ``fault`` if they have no value."""

    count: int
    formula: str
    fault: CellFault | None


class _Content:
    """Follows tables, rows and cells."""

    def __init__(self, stream: XmlStream) -> None:
        self.stream = stream
        self.sheets: list[SheetDetails] = []
        self.extents: list[_Extent] = []
        self._row = _Row(1, 0, hidden=False)
        self._hidden_since_filled = 0
        self._cell: _Cell | None = None
        self._text: list[str] = []
        stream.parser.StartElementHandler = self._start
        stream.parser.EndElementHandler = self._end

    def _start(self, name: str, prefixed: Attributes) -> None:
        match name.rpartition(":")[2]:
            case "table":
                self.sheets.append(SheetDetails())
                self.extents.append(_Extent(prefixed.get("table:name", "")))
                self._row = _Row(1, 0, hidden=False)
                self._hidden_since_filled = 0
            case "table-row":
                count = int(prefixed.get("table:number-rows-repeated", 1))
                hidden = prefixed.get("table:visibility") in _INVISIBLE
                self._row = _Row(self._row.first + self._row.count, count, hidden)
            case "table-cell" | "covered-table-cell":
                self._start_cell(prefixed)
            case "annotation":
                self.stream.parser.CharacterDataHandler = None  # a comment is no text of the cell

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "table-row":
                self._end_row()
            case "table-cell" | "covered-table-cell":
                self._end_cell()
            case "annotation" if self._cell:
                self.stream.parser.CharacterDataHandler = self._text.append

    def _start_cell(self, prefixed: Attributes) -> None:
        formula = prefixed.get("table:formula", "")
        fault = None
        if prefixed.get("calcext:value-type") == "error":
            fault = CellFault.ERROR_VALUE
        elif formula and "office:value-type" not in prefixed:
            fault = CellFault.UNCACHED_FORMULA
        self._cell = _Cell(int(prefixed.get("table:number-columns-repeated", 1)), formula, fault)
        across = int(prefixed.get("table:number-columns-spanned", 1))
        down = int(prefixed.get("table:number-rows-spanned", 1))
        row, column = self._row, self._row.columns
        if across > 1 or down > 1:
            corners = (row.first - 1, row.first + down - 2, column, column + across - 1)
            self.sheets[-1].add_merge(corners)
        row.columns += self._cell.count
        if formula or "office:value-type" in prefixed:
            row.filled_columns = row.columns
        if formula or fault:
            self._text = []
            self.stream.parser.CharacterDataHandler = self._text.append

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        self.stream.parser.CharacterDataHandler = None
        if cell is None or not (cell.formula or cell.fault):
            return
        text = "".join(self._text)
        if cell.fault is CellFault.UNCACHED_FORMULA:
            text = cell.formula.partition(":")[2]
        elif _ERROR_TEXT.fullmatch(text):  # the older way of saying it: a number 0 that shows as an error
            cell.fault = CellFault.ERROR_VALUE
        if cell.fault:
            first = self._row.columns - cell.count
            self._row.faults.append((first, cell.count, text or "#N/A", cell.fault))

    def _end_row(self) -> None:
        row, sheet, extent = self._row, self.sheets[-1], self.extents[-1]
        self._hidden_since_filled += row.count if row.hidden else 0
        if row.filled_columns:
            extent.rows = row.first + row.count - 1
            extent.columns = max(extent.columns, row.filled_columns)
            sheet.hidden_rows += self._hidden_since_filled
            self._hidden_since_filled = 0
        if row.faults:
            sheet.faults.append(FaultyRows(row.first, row.count, row.faults))
