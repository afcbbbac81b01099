"""A3 Compiles conditions into one SQL expression over the owner ``o``; every value is a parameter.

A leaf about rows of their own asks whether the owner's id is among those found by one subquery, which
PostgreSQL hashes: the work grows with the rows, never with owners times rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from liuke.segments.rules.tree import Group, Leaf
from liuke.values.condition import Field, Kind

_OPPOSITE = {"is_not": "is", "lacks": "contains", "no": "yes", "never": "known", "unknown": "known"}
"""Asked of several rows, these mean that none of them says the other."""
_CASTS = {Kind.STORE: "uuid[]", Kind.TAG: "uuid[]", Kind.MONTH: "int[]", Kind.CHOICE: "text[]"}
_FACTORS = {Kind.MONEY: 100.0, Kind.PERCENT: 0.01}


class Statement:
    """Collects the parameters of one statement."""

    def __init__(self, fields: Mapping[str, Field], *, today: dt.date) -> None:
        self.fields = fields
        self.parameters: dict[str, Any] = {"today": today}

    def condition(self, node: Leaf | Group) -> str:
        """The expression of a tree. An empty group holds for everybody."""
        if isinstance(node, Leaf):
            return self._leaf(node)
        members = [f"({self.condition(one)})" for one in node.members]
        if not members:
            return "true"
        joined = (" AND " if node.join == "all" else " OR ").join(members)
        return f"NOT coalesce(({joined}), false)" if node.join == "none" else joined

    def add(self, value: object) -> str:
        """The place of a value in the statement."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"%({name})s"

    def _leaf(self, leaf: Leaf) -> str:
        field = self.fields[leaf.field]
        if field.aggregate:
            return self._aggregate(field, leaf)
        opposite = _OPPOSITE.get(leaf.operator)
        asked = self._comparison(field, opposite or leaf.operator, leaf)
        if field.source:
            asked = f"o.id IN ({self._owners(field, leaf, [asked])})"
        return f"NOT coalesce({asked}, false)" if opposite else f"coalesce({asked}, false)"

    def _aggregate(self, field: Field, leaf: Leaf) -> str:
        """Owners without rows are found by asking for those with rows that say otherwise."""
        asked = self._comparison(field, leaf.operator, leaf)
        rows = self._owners(field, leaf, [])
        grouped = f"{rows} GROUP BY {field.owner} HAVING"
        if field.none_is_zero and _holds_for_zero(leaf):
            return f"NOT (o.id IN ({grouped} NOT ({asked})))"
        return f"o.id IN ({grouped} {asked})"

    def _owners(self, field: Field, leaf: Leaf, asked: list[str]) -> str:
        conditions = [f"{field.owner} IS NOT NULL", *asked, *([field.where] if field.where else [])]
        if leaf.months:
            months = self.add(leaf.months)
            conditions.append(
                f"{field.when} >= (%(today)s::date - make_interval(months => {months}::int))::date"
            )
            conditions.append(f"{field.when} <= %(today)s::date")
        return f"SELECT {field.owner} FROM {field.source} WHERE {' AND '.join(conditions)}"

    def _comparison(self, field: Field, operator: str, leaf: Leaf) -> str:
        value = field.value
        if operator == "known":
            return f"{value} IS NOT NULL"
        if operator == "yes":
            return value
        if operator == "contains":
            return self._contains(value, str(leaf.values[0]))
        if operator == "is":
            return f"{value} = ANY({self.add(list(leaf.values))}::{_CASTS[field.kind]})"
        if field.kind == Kind.AGO:
            sign = ">=" if operator == "within" else "<"
            return f"{value} {sign} %(today)s::date - {self.add(leaf.values[0])}::int"
        cast = "date" if field.kind == Kind.DAY else "numeric"
        places = [self.add(_scaled(one, field.kind)) + f"::{cast}" for one in leaf.values]
        if operator in ("between", "during"):
            return f"{value} BETWEEN {places[0]} AND {places[1]}"
        return f"{value} {'>=' if operator in ('at_least', 'since') else '<='} {places[0]}"

    def _contains(self, value: str, words: str) -> str:
        """Upper and lower case alike. Chinese has no case: a million texts need not be changed for it."""
        place = f"{self.add(words)}::text"
        cased = words.lower() != words.upper()
        return f"strpos(lower({value}), lower({place})) > 0" if cased else f"strpos({value}, {place}) > 0"


def _scaled(value: str | int | float, kind: Kind) -> str | int | float:
    """In the unit it is kept in: fen for yuan, a share of one for percents."""
    factor = _FACTORS.get(kind)
    return round(float(value) * factor, 6) if factor else value


def _holds_for_zero(leaf: Leaf) -> bool:
    low, high = float(leaf.values[0]), float(leaf.values[-1])
    return {"at_least": low <= 0, "at_most": high >= 0}.get(leaf.operator, low <= 0 <= high)
