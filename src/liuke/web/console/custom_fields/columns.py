"""The group's own fields as columns of the workbooks of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liuke.audit.watermarked_book import Column
from liuke.org.custom_fields import custom_fields
from liuke.org.models import CustomField
from liuke.org.rules.custom_fields import Bearer, CustomKind
from liuke.web.console.custom_fields.words import day_of, value_words
from liuke.web.shell.wording import chinese

WIDTHS: Mapping[str, int] = {CustomKind.TEXT: 20, CustomKind.CHOICE: 14}
WIDTH = 12


def asked_fields(bearer: Bearer) -> list[CustomField]:
    """Those that are asked now, in their order."""
    return list(custom_fields(bearer).filter(retired=False))


def columns(fields: Sequence[CustomField]) -> list[Column]:
    """A column for each, under its label."""
    return [(one.called(chinese=chinese()), WIDTHS.get(one.kind, WIDTH), "") for one in fields]


def cells(fields: Sequence[CustomField], values: Mapping[str, Any]) -> list[object]:
    """Numbers as numbers and days as days, so that a sheet can be sorted by them."""
    return [_cell(CustomKind(one.kind), values.get(one.key)) for one in fields]


def cells_of_several(fields: Sequence[CustomField], several: Sequence[Mapping[str, Any]]) -> list[object]:
    """What several things hold, as one text a field."""
    return [
        "、".join(value_words(CustomKind(one.kind), row[one.key]) for row in several if one.key in row)
        for one in fields
    ]


def _cell(kind: CustomKind, value: Any) -> object:
    if value is None:
        return None
    if kind == CustomKind.NUMBER and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    kept = day_of(value) if kind == CustomKind.DATE else None
    return kept or value_words(kind, value)
