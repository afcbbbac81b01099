"""SpreadsheetML 2003: XML saved as .xls, as many Java systems export it. Read as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from liuke.sheets.reading.cell_text import cell_as_text
from liuke.sheets.reading.columns import MAX_COLUMNS
from liuke.sheets.reading.encoding import TAG_END, Encoding, detect_encoding
from liuke.sheets.reading.model import MERGES_WITHIN_ROWS, Batch, CellFault, Merge, Row, SheetInfo, SourceFile
from liuke.sheets.reading.refusals import FileDamaged, NoSheet
from liuke.sheets.reading.text_blocks import text_blocks
from liuke.sheets.reading.xml_stream import Attributes, XmlStream

MAX_ROWS = 1_048_576

_NO_DAY = date(1899, 12, 31)
"""The day that stands before times of the day."""


@dataclass
class _Row:
    number: int
    cells: Row = field(default_factory=list)
    faults: dict[int, CellFault] = field(default_factory=dict)


@dataclass
class _Sheet:
    """One worksheet: its filled ``rows``, complete since they were last taken, and what is known of it."""

    name: str
    rows: list[_Row] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: int = 0
    merged: list[Merge] = field(default_factory=list)


class _Workbook:
    """Follows the elements of the workbook."""

    def __init__(self, stream: XmlStream) -> None:
        self.sheets: list[_Sheet] = []
        self.epoch_1904 = False
        self._parser = stream.parser
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._last_number = 0
        self._row = _Row(0)
        self._column = 0
        self._type: str | None = None
        self._formula = ""
        self._commenting = False
        self._text: list[str] = []

    def _start(self, name: str, prefixed: Attributes) -> None:
        attributes = {key.rpartition(":")[2]: value for key, value in prefixed.items()}
        match name.rpartition(":")[2]:
            case "Worksheet":
                self.sheets.append(_Sheet(attributes.get("Name", f"Sheet{len(self.sheets) + 1}")))
                self._last_number = 0
            case "Row":
                self._start_row(attributes)
            case "Cell":
                self._start_cell(attributes)
            case "Comment":
                self._commenting = True
            case "Data" if not self._commenting:
                self._type = attributes.get("Type", "String")
                self._collect()
            case "Visible":
                self._collect()
            case "Date1904":
                self.epoch_1904 = True

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "Row":
                if any(self._row.cells):
                    self.sheets[-1].rows.append(self._row)
            case "Cell":
                self._end_cell()
            case "Comment":
                self._commenting = False
            case "Data" if not self._commenting:
                self._parser.CharacterDataHandler = None
            case "Visible":
                self._parser.CharacterDataHandler = None
                self.sheets[-1].hidden = "Hidden" in "".join(self._text)

    def _collect(self) -> None:
        self._text = []
        self._parser.CharacterDataHandler = self._text.append

    def _start_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("Index", self._last_number + 1))
        if not self._last_number < number <= MAX_ROWS:
            raise ValueError(f"row {number} follows row {self._last_number}")
        spanned = int(attributes.get("Span", 0))
        self._last_number = number + spanned
        if attributes.get("Hidden") == "1":
            self.sheets[-1].hidden_rows += 1 + spanned
        self._row = _Row(number)

    def _start_cell(self, attributes: Attributes) -> None:
        row, cells = self._row.number, self._row.cells
        first = int(attributes.get("Index", len(cells) + 1)) - 1
        across, down = int(attributes.get("MergeAcross", 0)), int(attributes.get("MergeDown", 0))
        if not len(cells) <= first <= first + across < MAX_COLUMNS:
            raise ValueError(f"a cell in column {first + 1} of row {row}")
        cells += [None] * (first + across + 1 - len(cells))
        if (across or down) and row <= MERGES_WITHIN_ROWS:
            self.sheets[-1].merged.append((row, first, row + down, first + across))
        self._column = first
        self._type = None
        self._formula = attributes.get("Formula", "")

    def _end_cell(self) -> None:
        cells, faults = self._row.cells, self._row.faults
        if self._type is not None:
            cells[self._column] = _typed_text("".join(self._text), self._type)
            if self._type == "Error":
                faults[self._column] = CellFault.ERROR_VALUE
        elif self._formula:
            cells[self._column] = self._formula
            faults[self._column] = CellFault.UNCACHED_FORMULA


@dataclass(frozen=True)
class SpreadsheetmlReader:
    """Parses the workbook anew for each sheet that is read; ``names`` in the order of the file."""

    path: Path
    file: str
    encoding: Encoding
    names: tuple[str, ...]

    def batches(self, sheet: SheetInfo, size: int) -> Iterator[Batch]:
        """The rows of one sheet, those the file leaves out filled in. Raises ``FileDamaged``."""
        batch = Batch([], [])
        number = 0
        for row in self._rows(self.names.index(sheet.name)):
            while number < row.number:
                number += 1
                batch.numbers.append(number)
                batch.rows.append(row.cells if number == row.number else [])
                if number == row.number:
                    batch.cells.update({(number, column): fault for column, fault in row.faults.items()})
                if len(batch.rows) == size:
                    yield batch
                    batch = Batch([], [])
        if batch.rows:
            yield batch

    def _rows(self, wanted: int) -> Iterator[_Row]:
        for workbook in _parsed(self.path, self.encoding, file=self.file):
            for index, sheet in enumerate(workbook.sheets):
                if index == wanted:
                    yield from sheet.rows
                sheet.rows.clear()


def open_spreadsheetml(path: Path, *, file: str) -> SourceFile:
    """The workbook as a source file, parsed once for its sheets. Raises ``FileDamaged``, ``NoSheet``."""
    with path.open("rb") as stream:
        encoding = detect_encoding(stream, file=file, end=TAG_END)
    for workbook in _parsed(path, encoding, file=file):
        for sheet in workbook.sheets:
            sheet.rows.clear()
    if not workbook.sheets:
        raise NoSheet(file=file)
    sheets = tuple(
        SheetInfo(
            name=sheet.name,
            hidden=sheet.hidden,
            hidden_rows=sheet.hidden_rows,
            merged=tuple(sheet.merged),
            epoch_1904=workbook.epoch_1904,
            fixes=encoding.fixes,
        )
        for sheet in workbook.sheets
    )
    names = tuple(sheet.name for sheet in sheets)
    return SourceFile(path, file, "xml", sheets, SpreadsheetmlReader(path, file, encoding, names))


def _parsed(path: Path, encoding: Encoding, *, file: str) -> Iterator[_Workbook]:
    """The workbook so far, after each block of the file."""
    # The bytes are decoded here, since expat knows no GB18030, whatever the declaration says.
    stream = XmlStream(file=file, part="workbook", encoding="utf-8")
    workbook = _Workbook(stream)
    with path.open("rb") as bytes_stream:
        for text, suspect in text_blocks(bytes_stream, encoding, file=file, end=TAG_END):
            if suspect:
                raise FileDamaged(file=file, detail="bytes that are no text")
            stream.feed(text.encode())
            yield workbook
    stream.feed(b"", last=True)
    yield workbook


def _typed_text(text: str, kind: str) -> str | None:
    try:
        if kind == "Number":
            return cell_as_text(float(text))
        if kind == "DateTime":
            return _instant_as_text(text)
    except ValueError:
        return text or None  # not what it is said to be: shown as it stands
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    return text or None


def _instant_as_text(text: str) -> str | None:
    instant = datetime.fromisoformat(text)
    if instant.date() == _NO_DAY:
        return cell_as_text(instant.time())
    return cell_as_text(instant.date() if instant.time() == time() else instant)
