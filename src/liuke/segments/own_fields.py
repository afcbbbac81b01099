"""The group's own fields of owners and cars as conditions."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.reports.language import N_
from liuke.org.models import CustomField
from liuke.org.rules.custom_fields import Bearer, CustomKind
from liuke.values.condition import Field, Kind

_KINDS: Mapping[str, Kind] = {
    CustomKind.TEXT: Kind.TEXT,
    CustomKind.NUMBER: Kind.NUMBER,
    CustomKind.DATE: Kind.DAY,
    CustomKind.CHOICE: Kind.CHOICE,
    CustomKind.YES_NO: Kind.CHOICE,
}
_ANSWERS = (("true", N_("yes")), ("false", N_("no")))
"""Nobody who was not asked has answered no: yes or no is a choice that may be unknown."""
_IN_JSON: Mapping[str, str] = {CustomKind.NUMBER: "number", CustomKind.YES_NO: "boolean"}
_DAY = """(CASE WHEN {text} ~ '^(19|2[01])[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' THEN
    CASE WHEN substr({text}, 9)
        <= to_char((substr({text}, 1, 8) || '01')::date + interval '1 month - 1 day', 'DD')
    THEN {text}::date END END)"""
"""A day that is in the calendar. Nested, for PostgreSQL may look at both sides of an AND."""
_GROUPS: Mapping[str, str] = {Bearer.OWNER: N_("Owner"), Bearer.VEHICLE: N_("Car")}


def own_fields(*, chinese: bool) -> dict[str, Field]:
    """By key, those not asked any more too. A key is plain (``a_custom_key_is_plain``): it
    stands in the SQL.
    """
    asked = CustomField.objects.filter(bearer__in=_GROUPS)
    return {field.key: field for field in (_field(one, chinese=chinese) for one in asked)}


def _field(one: CustomField, *, chinese: bool) -> Field:
    of_a_car = one.bearer == Bearer.VEHICLE
    choices = tuple((choice, choice) for choice in one.choices)
    return Field(
        key=f"custom.{one.bearer}.{one.key}",
        words=one.called(chinese=chinese),
        group=_GROUPS[one.bearer],
        kind=_KINDS[one.kind],
        value=_value(f"{'v' if of_a_car else 'o'}.custom", one),
        source="vehicles_vehicle AS v" if of_a_car else "",
        owner="v.owner_id" if of_a_car else "",
        choices=_ANSWERS if one.kind == CustomKind.YES_NO else choices,
        retired=one.retired,
    )


def _value(custom: str, one: CustomField) -> str:
    """What is kept is of the field's kind; a stray value of another kind counts as none."""
    given, text = f"({custom} -> '{one.key}')", f"({custom} ->> '{one.key}')"
    if one.kind == CustomKind.DATE:
        return _DAY.format(text=text)
    kept = f"{text}::numeric" if one.kind == CustomKind.NUMBER else text
    return f"(CASE jsonb_typeof({given}) WHEN '{_IN_JSON.get(one.kind, 'string')}' THEN {kept} END)"
