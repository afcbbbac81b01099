"""A slice as a condition in SQL."""

from __future__ import annotations

from collections.abc import Mapping


def quoted(text: str) -> str:
    """A text as a SQL literal.

    >>> quoted("O'Neil")
    "'O''Neil'"
    """
    return "'" + text.replace("'", "''") + "'"


def inside(slice_: Mapping[str, str]) -> str:
    """The condition that a unit lies in a slice; every unit lies in the empty one.

    >>> inside({"store": "城东店", "series": "ES6"})
    "store = '城东店' AND series = 'ES6'"
    """
    return " AND ".join(f"{name} = {quoted(value)}" for name, value in slice_.items()) or "true"
