"""The kinds of fields that requests have."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, TypeVar

from ninja import Schema
from pydantic import AfterValidator, Field

Shown = TypeVar("Shown", bound=Schema)
LONGEST_LINE = 100
EARLIEST = dt.date(1900, 1, 1)


def _plain(text: str) -> str:
    if any(character < " " or 0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise ValueError("control characters are not allowed")
    return text.strip()


def _sensible(day: dt.date) -> dt.date:
    if day < EARLIEST:
        raise ValueError("a day before 1900 is not allowed")
    return day


def filled(schema: type[Shown], row: object, **more: Any) -> Shown:
    """A schema from a row: ``more`` where it is named there, else the row's field of the same name."""
    own = {name: getattr(row, name) for name in schema.model_fields if name not in more}
    return schema(**own, **more)


Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(_plain)]
"""A short text without control characters."""
Day = Annotated[dt.date, AfterValidator(_sensible)]
"""A day that somebody living can name."""
