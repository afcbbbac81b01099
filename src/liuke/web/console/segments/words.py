"""Conditions, tags and their evidence as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from liuke.org.queries import stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.segments.fields import fields
from liuke.segments.models import Origin, Share, Tag, Tagging
from liuke.segments.rules.tree import WITH_TWO, WITHOUT_VALUE, Group, Leaf
from liuke.values.condition import Field, Kind
from liuke.web.shell.wording import N_, chinese, t

OPERATORS: Mapping[str, str] = {
    "contains": N_("contains"),
    "lacks": N_("does not contain"),
    "is": N_("is one of"),
    "is_not": N_("is none of"),
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "between": N_("from … to"),
    "since": N_("not before"),
    "until": N_("until"),
    "during": N_("from … to"),
    "within": N_("within the last … days"),
    "before": N_("more than … days ago"),
    "never": N_("never"),
    "unknown": N_("not known"),
    "yes": N_("yes"),
    "no": N_("no"),
}
OF_A_ROW: Mapping[str, str] = {"contains": N_("done, containing"), "lacks": N_("never done, containing")}
"""The same of what has happened: none of the visits has such an item."""
JOINS: Mapping[str, str] = {
    "all": N_("all of these hold"),
    "any": N_("any of these holds"),
    "none": N_("none of these holds"),
}
SHARES: Mapping[str, str] = {
    Share.MINE: N_("only me"),
    Share.STORE: N_("a store"),
    Share.GROUP: N_("the whole group"),
}
ORIGINS: Mapping[str, str] = {
    Origin.HAND: N_("by hand"),
    Origin.RULE: N_("by a segment"),
    Origin.MODEL: N_("by a model"),
}
_FACTS: Mapping[str, str] = {
    "car_price": N_("car of %(yuan)s yuan"),
    "spend_12": N_("spent %(yuan)s yuan in 12 months"),
    "km_a_year": N_("%(km)s km a year"),
    "energy": N_("drives a %(energy)s car"),
    "item": N_("%(item)s × %(times)s"),
    "accidents": N_("%(times)s accident repairs in 24 months"),
}
_UNITS: Mapping[Kind, str] = {Kind.MONEY: N_("yuan"), Kind.PERCENT: "%"}


@dataclass(frozen=True)
class Names:
    """What ids in conditions are called, as far as the reader may know, and what the fields are."""

    stores: Mapping[str, str]
    tags: Mapping[str, str]
    fields: Mapping[str, Field]

    @classmethod
    def seen_by(cls, scope: Scope) -> Names:
        stores = stores_within(scope, Permission.SEE_SEGMENTS).values_list("pk", "name")
        tags = Tag.objects.order_by("name").values_list("pk", "name")
        return cls(_by_id(stores), _by_id(tags), fields(chinese=chinese()))


def _by_id(rows: Iterable[tuple[UUID, str]]) -> dict[str, str]:
    return {str(pk): name for pk, name in rows}


def operator_words(operator: str, field: Field) -> str:
    return t(OF_A_ROW[operator] if field.when and operator in OF_A_ROW else OPERATORS[operator])


def unit_of(field: Field) -> str:
    """What a number of the field counts."""
    return t(field.unit or _UNITS.get(field.kind, ""))


def value_words(field: Field, value: object, names: Names) -> str:
    """A value as people say it; what is out of reach is not named."""
    text = str(value)
    if field.kind == Kind.STORE:
        return names.stores.get(text, "—")
    if field.kind == Kind.TAG:
        return names.tags.get(text, "—")
    if field.kind == Kind.MONTH:
        return t("month %(month)s", month=text)
    return t(dict(field.choices)[text]) if text in dict(field.choices) else text


def leaf_words(leaf: Leaf, names: Names) -> str:
    """One condition in a line."""
    field = names.fields[leaf.field]
    when = t("in %(months)s months", months=leaf.months) + " " if leaf.months else ""
    values = [value_words(field, one, names) for one in leaf.values]
    operator = operator_words(leaf.operator, field)
    if leaf.operator in WITH_TWO:
        operator = f"{values[0]} – {values[1]}"
    elif "…" in operator:
        operator = operator.replace("…", values[0])
    elif leaf.operator not in WITHOUT_VALUE:
        operator = f"{operator} {'、'.join(values)}"
    unit = unit_of(field)
    return f"{when}{t(field.words)} {operator}{' ' + unit if unit else ''}"


def tree_words(node: Group | Leaf, names: Names) -> str:
    """The whole of it; groups within groups in brackets."""
    if isinstance(node, Leaf):
        return leaf_words(node, names)
    if not node.members:
        return t("all owners")
    parts = [
        f"({tree_words(one, names)})" if isinstance(one, Group) else leaf_words(one, names)
        for one in node.members
    ]
    if node.join == "none":
        return t("none of: %(parts)s", parts="; ".join(parts))
    between = t("and") if node.join == "all" else t("or")
    return f" {between} ".join(parts)


def why(tagging: Tagging) -> str:
    """Why an owner has a tag: what a person wrote, the segment followed, or what a model found."""
    if tagging.reason:
        return tagging.reason
    return "；".join(_fact(code, figures) for code, figures in tagging.facts if code in _FACTS)


def _fact(code: str, figures: Mapping[str, Any]) -> str:
    said = {
        name: f"{value:,.0f}" if isinstance(value, int | float) else value for name, value in figures.items()
    }
    return t(_FACTS[code], **said)
