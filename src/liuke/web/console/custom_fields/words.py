"""Kinds of custom fields, and what bears them, in words; values as people read them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from liuke.org.custom_fields import own_labels, shown_custom
from liuke.org.rules.custom_fields import Bearer, CustomKind
from liuke.org.rules.renamable import RENAMABLE
from liuke.web.shell.templating import day
from liuke.web.shell.wording import chinese, lazy, t

BEARERS = (
    (Bearer.OWNER.value, lazy("Owners")),
    (Bearer.VEHICLE.value, lazy("Vehicles")),
    (Bearer.STORE.value, lazy("Stores")),
)
KINDS = (
    (CustomKind.TEXT.value, lazy("Text")),
    (CustomKind.NUMBER.value, lazy("Number")),
    (CustomKind.DATE.value, lazy("Date")),
    (CustomKind.CHOICE.value, lazy("Choice")),
    (CustomKind.YES_NO.value, lazy("Yes or no")),
)


def custom_facts(bearer: Bearer, values: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Label, value in words, and whether the field is not asked any more: of the fields that hold a value."""
    return [
        (one.label, value_words(one.kind, one.value), one.retired)
        for one in shown_custom(bearer, values, chinese=chinese())
    ]


def value_words(kind: CustomKind, value: Any) -> str:
    """A value as people read it; one that is not of its kind as it is kept."""
    if kind == CustomKind.YES_NO and isinstance(value, bool):
        return t("yes") if value else t("no")
    kept = day_of(value) if kind == CustomKind.DATE else None
    return day(kept) if kept else str(value)


def day_of(value: Any) -> dt.date | None:
    """A day as it is kept; None where it is none."""
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def labels(bearer: Bearer) -> dict[str, str]:
    """What every renamable field is called in the reader's language: the group's word, else ours."""
    own = own_labels(bearer, chinese=chinese())
    return {field: own.get(field) or t(word) for field, word in RENAMABLE[bearer].items()}
