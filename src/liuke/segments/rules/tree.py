"""A3 Conditions 条件 as a tree: groups of all, any or none, and leaves that ask one field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from liuke.segments.rules.reading import read_value
from liuke.values.condition import Field, Kind
from liuke.values.refusal import Refusal

DEEPEST, MOST_LEAVES, MOST_VALUES = 4, 40, 200
MOST_MONTHS = 240
JOINS = ("all", "any", "none")

OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("contains", "lacks"),
    Kind.NUMBER: ("at_least", "at_most", "between"),
    Kind.MONEY: ("at_least", "at_most", "between"),
    Kind.PERCENT: ("at_least", "at_most", "between"),
    Kind.DAY: ("since", "until", "during"),
    Kind.AGO: ("within", "before", "never"),
    Kind.MONTH: ("is", "is_not", "unknown"),
    Kind.CHOICE: ("is", "is_not", "unknown"),
    Kind.STORE: ("is", "is_not"),
    Kind.TAG: ("is", "is_not"),
    Kind.YES_NO: ("yes", "no"),
}
"""What can be asked of each kind; the first is proposed."""
WITHOUT_VALUE = frozenset({"never", "unknown", "yes", "no"})
WITH_TWO = frozenset({"between", "during"})


class ConditionWrong(Refusal):
    code = "condition_wrong"
    sentence = "A condition is not complete or not understood (%(where)s). Fill it in or remove it."


class FieldRetired(Refusal):
    code = "condition_field_retired"
    sentence = (
        "The field “%(field)s” is not asked any more. Take its condition out, or have the field asked again "
        "under Fields and labels."
    )


class TooManyConditions(Refusal):
    code = "too_many_conditions"
    sentence = (
        "At most %(leaves)s conditions, nested %(deep)s deep. "
        "Make a tag of a part and ask for the tag instead."
    )


@dataclass(frozen=True)
class Leaf:
    """One question: ``values`` as many as the operator takes, ``months`` 0 for ever."""

    field: str
    operator: str
    values: tuple[str | int | float, ...] = ()
    months: int = 0


@dataclass(frozen=True)
class Group:
    """``none``: none of the members holds."""

    join: str
    members: tuple[Leaf | Group, ...]


def leaves(node: Leaf | Group) -> Iterator[Leaf]:
    """Every leaf, in reading order."""
    if isinstance(node, Leaf):
        yield node
        return
    for member in node.members:
        yield from leaves(member)


def read_tree(given: Any, fields: Mapping[str, Field]) -> Group:
    """The tree of a JSON value. Raises ConditionWrong, FieldRetired, TooManyConditions."""
    node = _read(given, fields, 1)
    if not isinstance(node, Group):
        raise ConditionWrong(where="?")
    if sum(1 for _ in leaves(node)) > MOST_LEAVES:
        raise TooManyConditions(leaves=MOST_LEAVES, deep=DEEPEST)
    return node


def as_json(node: Leaf | Group) -> dict[str, Any]:
    """What ``read_tree`` reads."""
    if isinstance(node, Group):
        return {"join": node.join, "members": [as_json(one) for one in node.members]}
    told: dict[str, Any] = {"field": node.field, "operator": node.operator, "values": list(node.values)}
    return told | ({"months": node.months} if node.months else {})


def _read(given: Any, fields: Mapping[str, Field], depth: int) -> Leaf | Group:
    if not isinstance(given, Mapping):
        raise ConditionWrong(where="?")
    if "join" not in given:
        return _leaf(given, fields)
    if depth > DEEPEST:
        raise TooManyConditions(leaves=MOST_LEAVES, deep=DEEPEST)
    members = given.get("members")
    if given["join"] not in JOINS or not isinstance(members, list) or len(members) > MOST_LEAVES:
        raise ConditionWrong(where="?")
    return Group(str(given["join"]), tuple(_read(one, fields, depth + 1) for one in members))


def _leaf(given: Mapping[str, Any], fields: Mapping[str, Field]) -> Leaf:
    name, operator = given.get("field"), given.get("operator")
    field = fields.get(name) if isinstance(name, str) else None
    if field is None:
        raise ConditionWrong(where=str(name)[:60])
    if field.retired:
        raise FieldRetired(field=field.words)
    values, months = given.get("values", []), given.get("months", 0)
    if operator not in OPERATORS[field.kind] or not isinstance(values, list):
        raise ConditionWrong(where=field.key)
    if not isinstance(months, int) or not 0 <= months <= MOST_MONTHS or (months and not field.when):
        raise ConditionWrong(where=field.key)
    return Leaf(field.key, operator, _values(values, operator, field), months)


def _values(given: list[Any], operator: str, field: Field) -> tuple[str | int | float, ...]:
    if operator in WITHOUT_VALUE:
        return ()
    several = operator in ("is", "is_not")
    wanted = 2 if operator in WITH_TWO else 1
    if not given or len(given) > MOST_VALUES or (not several and len(given) != wanted):
        raise ConditionWrong(where=field.key)
    read = tuple(read_value(one, field.kind) for one in given)
    if any(one is None for one in read):
        raise ConditionWrong(where=field.key)
    if wanted == 2 and read[0] > read[1]:  # type: ignore[operator]
        raise ConditionWrong(where=field.key)
    return read  # type: ignore[return-value]
