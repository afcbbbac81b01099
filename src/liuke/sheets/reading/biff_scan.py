"""What calamine does not tell of an .xls workbook: hidden rows, merged cells, error values, 1904.

Layout: [MS-XLS] of Microsoft. A stream of records, each with its kind and length.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from liuke.sheets.reading.details import SheetDetails
from liuke.sheets.reading.refusals import FileDamaged, FilePasswordProtected

_FORMULA, _END, _DATEMODE, _PASSWORD = 0x06, 0x0A, 0x22, 0x2F
_SHEET, _MERGED, _BOOL_OR_ERROR, _ROW = 0x85, 0xE5, 0x205, 0x208
_STRINGS, _DIMENSIONS, _NUMBERS = 0xFC, 0x200, 0xBD
_TOLD = frozenset((_FORMULA, _MERGED, _BOOL_OR_ERROR, _ROW, _DIMENSIONS))
_CELLS = frozenset((_FORMULA, _BOOL_OR_ERROR, _NUMBERS, 0x203, 0x204, 0x27E, 0xD6, 0xFD))
_DIMENSIONS_BYTES = 14
MAX_ROWS, MAX_COLUMNS = 65_536, 256
_BEGINNINGS = frozenset((0x09, 0x209, 0x409, 0x809))
_ROW_HIDDEN = 0x20


@dataclass(frozen=True)
class BiffScan:
    """``sheets`` in the order of the workbook, macro and chart sheets included."""

    sheets: tuple[SheetDetails, ...]
    epoch_1904: bool


def scan_biff(stream: bytes, *, file: str) -> BiffScan:
    """Walk through the workbook stream. Raises ``FileDamaged`` and ``FilePasswordProtected``."""
    starts: list[int] = []
    epoch_1904 = False
    try:
        for kind, at, _ in _records(stream, 0):
            if kind == _PASSWORD:
                raise FilePasswordProtected(file=file)
            if kind == _SHEET:
                starts.append(struct.unpack_from("<I", stream, at)[0])
            elif kind == _DATEMODE:
                epoch_1904 = stream[at] == 1
            elif kind == _STRINGS and struct.unpack_from("<I", stream, at + 4)[0] > len(stream):
                raise ValueError("more texts than bytes")
        return BiffScan(tuple(_sheet(stream, start) for start in starts), epoch_1904)
    except (struct.error, IndexError) as error:
        raise FileDamaged(file=file, detail="it ends in the middle of a record") from error
    except ValueError as error:
        raise FileDamaged(file=file, detail=str(error)) from error


def _sheet(stream: bytes, start: int) -> SheetDetails:
    sheet = SheetDetails()
    for kind, at, length in _records(stream, start):
        if kind in _CELLS and (stream[at + 3] or (kind == _NUMBERS and stream[at + length - 1])):
            raise ValueError("cells beyond column IV")  # calamine would make room for all columns before them
        if kind not in _TOLD:
            continue
        if kind == _ROW:
            sheet.hidden_rows += bool(struct.unpack_from("<H", stream, at + 12)[0] & _ROW_HIDDEN)
        elif kind == _DIMENSIONS:
            _refuse_impossible(stream, at, length)
        elif kind == _MERGED:
            for corner in range(at + 2, at + length - 7, 8):
                sheet.add_merge(struct.unpack_from("<4H", stream, corner))
        else:
            row, column = struct.unpack_from("<HH", stream, at)
            if kind == _BOOL_OR_ERROR and stream[at + 7]:
                sheet.add_error(row, column, stream[at + 6])
            elif kind == _FORMULA and stream[at + 6] == 2 and stream[at + 12 : at + 14] == b"\xff\xff":
                sheet.add_error(row, column, stream[at + 8])
    return sheet


def _refuse_impossible(stream: bytes, at: int, length: int) -> None:
    # calamine reserves memory for as many cells as this record promises.
    layout = "<IIHH" if length == _DIMENSIONS_BYTES else "<HHHH"
    first_row, rows, first_column, columns = struct.unpack_from(layout, stream, at)
    if not (first_row <= rows <= MAX_ROWS and first_column <= columns <= MAX_COLUMNS):
        raise ValueError(f"a sheet of {rows} rows and {columns} columns")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of the records from here to the next end, charts inside a sheet included."""
    header = struct.Struct("<HH")
    depth = 0
    while at < len(stream):
        kind, length = header.unpack_from(stream, at)
        yield kind, at + 4, length
        at += 4 + length
        if kind in _BEGINNINGS:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth == 0:
                return
