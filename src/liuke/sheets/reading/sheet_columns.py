"""Cells of a worksheet → columns of text, as calamine and ``cell_text`` together make it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from liuke.sheets.reading.arrow_arrays import integers
from liuke.sheets.reading.ask_calamine import AskCalamine, Style, Unanswered
from liuke.sheets.reading.cell_text import moments_as_text, numbers_as_text
from liuke.sheets.reading.model import Columns
from liuke.sheets.reading.sheet_cells import Bytes, Cells, Holds, Places

_ODD_TEXT = "[&\r]|_x"
_AS_SHOWN = r"^(?:-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]|0)$"
_NUMBER = r"^-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$"
_SOUND_LENGTH = 15
_FIRST_SURE_DAY, _DAYS = 61.0, 2_958_465.0
_MOST_STYLES = 65_536


class CellTexts:
    """Makes columns of the cells of one workbook; what is not plain about a cell is put before calamine."""

    def __init__(self, calamine: AskCalamine) -> None:
        self._calamine = calamine
        self._styles: Bytes = np.zeros(0, np.uint8)
        self._shared: pa.StringArray | None = None

    def columns(self, cells: Cells) -> Columns:
        """The rows of ``cells`` by column. Raises Unanswered for what cannot be told cell by cell."""
        raw = _raw_texts(cells)
        escaped = _may_be_escaped(cells.data)
        filled = np.flatnonzero(cells.holds != Holds.NOTHING)
        order = filled[np.argsort(cells.columns[filled].astype(np.int16), kind="stable")]
        counts = np.bincount(cells.columns[filled])
        empty = pa.nulls(cells.height, pa.string())
        behind = np.cumsum(counts)
        return tuple(
            self._column(cells, raw, order[end - count : end], escaped=escaped) if count else empty
            for count, end in zip(counts, behind, strict=True)
        )

    def _column(self, cells: Cells, raw: pa.StringArray, which: Places, *, escaped: bool) -> pa.StringArray:
        """The texts of the filled cells ``which``, all of one column, one per row."""
        held = cells.holds[which]
        parts, groups = [], []
        for kind in np.flatnonzero(np.bincount(held)):
            group = np.flatnonzero(held == kind)
            own = which[group]
            some = raw.take(integers(own * 2))
            if kind != Holds.TEXT or escaped:
                some = self._texts_of(int(kind), some, cells.styles[own])
            parts.append(some)
            groups.append(group)
        return _by_row(cells, _in_order(parts, groups), which)

    def _texts_of(self, kind: int, raw: pa.StringArray, styles: Places) -> pa.StringArray:
        if kind == Holds.TEXT:
            return self._unescaped(raw)
        if kind == Holds.SHARED:
            return self._shared_strings(raw)
        if kind == Holds.TRUTH:
            return self._asked(' t="b"><v>', raw, "</v>")
        return self._numbers(raw, styles)

    def _unescaped(self, raw: pa.StringArray) -> pa.StringArray:
        odd = pc.match_substring_regex(raw, _ODD_TEXT)
        some = raw.filter(odd)
        if not len(some):
            return raw
        asked = self._asked(' t="inlineStr"><is><t xml:space="preserve">', some, "</t></is>")
        return pc.replace_with_mask(raw, odd, asked)

    def _shared_strings(self, raw: pa.StringArray) -> pa.StringArray:
        if self._shared is None:
            self._shared = pa.array(self._calamine.shared_strings(), pa.string())
        try:
            return self._shared.take(raw.cast(pa.int32()))
        except (pa.ArrowInvalid, IndexError) as error:  # no number, or beyond the last string
            raise Unanswered from error

    def _numbers(self, raw: pa.StringArray, styles: Places) -> pa.StringArray:
        kinds = self._style_kinds(int(styles.max()))[styles]
        parts, groups = [], []
        for kind in np.flatnonzero(np.bincount(kinds)):
            group = np.flatnonzero(kinds == kind)
            some = raw if len(group) == len(raw) else raw.take(integers(group))
            if kind == Style.NUMBER:
                parts.append(_plain_numbers(some))
            else:
                parts.append(self._moments(some, styles[group], sure=bool(kind == Style.MOMENT)))
            groups.append(group)
        return _in_order(parts, groups)

    def _style_kinds(self, highest: int) -> Bytes:
        if highest >= len(self._styles):
            if highest >= _MOST_STYLES:
                raise Unanswered
            self._styles = np.array(self._calamine.styles(highest + 1), np.uint8)
        return self._styles

    def _moments(self, raw: pa.StringArray, styles: Places, *, sure: bool) -> pa.StringArray:
        """Times of day, durations, the epoch of 1904 and the first days of 1900 have rules of their own."""
        _check_numbers(raw)
        days = raw.cast(pa.float64()).to_numpy()
        odd = ~((days >= _FIRST_SURE_DAY) & (days < _DAYS) & sure)
        texts = moments_as_text(np.where(odd, _FIRST_SURE_DAY, days))
        if not odd.any():
            return texts
        numbers = integers(styles[odd]).cast(pa.string())
        heads = pc.binary_join_element_wise(numbers, '"><v>', "")
        asked = self._asked(' s="', pc.binary_join_element_wise(heads, raw.filter(pa.array(odd)), ""), "</v>")
        return pc.replace_with_mask(texts, pa.array(odd), asked)

    def _asked(self, head: str, values: pa.StringArray, tail: str) -> pa.StringArray:
        """The texts of cells that are not plain, each different one asked once."""
        told = values.dictionary_encode()
        cells = [f"{head}{value}{tail}" for value in told.dictionary.to_pylist()]
        return pa.array(self._calamine.texts(cells), pa.string()).take(told.indices)


def _may_be_escaped(data: bytes) -> bool:
    # A single byte is found several times as fast as two.
    return b"&" in data or b"\r" in data or (b"_" in data and b"_x" in data)


def _raw_texts(cells: Cells) -> pa.StringArray:
    """The values as they stand, each followed by what stands between it and the next one."""
    offsets = np.empty(2 * len(cells.starts), np.int32)
    offsets[0::2], offsets[1::2] = cells.starts, cells.ends
    length = max(0, len(offsets) - 1)
    return pa.StringArray.from_buffers(length, pa.py_buffer(offsets), pa.py_buffer(cells.data))


def _in_order(parts: list[pa.StringArray], groups: list[Places]) -> pa.StringArray:
    """The texts of all groups together, each at its place."""
    if len(parts) == 1:
        return parts[0]
    places = np.empty(sum(map(len, groups)), np.int64)
    places[np.concatenate(groups)] = np.arange(len(places))
    return pa.concat_arrays(parts).take(integers(places))


def _by_row(cells: Cells, texts: pa.StringArray, which: Places) -> pa.StringArray:
    if len(which) == cells.height:
        return texts
    places = np.full(cells.height, -1)
    places[cells.rows[which]] = np.arange(len(which))
    return texts.take(integers(places, missing=places < 0))


def _check_numbers(raw: pa.StringArray) -> None:
    if not pc.all(pc.match_substring_regex(raw, _NUMBER), min_count=0).as_py():
        raise Unanswered


def _plain_numbers(raw: pa.StringArray) -> pa.StringArray:
    """Most numbers stand in the XML as they are shown."""
    shown = pc.match_substring_regex(raw, _AS_SHOWN)
    odd = pc.invert(pc.and_(shown, pc.less_equal(pc.binary_length(raw), _SOUND_LENGTH)))
    others = raw.filter(odd)
    if not len(others):
        return raw
    _check_numbers(others)
    return pc.replace_with_mask(raw, odd, numbers_as_text(others.cast(pa.float64())))
