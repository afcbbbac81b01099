"""Bytes of a worksheet, whole rows of them → where every cell stands and what it holds.

No Python object is made of a cell: that takes longer than all of this.

Only rows in the plain form in which spreadsheet programs and DMS export are understood; every byte of them is
accounted for. Of anything else (rich text, errors, prefixes, indentation) nothing is said: calamine reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

ROW_END = b"</row>"
_FORMULA = re.compile(rb"<f(?: [^<>]*)?(?:/>|>[^<]*</f>)")
_PRESERVE = np.frombuffer(b'<t xml:space="preserve">', np.uint8)
_PADDING = bytes(32)
_MOST_DIGITS = 8
_ATTRIBUTES = 3
_LETTERS = 26
_SLOTS = 16_384


class Holds(IntEnum):
    """What is in a cell."""

    NOTHING = 0
    NUMBER = 1
    SHARED = 2
    TEXT = 3
    TRUTH = 4


class _Tag(IntEnum):
    ROW, CELL, VALUE, INLINE, TEXT = 1, 2, 3, 4, 5
    ROW_END, CELL_END, VALUE_END, INLINE_END, TEXT_END = 6, 7, 8, 9, 10


_STARTS = {
    b"ro": _Tag.ROW, b"c ": _Tag.CELL, b"v>": _Tag.VALUE, b"is": _Tag.INLINE, b"t>": _Tag.TEXT,
    b"t ": _Tag.TEXT, b"/r": _Tag.ROW_END, b"/c": _Tag.CELL_END, b"/v": _Tag.VALUE_END,
    b"/i": _Tag.INLINE_END, b"/t": _Tag.TEXT_END,
}  # fmt: skip
_LENGTHS = {
    _Tag.INLINE: 4, _Tag.ROW_END: 6, _Tag.CELL_END: 4, _Tag.VALUE_END: 4, _Tag.INLINE_END: 5,
    _Tag.TEXT_END: 4,
}  # fmt: skip
_FOLLOWS = {
    _Tag.ROW: (_Tag.CELL, _Tag.ROW_END, _Tag.ROW),
    _Tag.CELL: (_Tag.VALUE, _Tag.INLINE, _Tag.CELL_END, _Tag.CELL, _Tag.ROW_END),
    _Tag.VALUE: (_Tag.VALUE_END,),
    _Tag.INLINE: (_Tag.TEXT,),
    _Tag.TEXT: (_Tag.TEXT_END,),
    _Tag.TEXT_END: (_Tag.INLINE_END,),
    _Tag.VALUE_END: (_Tag.CELL_END,),
    _Tag.INLINE_END: (_Tag.CELL_END,),
    _Tag.CELL_END: (_Tag.CELL, _Tag.ROW_END),
    _Tag.ROW_END: (_Tag.ROW,),
}
_TAG_OF = np.zeros(1 << 16, np.uint8)
for _name, _tag in _STARTS.items():
    _TAG_OF[_name[0] << 8 | _name[1]] = _tag
_LENGTH_OF = np.zeros(16, np.int64)
for _tag, _length in _LENGTHS.items():
    _LENGTH_OF[_tag] = _length
_MAY_FOLLOW = np.zeros(256, np.bool_)
for _tag, _next in _FOLLOWS.items():
    for _other in _next:
        _MAY_FOLLOW[_tag << 4 | _other] = True


class _NotPlain(Exception):  # noqa: N818 - nothing is wrong
    """Something that is left to calamine."""


@dataclass(frozen=True)
class Cells:
    """The cells of consecutive rows, in their order.

    ``rows`` count from ``first_row``, those without a cell included; ``row_tags`` counts the ones that are
    written. ``data[starts[i]:ends[i]]`` is the value as it stands in the XML.
    """

    data: bytes
    first_row: int
    last_row: int
    row_tags: int
    rows: Places
    columns: Places
    holds: Bytes
    styles: Places
    starts: Places
    ends: Places

    @property
    def height(self) -> int:
        return self.last_row - self.first_row + 1

    @property
    def area(self) -> int:
        """Cells of the rectangle around them, filled or not."""
        return self.height * int(self.columns.max(initial=-1) + 1)


def cells_of(data: bytes) -> Cells | None:
    """The cells of ``data``, which starts with a row and ends behind one; None when it is not plain.

    >>> cells = cells_of(b'<row r="3"><c r="B3" s="1"><v>45.5</v></c></row>')
    >>> cells.first_row, cells.columns.tolist(), cells.data[cells.starts[0]:cells.ends[0]]
    (3, [1], b'45.5')
    """
    if not _is_utf8(data):
        return None
    try:
        return _read(data)
    except _NotPlain:
        if b"<f" not in data:
            return None
    try:
        return _read(_FORMULA.sub(b"", data))  # what a formula gave stands behind it
    except _NotPlain:
        return None


def _is_utf8(data: bytes) -> bool:
    offsets = np.array([0, len(data)], np.int32)
    text = pa.StringArray.from_buffers(1, pa.py_buffer(offsets), pa.py_buffer(data))
    try:
        text.validate(full=True)  # several times as fast as decoding
    except pa.ArrowInvalid:
        return False
    return True


def _demand(condition: np.bool_ | bool) -> None:
    if not condition:
        raise _NotPlain


def _read(data: bytes) -> Cells:
    _demand(data.endswith(ROW_END))
    codes = np.frombuffer(data + _PADDING, np.uint8)
    at = np.flatnonzero(codes == ord("<"))
    tags = _TAG_OF.take(codes[1:].take(at).astype(np.uint16) << 8 | codes[2:].take(at))  # faster than []
    _demand(at[0] == 0 and tags[0] == _Tag.ROW)
    _demand(_MAY_FOLLOW.take(tags[:-1] << 4 | tags[1:]).all())
    needed = _LENGTH_OF.take(tags[:-1])
    _demand(((needed == 0) | (np.diff(at) == needed)).all())
    row_tags, which = np.flatnonzero(tags == _Tag.ROW), np.flatnonzero(tags == _Tag.CELL)
    numbers = _row_numbers(codes, at, tags, row_tags)
    rows, columns, behind = _names(codes, at.take(which))
    cells_before = np.searchsorted(which, row_tags)
    _demand((rows == np.repeat(numbers, np.diff(cells_before, append=len(which)))).all())
    _demand((np.diff(rows * _SLOTS + columns) > 0).all())
    styles, types, behind = _attributes(codes, behind)
    _closed(codes, behind, at[which + 1], tags[which + 1])
    holds, starts, ends = _values(codes, at, tags, which, types)
    first, last = int(numbers[0]), int(numbers[-1])
    return Cells(data, first, last, len(numbers), rows - first, columns, holds, styles, starts, ends)


def _row_numbers(codes: Bytes, at: Places, tags: Bytes, which: Places) -> Places:
    """The numbers of the rows, which begin ``<row r="``."""
    starts = at[which]
    for place, letter in enumerate(b'<row r="'):
        _demand((codes[starts + place] == letter).all())
    numbers, behind = _digits(codes, starts + 8)
    _demand((codes[behind] == ord('"')).all() and (np.diff(numbers) > 0).all() and numbers[0] > 0)
    ends = at[which + 1]
    _demand((codes[ends - 1] == ord(">")).all())
    _demand(((codes[ends - 2] == ord("/")) == (tags[which + 1] == _Tag.ROW)).all())
    return numbers


def _digits(codes: Bytes, places: Places) -> tuple[Places, Places]:
    """The numbers written from ``places`` on, and the places behind them."""
    numbers, places = np.zeros(len(places), np.int64), places.copy()
    for _ in range(_MOST_DIGITS):
        digits = codes[places] - np.uint8(ord("0"))  # what is no digit wraps to a large number
        is_digit = digits < 10
        if is_digit.all():
            numbers = numbers * 10 + digits
            places += 1
        elif not is_digit.any():
            break
        else:
            numbers = np.where(is_digit, numbers * 10 + digits, numbers)
            places += is_digit
    return numbers, places


def _names(codes: Bytes, starts: Places) -> tuple[Places, Places, Places]:
    """Row and column of the cells, which begin ``<c r="``, and the places behind."""
    for place, letter in enumerate(b'r="', 3):
        _demand((codes[starts + place] == letter).all())
    places = starts + 6
    letters = codes[places] - np.uint8(ord("A"))
    _demand((letters < _LETTERS).all())
    columns = letters.astype(np.int64)
    places += 1
    for _ in range(2):
        letters = codes[places] - np.uint8(ord("A"))
        more = letters < _LETTERS
        if not more.any():
            break
        columns = np.where(more, (columns + 1) * _LETTERS + letters, columns)
        places += more
    rows, places = _digits(codes, places)
    _demand((codes[places] == ord('"')).all() and (columns < _SLOTS).all())
    return rows, columns, places + 1


def _attributes(codes: Bytes, behind: Places) -> tuple[Places, Bytes, Places]:
    """Style and type of the cells from their attributes behind the name, and the places behind those."""
    behind = behind.copy()
    styles, types = np.zeros(len(behind), np.int64), np.full(len(behind), Holds.NUMBER, np.uint8)
    for _ in range(_ATTRIBUTES):
        more = np.flatnonzero(codes[behind] == ord(" "))
        if not more.size:
            break
        places = behind[more]
        names = codes[places + 1]
        is_style, is_type = names == ord("s"), names == ord("t")
        is_end = names == ord("/")
        _demand((is_style | is_type | is_end).all())
        _demand(((codes[places + 2] == ord("=")) & (codes[places + 3] == ord('"')) | is_end).all())
        styled, typed = more[is_style], more[is_type]
        styles[styled], ends = _digits(codes, places[is_style] + 4)
        _demand((codes[ends] == ord('"')).all())
        behind[styled] = ends + 1
        types[typed], behind[typed] = _types(codes, places[is_type] + 4)
        behind[more[is_end]] += 1
    return styles, types, behind


_INLINE_TYPE = 9
_TYPES = (
    (b's"', Holds.SHARED), (b'n"', Holds.NUMBER), (b'b"', Holds.TRUTH), (b'str"', Holds.TEXT),
    (b'inlineStr"', _INLINE_TYPE),
)  # fmt: skip


def _types(codes: Bytes, places: Places) -> tuple[Bytes, Places]:
    types, behind = np.zeros(len(places), np.uint8), places.copy()
    for text, kind in _TYPES:
        like = codes[places] == text[0]
        if not like.any():
            continue
        for place, letter in enumerate(text[1:], 1):
            like &= codes[places + place] == letter
        types[like] = kind
        behind[like] += len(text)
    _demand((types > 0).all())
    return types, behind


def _closed(codes: Bytes, behind: Places, following: Places, next_tags: Bytes) -> None:
    """A cell ends at once, as ``/>``, exactly when another cell or the end of the row follows."""
    alone = codes[behind] == ord("/")
    ends = behind + alone
    _demand((codes[ends] == ord(">")).all() and (ends + 1 == following).all())
    _demand((alone == ((next_tags == _Tag.CELL) | (next_tags == _Tag.ROW_END))).all())


def _values(
    codes: Bytes, at: Places, tags: Bytes, which: Places, types: Bytes
) -> tuple[Bytes, Places, Places]:
    """What the cells hold and where it begins and ends."""
    following = tags[which + 1]
    plain, inline = following == _Tag.VALUE, following == _Tag.INLINE
    _demand(((types == _INLINE_TYPE) == inline)[plain | inline].all())
    holds = np.where(plain | inline, np.where(inline, Holds.TEXT, types), Holds.NOTHING).astype(np.uint8)
    starts, ends = at[which], at[which]
    starts[plain], ends[plain] = at[which[plain] + 1] + 3, at[which[plain] + 2]
    texts = at[which[inline] + 2]
    starts[inline], ends[inline] = _behind_text_tag(codes, texts), at[which[inline] + 3]
    blank = (starts == ends) & (holds > 0)
    _demand((holds[blank] == Holds.TEXT).all())
    holds[blank] = Holds.NOTHING
    return holds, starts, ends


def _behind_text_tag(codes: Bytes, places: Places) -> Places:
    long = np.flatnonzero(codes[places + 2] == ord(" "))
    behind = places + 3
    if long.size:
        found = codes[places[long][:, None] + np.arange(len(_PRESERVE))]
        _demand((found == _PRESERVE).all())
        behind[long] += len(_PRESERVE) - 3
    return behind


def row_windows(windows: Iterator[bytes]) -> Iterator[bytes | None]:
    """``windows`` that end behind a row, without what stands before the first row and behind the last one.

    None when the sheet is not laid out as expected; nothing follows then.
    """
    inside = False
    for window in windows:
        if not inside:
            start = window.find(b"<row ")
            if start < 0:
                if b"</sheetData>" not in window and b"<sheetData/>" not in window:
                    yield None  # no row yet: what it is shows later, if at all
                    return
                continue
            if b"<sheetData>" not in window[:start]:
                yield None
                return
            window, inside = window[start:], True
        if not window.endswith(ROW_END):
            last = b"</sheetData>" in window and b"</worksheet>" in window
            if not last or b"<row " in window or b"<c " in window:
                yield None
            return
        yield window
    if inside:
        yield None  # cut off
