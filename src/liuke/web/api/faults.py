"""What is wrong with single fields of a request: pydantic's kinds of errors in our words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from liuke.web.api.schema import Schema
from liuke.web.shell.wording import N_, t

UNREADABLE = N_("The request cannot be read. “%(place)s”: %(message)s. All that is wrong stands in “errors”.")
NO_JSON = N_("is not readable as JSON")
NO_BODY = N_("what was sent cannot be taken apart (%(why)s)")
_TEXT, _WHOLE = N_("must be a text"), N_("must be a whole number")
_NUMBER, _TRUTH = N_("must be a number"), N_("must be true or false")
_ID, _DAY = N_("must be an id (a UUID)"), N_("must be a day such as 2026-01-31")
_MOMENT = N_("must be a moment with its zone, such as 2026-01-31T08:30:00+08:00")
_LIST, _OBJECT = N_("must be a list"), N_("must be an object")
_ONE_OF = N_("must be one of: %(expected)s")
WORDS: Mapping[str, str] = {
    "missing": N_("is missing"),
    "extra_forbidden": N_("is not asked here; leave it out"),
    "invalid_key": _TEXT,
    "json_invalid": NO_JSON,
    "json_type": NO_JSON,
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_short": N_("at least %(min_length)s characters are needed"),
    "string_too_long": N_("%(max_length)s characters at most"),
    "string_pattern_mismatch": N_("must be written like %(pattern)s"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "greater_than": N_("must be more than %(gt)s"),
    "greater_than_equal": N_("must be %(ge)s or more"),
    "less_than": N_("must be less than %(lt)s"),
    "less_than_equal": N_("must be %(le)s or less"),
    "too_short": N_("at least %(min_length)s entries are needed"),
    "too_long": N_("%(max_length)s entries at most"),
    "literal_error": _ONE_OF,
    "enum": _ONE_OF,
    "uuid_type": _ID,
    "uuid_parsing": _ID,
    "uuid_version": _ID,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "list_type": _LIST,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
}
"""By pydantic's type. Our own kinds (``fields.bad``) bring their sentence with them."""
CLEANED = "Value"
"""What pydantic calls a text whose length it looks at after we have cleaned it; a list is a List."""


class Fault(Schema):
    """What is wrong at one place of a request; ``code`` is stable."""

    place: str = Field(examples=["body.given.amount_fen"])
    code: str
    message: str


def fault_of(error: Mapping[str, Any]) -> Fault:
    """One of pydantic's errors."""
    kind = str(error["type"])
    if kind in ("too_short", "too_long") and error["ctx"]["field_type"] == CLEANED:
        kind = f"string_{kind}"
    told = {name: _shown(name, value) for name, value in error.get("ctx", {}).items()}
    message = t(WORDS[kind], **told) if kind in WORDS else str(error["msg"])
    return Fault(place=".".join(map(str, error["loc"])), code=kind, message=message)


def in_a_sentence(faults: Sequence[Fault]) -> str:
    """The first fault, its field by the name the caller gave it."""
    first = faults[0]
    return t(UNREADABLE, place=_field(first.place), message=first.message)


def _field(place: str) -> str:
    """
    >>> [_field(one) for one in ("body.given.paid.amount_fen", "query.limit", "body.given", "body")]
    ['paid.amount_fen', 'limit', 'given', 'body']
    """
    where, *rest = place.split(".")
    return ".".join(rest[1:] or rest) if where == "body" and rest else ".".join(rest) or where


def _shown(name: str, value: object) -> object:
    if name == "expected":
        return ", ".join(re.findall(r"'([^']*)'", str(value))) or value
    return f"{value:,}" if isinstance(value, int) else value
