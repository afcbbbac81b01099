"""Decides about every staged row: rejected by a rule, a duplicate, in conflict with its twin, or accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

import duckdb

from liuke.sheets.cleaning.row_rules import rules_of
from liuke.sheets.fields.catalogue import KINDS

_KEYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "vehicle_sales": ("true", ("vin", "delivery_day")),
    "work_orders": ("true", ("store", "order_no")),
    "order_lines": ("line_no IS NOT NULL", ("store", "order_no", "line_no")),
    "appointments": ("booking_no IS NOT NULL", ("store", "booking_no")),
    "surveys": ("survey_no IS NOT NULL", ("store", "survey_no")),
    "complaints": ("complaint_no IS NOT NULL", ("store", "complaint_no")),
}
"""Per kind: which rows have a key, told by its columns, and the key. Others are compared by all cells."""

_IDENTITY = ("vin", "plate", "phone", "order_no", "owner_name")
"""An answer that names nobody can stand twice in a file without being the same answer."""


Place = tuple[int, int]
"""Number of the file, number of the row."""


def apply_rules(connection: duckdb.DuckDBPyConnection, *, kind: str, today: dt.date) -> None:
    """Marks rows that break a rule as bad and notes each reason; remarks do not make a row bad."""
    day = f"DATE '{today.isoformat()}'"
    conditions = []
    for rule in rules_of(kind):
        condition = rule.condition.format(today=day)
        connection.execute(
            f"INSERT INTO note SELECT source_file, source_row, '{rule.field}', '{rule.reaction}',"
            f" '{rule.code}', {_shown(rule.field)}, NULL FROM {kind} WHERE ({condition})"
            f"{_not_noted_yet(rule.field) if rule.code == 'missing' else ''}"
        )
        if rule.reaction == "rejected":
            conditions.append(f"({condition})")
    if conditions:
        connection.execute(f"UPDATE {kind} SET bad = true WHERE NOT bad AND ({' OR '.join(conditions)})")


def _shown(field: str) -> str:
    """SQL for the value of a field as a person would write it: yuan, not fen; a day without midnight."""
    if field.endswith("_fen"):
        return f"CAST(CAST({field} / 100.0 AS DECIMAL(14, 2)) AS VARCHAR)"
    return f"replace(CAST({field} AS VARCHAR), ' 00:00:00', '')"


def _not_noted_yet(field: str) -> str:
    """A cell that could not be read is empty too, but its reason is known already."""
    return (
        " AND (source_file, source_row) NOT IN (SELECT (source_file, source_row) FROM note"
        f" WHERE reaction = 'rejected' AND field = '{field}')"
    )


def settle_keys(connection: duckdb.DuckDBPyConnection, *, kind: str) -> None:
    """Marks as bad all equal copies but the first, and all rows of one key that differ.

    ``duplicate`` collects (kind, file, row) of the equal copies; conflicts become notes. The key of each kind
    is compared after normalising, across all files; 序号 and unknown columns do not count.
    """
    with_key, key = _KEYS[kind]
    columns = [f.name for f in KINDS[kind].fields]
    content = f"hash({', '.join(columns)})"
    names = set(columns)
    identity = " OR ".join(f"{name} IS NOT NULL" for name in _IDENTITY if name in names)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE twin AS "
        f"WITH many AS (SELECT {', '.join(key)} FROM {kind} WHERE NOT bad AND ({with_key}) "
        f"GROUP BY {', '.join(key)} HAVING count(*) > 1), "
        f"same AS (SELECT rowid AS r, source_file, source_row, hash({_of('a', columns)}) AS content, "
        f"{_of('a', key)} FROM {kind} AS a JOIN many ON {_same('a', 'many', key)} "
        f"WHERE NOT bad) "
        f"SELECT r, source_file, source_row, min(content) OVER alike <> max(content) OVER alike AS differ, "
        f"concat_ws(' · ', {', '.join(key)}) AS named, "
        f"row_number() OVER (alike ORDER BY source_file, source_row) AS copy "
        f"FROM same WINDOW alike AS (PARTITION BY {', '.join(key)}) "
        f"UNION ALL "
        f"SELECT rowid, source_file, source_row, false, NULL, "
        f"row_number() OVER (PARTITION BY {content} ORDER BY source_file, source_row) "
        f"FROM {kind} WHERE NOT bad AND NOT ({with_key}) AND ({identity}) "
        f"QUALIFY count(*) OVER (PARTITION BY {content}) > 1"
    )
    connection.execute(
        f"INSERT INTO note SELECT source_file, source_row, '{key[-1]}', 'rejected', 'key_conflict', named, "
        "NULL FROM twin WHERE differ"
    )
    connection.execute(
        f"INSERT INTO duplicate SELECT '{kind}', source_file, source_row FROM twin "
        "WHERE NOT differ AND copy > 1"
    )
    connection.execute(
        f"UPDATE {kind} SET bad = true WHERE rowid IN (SELECT r FROM twin WHERE differ OR copy > 1)"
    )


def in_conflict_with(
    connection: duckdb.DuckDBPyConnection, *, kind: str, rows: Collection[Place], without: Collection[int]
) -> set[Place]:
    """The rows of a kind whose key conflicts with that of one of ``rows``, files ``without`` left aside."""
    with_key, key = _KEYS[kind]
    content = f"hash({', '.join(f.name for f in KINDS[kind].fields)})"
    found = connection.execute(
        f"WITH good AS (SELECT source_file, source_row, {content} AS content, {', '.join(key)} FROM {kind} "
        f"WHERE NOT bad AND ({with_key}) AND source_file NOT IN (SELECT unnest(?::INTEGER[]))), "
        f"asked AS (SELECT unnest(?::INTEGER[]) AS source_file, unnest(?::BIGINT[]) AS source_row), "
        f"many AS (SELECT {', '.join(key)} FROM good LEFT JOIN asked USING (source_file, source_row) "
        f"GROUP BY {', '.join(key)} "
        f"HAVING min(content) <> max(content) AND count(asked.source_row) > 0) "
        f"SELECT source_file, source_row FROM good JOIN many ON {_same('good', 'many', key)}",
        [list(without), [file for file, _ in rows], [row for _, row in rows]],
    ).fetchall()
    return {(int(file), int(row)) for file, row in found}


def show_accepted(connection: duckdb.DuckDBPyConnection, *, kind: str) -> None:
    """Makes the view ``accepted_<kind>`` of the rows that no rule and no twin has marked as bad.

    A view, because a copy of the accepted rows would cost as much time and memory as all the rest. Files are
    staged one after the other, so its rows stand in the order of files and rows.
    """
    columns = ", ".join(f.name for f in KINDS[kind].fields)
    connection.execute(
        f"CREATE VIEW accepted_{kind} AS SELECT {columns}, source_file, source_row, fixed "
        f"FROM {kind} WHERE NOT bad"
    )


def _of(table: str, names: Iterable[str]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)


def _same(left: str, right: str, names: tuple[str, ...]) -> str:
    return " AND ".join(f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in names)
