"""What follows an owner into another one and back: steps of each domain (``merge_steps.STEPS``), and what a
domain does besides (``merge_hooks.HOOKS``)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.utils import CursorWrapper

from liuke.audit.actor import Actor
from liuke.org.scope import Scope
from liuke.owners.discovery import contributed
from liuke.owners.models import ConsentNow, Merge, Owner, Suppressed

Since = Callable[[CursorWrapper, UUID, UUID, Sequence[str]], None]
"""Told the survivor, the other one, and the ids of the survivor's rows that came after the merge."""


@dataclass(frozen=True)
class MergeStep:
    """The rows of ``model`` whose ``column`` names the other owner become the survivor's.

    A row that equals one of the survivor's in all columns of ``same`` is dropped and kept as it was (an empty
    ``same``: the survivor may have one row only); with ``drop`` every row is. ``sets`` are columns that
    change on the way. ``since`` decides at the parting about rows that came later.
    """

    model: type[models.Model]
    column: str = "owner_id"
    same: tuple[str, ...] | None = None
    drop: bool = False
    sets: Mapping[str, Any] = field(default_factory=dict)
    since: Since | None = None

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column)

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True)
class MergeHook:
    """``merged`` and ``parted`` run at the end of the deed, in its transaction; a Refusal undoes all of it.

    A parting may have been asked for by somebody else (``asker``) than whoever does it.
    """

    merged: Callable[[Scope, Merge], None]
    parted: Callable[[Scope, Merge, Actor | None], None]


NEVER_MOVED = {
    (Merge, "survivor_id"),
    (Merge, "other_id"),
    (Suppressed, "owner_id"),
    (ConsentNow, "owner_id"),
}


def hooks() -> Sequence[MergeHook]:
    """What the domains above do besides."""
    known: tuple[MergeHook, ...] = contributed("merge_hooks", "HOOKS")
    return known


def steps() -> Sequence[MergeStep]:
    """All steps. Raises ImproperlyConfigured where a table names owners and nobody says how it follows."""
    known: tuple[MergeStep, ...] = contributed("merge_steps", "STEPS")
    told = {(step.model, step.column) for step in known} | NEVER_MOVED
    for model in apps.get_models():
        for one in model._meta.concrete_fields:
            if one.related_model is Owner and (model, one.column) not in told:
                raise ImproperlyConfigured(f"no merge step for {model._meta.label}.{one.column}")
    return known


def move(cursor: CursorWrapper, step: MergeStep, *, to: UUID, other: UUID) -> dict[str, Any]:
    """Hands the rows over; what it takes to hand them back."""
    values = {"to": to, "other": other, **step.sets}
    had = _ids(cursor, step, to) if step.since else []
    dropped = []
    if step.drop or step.same is not None:
        equal = "".join(f" AND s.{c} IS NOT DISTINCT FROM t.{c}" for c in step.same or ())
        meets = f" AND EXISTS (SELECT FROM {step.table} AS s WHERE s.{step.column} = %(to)s{equal})"
        cursor.execute(
            f"DELETE FROM {step.table} AS t WHERE t.{step.column} = %(other)s{'' if step.drop else meets}"
            " RETURNING to_jsonb(t)::text",
            values,
        )
        dropped = [json.loads(row) for (row,) in cursor.fetchall()]
    sets = "".join(f", {column} = %({column})s" for column in step.sets)
    cursor.execute(
        f"WITH was AS (SELECT o.{step.key} AS id, to_jsonb(o) AS row FROM {step.table} AS o"
        f" WHERE o.{step.column} = %(other)s FOR UPDATE)"
        f" UPDATE {step.table} AS t SET {step.column} = %(to)s{sets} FROM was WHERE t.{step.key} = was.id"
        " RETURNING was.id::text, was.row::text",
        values,
    )
    moved = [[key, {c: json.loads(row)[c] for c in step.sets}] for key, row in cursor.fetchall()]
    return {"moved": moved, "dropped": dropped, "had": had}


def give_back(
    cursor: CursorWrapper, step: MergeStep, *, kept: Mapping[str, Any], to: UUID, other: UUID
) -> int:
    """Hands back what ``move`` took; how many rows could not go back: they have changed hands since."""
    lacking = _return_moved(cursor, step, kept["moved"], to, other)
    lacking += sum(not _insert(cursor, step, row) for row in kept["dropped"])
    if step.since:
        known = {*kept["had"], *(key for key, _ in kept["moved"])}
        later = [key for key in _ids(cursor, step, to) if key not in known]
        if later:
            step.since(cursor, to, other, later)
    return lacking


def _ids(cursor: CursorWrapper, step: MergeStep, owner: UUID) -> list[str]:
    cursor.execute(
        f"SELECT {step.key}::text FROM {step.table} WHERE {step.column} = %s ORDER BY {step.key}", [owner]
    )
    return [key for (key,) in cursor.fetchall()]


def _return_moved(cursor: CursorWrapper, step: MergeStep, moved: Sequence[Any], to: UUID, other: UUID) -> int:
    if not moved:
        return 0
    own = step.key == step.column
    sets = "".join(
        f", {c} = CASE WHEN t.{c} IS NOT DISTINCT FROM %({c})s"
        f" THEN (jsonb_populate_record(NULL::{step.table}, was.row)).{c} ELSE t.{c} END"
        for c in step.sets
    )
    cursor.execute(
        f"UPDATE {step.table} AS t SET {step.column} = %(other)s{sets}"
        " FROM (SELECT e ->> 0 AS id, e -> 1 AS row FROM jsonb_array_elements(%(moved)s::jsonb) AS e) AS was"
        f" WHERE t.{step.column} = %(to)s" + ("" if own else f" AND t.{step.key}::text = was.id"),
        {"to": to, "other": other, "moved": json.dumps(moved), **step.sets},
    )
    return len(moved) - int(cursor.rowcount)


def _insert(cursor: CursorWrapper, step: MergeStep, row: Mapping[str, Any]) -> bool:
    """Whether the row stands again; not where it meets another one, or what it names is gone."""
    columns = [str(f.column) for f in step.model._meta.concrete_fields if f.column in row]
    there = "".join(
        f" AND (p.{f.column} IS NULL OR EXISTS (SELECT FROM {f.related_model._meta.db_table} AS r"
        f" WHERE r.{f.target_field.column} = p.{f.column}))"
        for f in step.model._meta.concrete_fields
        if isinstance(f, models.ForeignKey) and isinstance(f.related_model, type)
    )
    cursor.execute(
        f"INSERT INTO {step.table} ({', '.join(columns)}) SELECT {', '.join(f'p.{c}' for c in columns)}"
        f" FROM jsonb_populate_record(NULL::{step.table}, %(row)s::jsonb) AS p WHERE true{there}"
        " ON CONFLICT DO NOTHING",
        {"row": json.dumps(row)},
    )
    return int(cursor.rowcount) == 1
