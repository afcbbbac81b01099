"""Writes one cell without ever letting its content become a formula, a link or damaged XML."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from liuke.insight.reports.workbook.catalogue import NUMERIC, CellKind
from liuke.insight.reports.workbook.look import Look

CELL_LIMIT = 32_767
"""Characters a spreadsheet cell can hold."""

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_EXCEL_EPOCH_YEAR = 1900


def starts_like_formula(text: str) -> bool:
    """
    >>> [starts_like_formula(t) for t in ("=cmd", "+1", "沪A12345")]
    [True, True, False]
    """
    return text.startswith(_FORMULA_STARTS)


def safe_text(text: str) -> str:
    """What the file format can hold: whole characters, not too many of them.

    >>> safe_text("a\\ud800b")
    'a�b'
    """
    if _HALF_CHARACTER.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def write_text(sheet: Any, at: tuple[int, int], text: str, look: Look, *, fault: bool = False) -> None:
    """A text cell. Text that starts like a formula carries a quote prefix."""
    if starts_like_formula(text):
        form = look.prefixed_fault if fault else look.prefixed
    else:
        form = look.fault if fault else look.kinds["text"]
    sheet.write_string(*at, safe_text(text), form)


def write_cell(sheet: Any, at: tuple[int, int], value: object, kind: CellKind, look: Look) -> None:
    """A cell of a known kind; without a value none is written, its column carries the format."""
    if value is None or value != value:
        return
    if isinstance(value, str):
        write_text(sheet, at, value, look)
    elif kind in NUMERIC and not isinstance(value, dt.date):
        sheet.write_number(*at, float(value), look.kinds[kind])  # type: ignore[arg-type]
    elif kind == "day" and isinstance(value, dt.date) and value.year >= _EXCEL_EPOCH_YEAR:
        sheet.write_datetime(*at, value, look.kinds[kind])
    else:
        write_text(sheet, at, str(value), look)
