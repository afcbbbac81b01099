"""Owners who fulfil conditions, as far as somebody's rights reach: always one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.segments.fields import fields
from liuke.segments.rules.statement import Statement
from liuke.segments.rules.tree import Group
from liuke.values.reach import Reach

LIVING = "o.merged_into_id IS NULL AND o.erased_at IS NULL"
WITHIN = """(o.home_store_id = ANY({stores}::uuid[]) OR o.preferred_store_id = ANY({stores}::uuid[])
    OR o.id IN (
    SELECT v.owner_id FROM vehicles_vehicle AS v WHERE v.store_id = ANY({stores}::uuid[])
    UNION ALL
    SELECT v.owner_id FROM vehicles_visit AS t JOIN vehicles_vehicle AS v ON v.vin = t.vin
    WHERE t.store_id = ANY({stores}::uuid[])
))"""
"""Owners at home in some stores, who prefer one, or with a car that is or has been there."""


@dataclass(frozen=True)
class Found:
    """How many there are, and the ids of the page asked for, what is at stake first."""

    count: int
    ids: tuple[UUID, ...]


def find(
    *,
    scope: Scope,
    permissions: Sequence[Permission],
    conditions: Group,
    today: dt.date,
    most: int,
    skip: int = 0,
) -> Found:
    """The owners within reach of all ``permissions``."""
    statement = Statement(fields(), today=today)
    where = [_within(statement, scope.reach(one)) for one in permissions]
    where.append(f"({statement.condition(conditions)})")
    most_place, skip_place = statement.add(most), statement.add(skip)
    sql = f"""
        WITH found AS MATERIALIZED (SELECT o.id FROM owners_owner AS o WHERE {" AND ".join(where)})
        SELECT (SELECT count(*) FROM found), f.id
        FROM found AS f LEFT JOIN owners_standing AS z ON z.owner_id = f.id
        ORDER BY z.stake_fen DESC NULLS LAST, f.id LIMIT {most_place} OFFSET {skip_place}
    """
    rows = _rows(sql, statement.parameters)
    return Found(rows[0][0] if rows else 0, tuple(row[1] for row in rows))


def member_ids(
    *,
    scope: Scope,
    permission: Permission,
    conditions: Group,
    today: dt.date,
    after: UUID | None,
    most: int,
) -> list[UUID]:
    """The owners within reach in order of id, from the one behind ``after`` on."""
    statement = Statement(fields(), today=today)
    where = [_within(statement, scope.reach(permission)), f"({statement.condition(conditions)})"]
    if after is not None:
        where.append(f"o.id > {statement.add(after)}")
    sql = (
        f"SELECT o.id FROM owners_owner AS o WHERE {' AND '.join(where)}"
        f" ORDER BY o.id LIMIT {statement.add(most)}"
    )
    return [row[0] for row in _rows(sql, statement.parameters)]


def count_each(
    *, scope: Scope, permission: Permission, asked: Mapping[Hashable, Group], today: dt.date
) -> dict[Hashable, int]:
    """How many owners each of several segments has, by whatever names it."""
    if not asked:
        return {}
    statement = Statement(fields(), today=today)
    within = _within(statement, scope.reach(permission))
    counts = [f"count(*) FILTER (WHERE {statement.condition(one)})" for one in asked.values()]
    sql = f"SELECT {', '.join(counts)} FROM owners_owner AS o WHERE {within}"
    return dict(zip(asked, _rows(sql, statement.parameters)[0], strict=True))


def values_in_use(*, scope: Scope, permission: Permission, key: str, today: dt.date, most: int) -> list[str]:
    """What a field of free choice holds for the owners within reach, the most frequent first."""
    field = fields()[key]
    statement = Statement(fields(), today=today)
    within = _within(statement, scope.reach(permission))
    source = "owners_owner AS o"
    if field.source:
        source += f" JOIN (SELECT {field.owner} AS owner_id, {field.value} AS value FROM {field.source}) AS q"
        source += " ON q.owner_id = o.id"
    value = "q.value" if field.source else field.value
    sql = (
        f"SELECT {value} FROM {source} WHERE {within} AND {value} <> ''"
        f" GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {statement.add(most)}"
    )
    return [row[0] for row in _rows(sql, statement.parameters)]


def _within(statement: Statement, reach: Reach) -> str:
    if reach.everywhere:
        return LIVING
    return f"{LIVING} AND {WITHIN.format(stores=statement.add(list(reach.stores)))}"


def _rows(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
