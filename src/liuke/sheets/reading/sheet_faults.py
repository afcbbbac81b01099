"""The cells of a worksheet that hold no value: error values, and formulas saved without their result."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from liuke.sheets.reading.columns import column_index
from liuke.sheets.reading.faults import Faults, FaultyCell
from liuke.sheets.reading.model import CellFault
from liuke.sheets.reading.sheet_scan import last_row, suspect_rows, windows
from liuke.sheets.reading.xml_stream import Attributes, XmlStream


def faulty_cells(pieces: Iterable[bytes], *, regular: bool, file: str, part: str) -> Faults:
    """The faulty cells in the order of the XML, found while it streams by. Raises ``FileDamaged``.

    Of ``regular`` XML only the rows are parsed in which the bytes look like a fault.
    """
    if not regular:
        return _in_all_rows(pieces, file=file, part=part)
    return _in_suspect_rows(pieces, file=file, part=part)


def _in_all_rows(pieces: Iterable[bytes], *, file: str, part: str) -> Faults:
    finder = _Finder()
    stream = XmlStream(file=file, part=part)
    finder.listen(stream)
    for piece in chain(pieces, [b""]):
        stream.feed(piece, last=not piece)
        yield finder.row - 1, finder.taken()


def _in_suspect_rows(pieces: Iterable[bytes], *, file: str, part: str) -> Faults:
    finder = _Finder()
    row = 0
    for window in windows(pieces, end=b"</row>"):
        for start, end in suspect_rows(window):
            stream = XmlStream(file=file, part=part)
            finder.listen(stream)
            stream.feed(window[start:end], last=True)
        row = last_row(window) or row
        yield row, finder.taken()


class _Finder:
    """Follows rows and cells; looks into a cell only when it is an error or has a formula."""

    def __init__(self) -> None:
        self._found: list[FaultyCell] = []
        self.row = 0
        self._column = -1
        self._type = ""
        self._text: list[str] = []
        self._value: str | None = None
        self._formula: str | None = None
        self._shared = ""
        self._shared_formulas: dict[str, str] = {}

    def listen(self, stream: XmlStream) -> None:
        """Follow the stream's elements."""
        self._parser = stream.parser
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def taken(self) -> list[FaultyCell]:
        """What was found since it was last taken."""
        found, self._found = self._found, []
        return found

    def _start(self, name: str, attributes: Attributes) -> None:
        local = name if len(name) == 1 else name.rpartition(":")[2]
        if local == "c":
            self._start_cell(attributes)
        elif local == "row":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self._column = -1
        elif local == "f":
            self._formula = ""
            self._shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
            self._collect()
        elif local == "v" and (self._type == "e" or self._formula is not None):
            self._collect()

    def _start_cell(self, attributes: Attributes) -> None:
        name = attributes.get("r")
        self._column = column_index(name.rstrip("0123456789")) if name else self._column + 1
        self._type = attributes.get("t", "n")
        self._value = self._formula = None

    def _collect(self) -> None:
        self._text = []
        self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        local = name if len(name) == 1 else name.rpartition(":")[2]
        if local == "c":
            self._end_cell()
        elif local in ("f", "v") and self._parser.CharacterDataHandler is not None:
            self._parser.CharacterDataHandler = None
            if local == "v":
                self._value = "".join(self._text)
            else:
                self._end_formula("".join(self._text))

    def _end_formula(self, text: str) -> None:
        # The cells below a shared formula only name it.
        if self._shared:
            text = text or self._shared_formulas.get(self._shared, "")
            self._shared_formulas[self._shared] = text
        self._formula = text

    def _end_cell(self) -> None:
        if self._type == "e":
            text, fault = self._value or "#N/A", CellFault.ERROR_VALUE
        elif self._formula is None or self._value or (self._type == "str" and self._value is not None):
            return  # a plain value, a result, or a result that is the empty text
        else:
            text, fault = f"={self._formula}", CellFault.UNCACHED_FORMULA
        self._found.append(FaultyCell(self.row, self._column, text, fault))
