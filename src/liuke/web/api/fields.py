"""The kinds of fields that requests have: cleaned as an import cleans them, refused by the same codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from django.utils import timezone
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from liuke.insight.reports.wording.remarks import REJECTIONS, REMARKS
from liuke.org.rules.custom_fields import MOST_FIELDS
from liuke.values.odometer import LIMIT_KM
from liuke.values.phone import read_phone
from liuke.values.plate import read_plate
from liuke.values.reading import BadCell, Reading
from liuke.values.text import read_text
from liuke.values.vin import read_vin
from liuke.web.api.schema import Schema
from liuke.web.shell.wording import N_, t

Shown = TypeVar("Shown", bound=Schema)
LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT = 100, 60, 500
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
SENTENCES = {
    "empty": N_("must not be empty"),
    "control_character": N_("control characters are not allowed"),
    "day_before_1900": N_("a day before 1900 is not allowed"),
    "day_after_2100": N_("a day after 2100 is not allowed"),
    "day_to_come": N_("this day is still to come"),
}


def bad(code: str, suggestion: str | None = None) -> PydanticCustomError:
    """A fault with a stable code and a sentence in the caller's language."""
    sentence = t(SENTENCES.get(code) or REJECTIONS.get(code) or REMARKS.get(code, code))
    if suggestion:
        sentence = f"{sentence} ({suggestion}?)"
    return PydanticCustomError(code, "{sentence}", {"sentence": sentence})


def _plain(text: str) -> str:
    if any(character < " " or 0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise bad("control_character")
    return text.strip()


def _sensible(day: dt.date) -> dt.date:
    if day < EARLIEST:
        raise bad("day_before_1900")
    if day > LATEST:
        raise bad("day_after_2100")
    return day


def _past(day: dt.date) -> dt.date:
    if day > timezone.localdate():
        raise bad("day_to_come")
    return _sensible(day)


def _read(reader: Callable[[str], Reading[str]], *refused: str) -> Callable[[str], str]:
    """What an import would keep of a text; ``refused`` are warnings that a program can do better about."""

    def read(text: str) -> str:
        try:
            reading = reader(text)
        except BadCell as cell:
            raise bad(cell.reason, cell.suggestion) from None
        for code in refused:
            if code in reading.warnings:
                raise bad(code)
        return reading.value or ""

    return read


def there(text: str) -> str:
    """Something is written."""
    if not text:
        raise bad("empty")
    return text


def filled(schema: type[Shown], row: object, **more: Any) -> Shown:
    """A schema from a row: ``more`` where it is named there, else the row's field of the same name."""
    own = {name: getattr(row, name) for name in schema.model_fields if name not in more}
    return schema(**own, **more)


def filled_in(before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Custom fields after some were given: null empties one, what is left out stays."""
    return {key: value for key, value in {**before, **given}.items() if value is not None}


Custom = Annotated[dict[str, str | int | float | bool | None], Field(max_length=MOST_FIELDS)]
"""The group's own fields by key; texts, numbers, days as texts, choices as texts, true or false."""
Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(_plain)]
"""A short text without control characters."""
Day = Annotated[dt.date, AfterValidator(_sensible)]
"""A day that somebody living can name."""
PastDay = Annotated[dt.date, AfterValidator(_past)]
"""Today or earlier."""
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_read(read_text))]
"""What people wrote, without invisible characters."""
Word = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_read(read_text))]
Name = Annotated[Word, AfterValidator(there)]
"""Kept exactly, rare characters too; spaces around it go."""
Number = Annotated[
    str,
    Field(max_length=30, examples=["13800001111"]),
    AfterValidator(_read(read_phone, "several_phones", "phone_masked")),
    AfterValidator(there),
]
"""A telephone number, also with +86, spaces or full-width digits; kept in its plain form."""
Plate = Annotated[
    str,
    Field(max_length=20, examples=["苏A12345"]),
    AfterValidator(_read(read_plate)),
    AfterValidator(there),
]
Vin = Annotated[str, Field(max_length=30), AfterValidator(_read(read_vin)), AfterValidator(there)]
Kilometres = Annotated[int, Field(ge=0, le=LIMIT_KM)]
Fen = Annotated[int, Field(ge=0, le=9_999_999_999)]
"""An amount of money."""
LEFT_OUT: Any = None
"""Of a change: what is not named stays. Null is not one of the values."""
