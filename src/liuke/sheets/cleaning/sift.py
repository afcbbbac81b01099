"""Tells the rows of a sheet from what else stands in it: titles, repeated headers, totals, notes, blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from liuke.sheets.cleaning.totals import is_any_total, is_total, is_total_of_something
from liuke.sheets.reading.model import Row

Skipped = Literal["title", "header", "total", "footer", "blank"]

_ASCII_KEY = "^[!-~]+$"
_TOTAL = "TOTAL"
_FOOTER = re.compile(
    r"\s*(?:制表|製表|打印|列印|导出|审核|复核|制单|填表|经办|说明|注\s*[:：]|备注\s*[:：]|共\s*\d+\s*[条行页]|第\s*\d+\s*页|以上|数据来源"
    r"|printed|exported|page\s+\d|generated|source\s*:)",
    re.IGNORECASE,
)


_INVISIBLE = "\ufeff \t\u3000\u200b\xa0\r\n"


def is_filled(cell: str | None) -> bool:
    """Whether something can be seen in a cell.

    >>> is_filled("\u3000"), is_filled("0")
    (False, True)
    """
    return bool(cell and cell.strip(_INVISIBLE))


def sift(
    *, numbers: Sequence[int], rows: Sequence[Row], header_rows: tuple[int, ...], names: Sequence[str],
    key_columns: Sequence[int],
) -> tuple[list[int], list[tuple[int, Skipped]]]:  # fmt: skip
    """Indexes of the rows to keep, and (row number, why) of those to skip.

    Only rows above or in the header and rows whose key column is empty or odd are looked at closely, so that
    a large sheet is sifted at the speed of one column.
    """
    keep: list[int] = []
    skipped: list[tuple[int, Skipped]] = []
    last_header, key = header_rows[-1], key_columns[0]
    key_name = names[key]
    for index, (number, row) in enumerate(zip(numbers, rows, strict=True)):
        value = row[key] if key < len(row) else None
        if number > last_header and value and value != key_name and not value.isspace():
            if value.isascii() and " " not in value and "otal" not in value and value != _TOTAL:
                keep.append(index)
                continue
            why: Skipped | None = "total" if is_any_total(value) else None
        else:
            why = None
        why = why or _why_skipped(number, row, header_rows, names, key_columns)
        if why is None:
            keep.append(index)
        else:
            skipped.append((number, why))
    return keep, skipped


def surely_data(key: pa.StringArray, key_name: str) -> pa.BooleanArray:
    """Which rows below the header ``sift`` keeps, by their key alone; it has to look at the others.

    A key in ASCII cannot say 合计, and nothing else a row could be starts with one.
    """
    ascii_text = pc.match_substring_regex(key, _ASCII_KEY)
    told = pc.or_(pc.equal(key, _TOTAL), pc.equal(key, key_name))
    told = pc.or_(pc.match_substring(key, "otal"), told)
    return pc.fill_null(pc.and_not(ascii_text, told), fill_value=False)


def _why_skipped(
    number: int, row: Row, header_rows: tuple[int, ...], names: Sequence[str], key_columns: Sequence[int]
) -> Skipped | None:
    filled = [(column, cell.strip()) for column, cell in enumerate(row) if cell and is_filled(cell)]
    if not filled:
        return "blank"
    if number in header_rows:
        return "header"
    if number < header_rows[-1]:
        return "title"
    same = sum(1 for column, cell in filled if column < len(names) and cell == names[column])
    if same >= max(2, len(filled) * 2 // 3):
        return "header"
    present = {column for column, _ in filled}
    if present.issuperset(key_columns):
        return None
    if _adds_up([cell for _, cell in filled[:3]], [row[c] for c in key_columns if c in present]):
        return "total"
    if len(filled) <= 4 and _FOOTER.match(filled[0][1]):
        return "footer"
    return None


def _adds_up(first: Sequence[str], keys: Sequence[str | None]) -> bool:
    """Whether the first cells of a row that lacks a key say that it adds up others.

    What ends in 合计 may be anybody's word; it makes a total where no more than one key is there beside it.
    """
    if any(map(is_total, first)):
        return True
    others = [key for key in keys if key and not is_total_of_something(key)]
    return len(others) < 2 and any(map(is_total_of_something, first))
