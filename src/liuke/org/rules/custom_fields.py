"""A5 Custom fields 自定义字段: what a group defines without code, and how a value of each kind is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from liuke.values.reading import BadCell
from liuke.values.refusal import Refusal
from liuke.values.text import read_text

KEY = r"^[a-z][a-z0-9_]{0,39}$"
LONGEST_TEXT, LONGEST_CHOICE = 500, 60
MOST_FIELDS, MOST_CHOICES = 50, 100
LARGEST_NUMBER, DECIMALS = Decimal(10) ** 12, 4
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


class Bearer(StrEnum):
    """What has custom fields."""

    STORE = "store"
    OWNER = "owner"
    VEHICLE = "vehicle"


class CustomKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class CustomFieldMissing(Refusal):
    code = "custom_field_missing"
    sentence = "The field %(key)s must be filled in."


class CustomFieldUnfit(Refusal):
    code = "custom_field_unfit"
    sentence = "“%(value)s” does not fit the field %(key)s. Look up its kind and its choices."


class CustomFieldUnknown(Refusal):
    code = "custom_field_unknown"
    sentence = "There is no field %(key)s, or it is not asked any more."


@dataclass(frozen=True)
class Terms:
    """A field as it is defined. One that is ``retired`` is not asked any more; what it holds stays."""

    key: str
    kind: CustomKind
    required: bool = False
    choices: Sequence[str] = ()
    retired: bool = False


def kept(
    fields: Iterable[Terms], *, before: Mapping[str, Any] | None, given: Mapping[str, Any]
) -> dict[str, Any]:
    """What stands after ``given`` was filled in: plain JSON, fields without a value left out.

    ``before``: None of what is new. What is not new stays as it is where nothing of it is changed, though a
    field may have become required since.

    Raises CustomFieldMissing, CustomFieldUnfit, CustomFieldUnknown.
    """
    if before is not None and dict(given) == dict(before):
        return dict(before)
    before = before or {}
    known = {one.key: one for one in fields}
    values = {key: value for key, value in before.items() if key not in known or known[key].retired}
    for key in given:
        if (key not in known or known[key].retired) and given[key] != before.get(key):
            raise CustomFieldUnknown(key=key)
    for one in known.values():
        if one.retired:
            continue
        value = read_value(one, given.get(one.key))
        if value is not None:
            values[one.key] = value
        elif one.required:
            raise CustomFieldMissing(key=one.key)
    return values


def merged(survivor: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Two owners' fields made one: the survivor's, and the other's where the survivor has none.

    >>> merged({"club": "车友会"}, {"club": "无", "shoe": 41})
    {'club': '车友会', 'shoe': 41}
    """
    return {**survivor, **{key: value for key, value in other.items() if key not in survivor}}


def read_value(field: Terms, value: Any) -> Any:
    """A value as it is kept; None for an empty one. Raises CustomFieldUnfit.

    >>> read_value(Terms("shoe", CustomKind.NUMBER), "41.50")
    41.5
    """
    if value is None or value == "":
        return None
    try:
        return _READERS[field.kind](field, value)
    except (ValueError, TypeError, InvalidOperation, BadCell):
        raise CustomFieldUnfit(key=field.key, value=str(value)[:60]) from None


def _text(field: Terms, value: Any) -> str | None:
    del field
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError
    return read_text(value).value or None


def _number(field: Terms, value: Any) -> int | float:
    del field
    if isinstance(value, bool):
        raise ValueError
    number = Decimal(str(value).strip())
    if not number.is_finite() or abs(number) >= LARGEST_NUMBER or round(number, DECIMALS) != number:
        raise ValueError
    return int(number) if number == int(number) else float(number)


def _date(field: Terms, value: Any) -> str:
    del field
    day = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    if not EARLIEST <= day <= LATEST:
        raise ValueError
    return day.isoformat()


def _choice(field: Terms, value: Any) -> str:
    if value not in field.choices:
        raise ValueError
    return str(value)


def _yes_no(field: Terms, value: Any) -> bool:
    del field
    if not isinstance(value, bool):
        raise TypeError
    return value


_READERS = {
    CustomKind.TEXT: _text,
    CustomKind.NUMBER: _number,
    CustomKind.DATE: _date,
    CustomKind.CHOICE: _choice,
    CustomKind.YES_NO: _yes_no,
}
