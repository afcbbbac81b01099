"""Custom fields read and kept: definitions, values with their words, the group's own labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from liuke.org.models import CustomField, LabelOverride
from liuke.org.rules.custom_fields import Bearer, CustomKind, kept


@dataclass(frozen=True)
class ShownField:
    """A value beside its field's label."""

    key: str
    label: str
    kind: CustomKind
    value: Any
    retired: bool


def custom_fields(bearer: Bearer) -> QuerySet[CustomField]:
    """All fields of one kind of thing, in their order. What is defined is no secret: it takes no scope."""
    return CustomField.objects.filter(bearer=bearer.value)


def kept_custom(
    bearer: Bearer, *, before: Mapping[str, Any] | None, given: Mapping[str, Any]
) -> dict[str, Any]:
    """As ``rules.custom_fields.kept``, of the fields defined now."""
    return kept([one.terms for one in custom_fields(bearer)], before=before, given=given)


def shown_custom(bearer: Bearer, values: Mapping[str, Any], *, chinese: bool) -> list[ShownField]:
    """The fields that hold a value, in their order, with their labels."""
    if not values:
        return []
    return [
        ShownField(
            one.key, one.called(chinese=chinese), CustomKind(one.kind), values[one.key], retired=one.retired
        )
        for one in custom_fields(bearer)
        if one.key in values
    ]


def own_labels(bearer: Bearer, *, chinese: bool) -> dict[str, str]:
    """What the group calls built-in fields in a language, by the field's name."""
    column = "label_zh" if chinese else "label_en"
    rows = LabelOverride.objects.filter(bearer=bearer.value).exclude(**{column: ""})
    return dict(rows.values_list("field", column))
