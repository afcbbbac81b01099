"""xlsb workbooks: values by calamine, the rest by a walk through the binary records of the sheets.

Layout: [MS-XLSB] of Microsoft. Kind and length of a record are numbers of 7 bits a byte.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from liuke.sheets.reading.calamine_book import CalamineBook
from liuke.sheets.reading.details import SheetDetails, source_with_details
from liuke.sheets.reading.extent import refuse_impossible, refuse_sparse
from liuke.sheets.reading.model import SourceFile
from liuke.sheets.reading.package import Package
from liuke.sheets.reading.refusals import FileDamaged
from liuke.sheets.reading.workbook_parts import relations

_ROW, _ERROR, _FORMULA_ERROR = 0, 3, 11
_PROPERTIES, _SHEET, _MERGE = 153, 156, 176
_CELLS = range(2, 12)  # 1 is a cell with a format and no content
_SHORTEST_CELL_BYTES = 8
_ROW_HIDDEN = 0x10
_EPOCH_1904 = 0x1


def open_xlsb(path: Path, package: Package, *, workbook: str) -> SourceFile:
    """The workbook as a source file. Raises ``FileDamaged``, ``SheetTooSparse`` and ``NoSheet``."""
    file = package.file
    targets = relations(package, workbook)
    details: list[SheetDetails] = []
    epoch_1904 = False
    stream = _content(package, workbook)
    try:
        for kind, at, _ in _records(stream):
            if kind == _PROPERTIES:
                epoch_1904 = bool(stream[at] & _EPOCH_1904)
            elif kind == _SHEET:
                key, after = _text(stream, at + 8)
                name, _ = _text(stream, after)
                details.append(_details(package, targets.get(key, ("", "")), name))
    except (struct.error, IndexError) as error:
        raise FileDamaged(file=file, detail="it ends in the middle of a record") from error
    package.unpack_all()
    book = CalamineBook(path, file=file, kind="xlsb")
    return source_with_details(path, book, details, kind="xlsb", epoch_1904=epoch_1904)


def _details(package: Package, target: tuple[str, str], name: str) -> SheetDetails:
    details = SheetDetails()
    relation, full_name = target
    if not relation.endswith("/worksheet"):
        return details
    part = package.find(full_name)
    if part is None:
        raise FileDamaged(file=package.file, detail=f"the cells of sheet {name} are missing")
    stream = _content(package, part)
    row = rows = columns = 0
    for kind, at, length in _records(stream):
        if (kind == _ROW or kind in _CELLS) and length < _SHORTEST_CELL_BYTES:
            raise IndexError  # calamine would read on in what it had read before
        if kind == _ROW:
            row = struct.unpack_from("<I", stream, at)[0]
            details.hidden_rows += bool(stream[at + 11] & _ROW_HIDDEN)
        elif kind in _CELLS:
            column = struct.unpack_from("<I", stream, at)[0]
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if kind in (_ERROR, _FORMULA_ERROR):
                details.add_error(row, column, stream[at + 8])
        elif kind == _MERGE:
            details.add_merge(struct.unpack_from("<4I", stream, at))
    refuse_impossible(rows, columns, file=package.file, sheet=name)
    refuse_sparse(rows, columns, file=package.file, sheet=name)
    return details


def _content(package: Package, part: str) -> bytes:
    return b"".join(package.pieces(part))


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of every record."""
    at, end = 0, len(stream)
    while at < end:
        kind = stream[at]
        at += 1
        if kind >= 0x80:
            kind = (kind & 0x7F) | (stream[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while shift < 28:
            byte = stream[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        if at + length > end:
            raise IndexError
        yield kind, at, length
        at += length


def _text(stream: bytes, at: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", stream, at)[0]
    end = at + 4 + 2 * length
    return stream[at + 4 : end].decode("utf-16-le", "replace"), end
