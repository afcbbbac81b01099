"""The builder's state, as the form carries it: the tree, complete or not, and what a button changes in it.

Each node has a path (``r``, ``r.0``, ``r.0.1``); the field names of a node end in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.segments.fields import fields
from liuke.segments.finding import values_in_use
from liuke.segments.rules.tree import DEEPEST, JOINS, MOST_LEAVES, OPERATORS, WITH_TWO, WITHOUT_VALUE
from liuke.values.condition import Field, Kind
from liuke.web.console.segments.words import JOINS as JOIN_WORDS
from liuke.web.console.segments.words import Names, operator_words, unit_of
from liuke.web.shell.asking import now
from liuke.web.shell.wording import t

ROOT = "r"
MOST_CHOICES = 60
FIRST = "owner.tier"
INPUTS: Mapping[Kind, str] = {Kind.TEXT: "text", Kind.DAY: "date"}
"""The type of the input; what is left out takes a number, or is chosen."""
CHOSEN = frozenset({Kind.CHOICE, Kind.STORE, Kind.TAG, Kind.MONTH})

Node = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """A node as the template draws it. A group has ``members``, a leaf the rest."""

    path: str
    depth: int
    join: str = ""
    joins: tuple[tuple[str, str], ...] = ()
    members: tuple[Shown, ...] = ()
    field: Field | None = None
    operator: str = ""
    operators: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    input: str = ""
    unit: str = ""
    months: int = 0
    choices: tuple[tuple[str, str, bool], ...] = ()

    @property
    def may_nest(self) -> bool:
        return self.depth < DEEPEST


def empty_tree() -> Node:
    """What a new segment begins with."""
    return {"join": "all", "members": [_new_leaf()]}


def tree_of(data: QueryDict) -> Node:
    """The tree a form carries, after the button that was pressed."""
    found: dict[str, Node] = {}
    known = fields()
    for path in data.getlist("node")[: 3 * MOST_LEAVES]:
        node = _node(data, path, known)
        parent = found.get(path.rpartition(".")[0])
        if parent is not None and "members" in parent:
            parent["members"].append(node)
        elif path != ROOT:
            continue
        found[path] = node
    root = found.get(ROOT, empty_tree())
    if "members" not in root:
        return empty_tree()
    what, _, path = data.get("do", "").partition(":")
    _press(root, found, what, path)
    return root


def _press(root: Node, found: Mapping[str, Node], what: str, path: str) -> None:
    node, parent = found.get(path), found.get(path.rpartition(".")[0])
    if node is None:
        return
    if what == "drop" and parent is not None and node is not root:
        parent["members"] = [one for one in parent["members"] if one is not node]
    elif what == "add" and "members" in node:
        node["members"].append(_new_leaf())
    elif what == "group" and "members" in node and path.count(".") + 1 < DEEPEST:
        node["members"].append({"join": "any", "members": [_new_leaf()]})


def _new_leaf() -> Node:
    return {"field": FIRST, "operator": "is", "values": [], "months": 0}


def _node(data: QueryDict, path: str, known: Mapping[str, Field]) -> Node:
    join = data.get(f"join:{path}")
    if join is not None:
        return {"join": join if join in JOINS else "all", "members": []}
    key = data.get(f"field:{path}", "")
    field = known.get(key) or known[FIRST]
    operator = data.get(f"op:{path}", "")
    if operator not in OPERATORS[field.kind]:
        operator = OPERATORS[field.kind][0]
    kept = data.get(f"was:{path}", key) == key and operator not in WITHOUT_VALUE
    values = [one.replace("\0", "").strip() for one in data.getlist(f"v:{path}")] if kept else []
    several = operator in ("is", "is_not")
    values = [one for one in values if one] if several else values[: 2 if operator in WITH_TWO else 1]
    months = data.get(f"months:{path}", "")
    valid = field.when and months.isascii() and months.isdigit() and len(months) < 4
    return {"field": field.key, "operator": operator, "values": values, "months": int(months) if valid else 0}


def bare(node: Node) -> Node:
    """The tree as it is kept."""
    if "members" in node:
        return {"join": node["join"], "members": [bare(one) for one in node["members"]]}
    return {name: node.get(name, 0) for name in ("field", "operator", "values", "months")}


def shown(node: Node, *, scope: Scope) -> Shown:
    """The tree to draw, with the choices of each field looked up once."""
    return _Drawing(scope).node(node, ROOT, 1)


class _Drawing:
    def __init__(self, scope: Scope) -> None:
        self.scope, self.names = scope, Names.seen_by(scope)
        self.found: dict[str, list[tuple[str, str]]] = {}

    def node(self, node: Node, path: str, depth: int) -> Shown:
        if "members" not in node:
            return self.leaf(node, path, depth)
        members = tuple(
            self.node(one, f"{path}.{place}", depth + 1) for place, one in enumerate(node["members"])
        )
        joins = tuple((value, t(words)) for value, words in JOIN_WORDS.items())
        return Shown(path, depth, node["join"], joins, members)

    def leaf(self, node: Node, path: str, depth: int) -> Shown:
        known, operator = self.names.fields, node["operator"]
        field = known.get(node["field"]) or known[FIRST]
        if operator not in OPERATORS[field.kind]:
            operator = OPERATORS[field.kind][0]
        values = [str(one) for one in node["values"]]
        if operator in WITHOUT_VALUE:
            values = []
        elif field.kind not in CHOSEN:
            wanted = 2 if operator in WITH_TWO else 1
            values = [*values, "", ""][:wanted]
        choices: tuple[tuple[str, str, bool], ...] = ()
        if field.kind in CHOSEN and operator not in WITHOUT_VALUE:
            choices = tuple((code, words, code in values) for code, words in self.choices(field, values))
        return Shown(
            path=path,
            depth=depth,
            field=field,
            operator=operator,
            operators=tuple((one, operator_words(one, field)) for one in OPERATORS[field.kind]),
            values=tuple(values),
            input=INPUTS.get(field.kind, "number"),
            unit=unit_of(field),
            months=node.get("months", 0),
            choices=choices,
        )

    def choices(self, field: Field, chosen: list[str]) -> list[tuple[str, str]]:
        """What can be chosen; of values in use the most frequent, and those that are chosen already."""
        if field.key not in self.found:
            self.found[field.key] = self._choices(field)
        known = {code for code, _ in self.found[field.key]}
        extra = [(one, one) for one in chosen if one not in known and field.kind == Kind.CHOICE]
        return self.found[field.key] + extra

    def _choices(self, field: Field) -> list[tuple[str, str]]:
        if field.kind == Kind.STORE:
            return list(self.names.stores.items())
        if field.kind == Kind.TAG:
            return list(self.names.tags.items())
        if field.kind == Kind.MONTH:
            return [(str(month), t("month %(month)s", month=month)) for month in range(1, 13)]
        if field.choices:
            return [(code, t(words)) for code, words in field.choices]
        values = values_in_use(
            scope=self.scope,
            permission=Permission.SEE_SEGMENTS,
            key=field.key,
            today=timezone.localdate(now()),
            most=MOST_CHOICES,
        )
        return [(one, one) for one in values]
