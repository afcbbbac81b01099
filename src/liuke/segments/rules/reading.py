"""A value of a condition as typed or kept, None where it is none of its kind."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from liuke.values.condition import Kind

LONGEST = 60
LARGEST = 10_000_000_000
_RANGES = {Kind.PERCENT: (0, 100), Kind.MONTH: (1, 12), Kind.AGO: (0, 36_500)}


def read_value(given: object, kind: Kind) -> str | int | float | None:
    """Texts trimmed; numbers within bounds; days as ISO text; MONEY in yuan, PERCENT of 100, as typed.

    >>> read_value(" 12 ", Kind.NUMBER), read_value("120", Kind.PERCENT), read_value("2026-02-30", Kind.DAY)
    (12, None, None)
    """
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return None
    text = str(given).strip()
    if not text or len(text) > LONGEST or "\0" in text:
        return None
    if kind in (Kind.TEXT, Kind.CHOICE):
        return text
    if kind in (Kind.STORE, Kind.TAG):
        return _id(text)
    if kind == Kind.DAY:
        return _day(text)
    return _number(text, kind)


def _number(text: str, kind: Kind) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    low, high = _RANGES.get(kind, (-LARGEST, LARGEST))
    whole = number == int(number) if abs(number) <= LARGEST else False
    if not low <= number <= high or (kind in (Kind.MONTH, Kind.AGO) and not whole):
        return None
    return int(number) if whole else number


def _id(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _day(text: str) -> str | None:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return None
