"""Puts accepted records beside the live tables and tells, row by row, what taking them in would do."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import duckdb
from django.db.backends.utils import CursorWrapper

from liuke.values.reach import Reach
from liuke.vehicles.history.kinds import KINDS, Kind, postgres_type
from liuke.vehicles.history.leave_out_erased import leave_out_erased

FATES = ("new", "changed", "unchanged", "other_store", "no_store", "key_conflict")
"""What becomes of a row; the last three are not taken in."""


@dataclass(frozen=True)
class Home:
    """The store that a name means in one sheet. ``said`` None: the rows of the sheet that name none."""

    sheet: int
    said: str | None
    store_id: UUID
    source: int


def stage(cursor: CursorWrapper, *, records: Path, homes: Sequence[Home], reach: Reach) -> None:
    """Makes the temporary tables ``staged_<kind>``: the records with ``store_id``, ``key``, ``part``,
    ``source``, the row they meet (``live_id``) and their ``fate``. They go with the transaction.

    ``records`` is the folder the intake wrote. The fate of rows that meet one of a store outside ``reach`` is
    ``other_store``, of those whose store nobody knows ``no_store``, of those with the key of an earlier one
    ``key_conflict``: two names may mean one store.
    """
    cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
    _keep_homes(cursor, homes)
    with tempfile.TemporaryDirectory(prefix="liuke-stage-") as scratch:
        for kind in KINDS.values():
            _copy(cursor, kind, records / f"{kind.name}.parquet", Path(scratch) / "rows.csv")
    leave_out_erased(cursor)
    cursor.execute(_order_stores())
    for kind in KINDS.values():
        _judge(cursor, kind, reach)


def _keep_homes(cursor: CursorWrapper, homes: Sequence[Home]) -> None:
    cursor.execute("CREATE TEMP TABLE home (sheet int, said text, store_id uuid, source int) ON COMMIT DROP")
    rows = [(h.sheet, h.said, h.store_id, h.source) for h in homes]
    cursor.executemany("INSERT INTO home VALUES (%s, %s, %s, %s)", rows)


def _copy(cursor: CursorWrapper, kind: Kind, parquet: Path, scratch: Path) -> None:
    """Parquet to text by DuckDB, text to a table by PostgreSQL: neither passes through Python row by row."""
    wanted = ", ".join(["store", *kind.names, "source_file", "source_row"])
    columns = ", ".join(f"{c.name} {postgres_type(c)}" for c in kind.columns)
    cursor.execute(
        f"CREATE TEMP TABLE raw_{kind.name} (said text, {columns}, source_file int, source_row int)"
        " ON COMMIT DROP"
    )
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {wanted} FROM read_parquet(?)) TO '{scratch}' (FORMAT csv, HEADER false)",
            [str(parquet)],
        )
    with scratch.open("rb") as file, cursor.copy(f"COPY raw_{kind.name} FROM STDIN (FORMAT csv)") as copy:
        while block := file.read(1 << 20):
            copy.write(block)
    cursor.execute(f"ANALYZE raw_{kind.name}")


def _order_stores() -> str:
    """``order_home``: order numbers that only one store uses, here or in what is there already."""
    return """
        CREATE TEMP TABLE order_home ON COMMIT DROP AS
        WITH asked AS (
            SELECT order_no FROM raw_order_lines WHERE said IS NULL
            UNION SELECT order_no FROM raw_appointments WHERE said IS NULL AND order_no IS NOT NULL
            UNION SELECT order_no FROM raw_surveys WHERE said IS NULL AND order_no IS NOT NULL
            UNION SELECT order_no FROM raw_complaints WHERE said IS NULL AND order_no IS NOT NULL
        ),
        used AS (
            SELECT o.order_no, h.store_id
            FROM raw_work_orders AS o
            JOIN home AS h ON h.sheet = o.source_file AND h.said IS NOT DISTINCT FROM o.said
            WHERE o.order_no IN (SELECT order_no FROM asked)
            UNION ALL
            SELECT o.order_no, o.store_id
            FROM vehicles_workorder AS o
            WHERE o.order_no IN (SELECT order_no FROM asked)
        )
        SELECT order_no, (array_agg(store_id))[1] AS store_id
        FROM used
        GROUP BY order_no
        HAVING count(DISTINCT store_id) = 1;
        ANALYZE order_home;
    """


def _judge(cursor: CursorWrapper, kind: Kind, reach: Reach) -> None:
    names = ", ".join(f"s.{name}" for name in kind.names)
    by_order = kind.name in ("order_lines", "appointments", "surveys", "complaints")
    inferred = "n.store_id" if by_order else "NULL::uuid"
    join_order = "LEFT JOIN order_home AS n ON s.said IS NULL AND n.order_no = s.order_no" if by_order else ""
    part, join_part = _part(kind)
    meets = "l.key = s.key" if kind.everywhere else "l.key = s.key AND l.store_id = s.store_id"
    place = "s.key" if kind.everywhere else "s.store_id, s.key"
    changed = [f"(s.{name} IS NOT NULL AND s.{name} IS DISTINCT FROM l.{name})" for name in kind.names]
    if kind.everywhere:
        changed.append("s.store_id <> l.store_id")
    outside = "false" if reach.everywhere else "NOT l.store_id = ANY(%(stores)s::uuid[])"
    cursor.execute(
        f"""
        CREATE TEMP TABLE {kind.staged} ON COMMIT DROP AS
        WITH placed AS (
            SELECT s.*, coalesce(h.store_id, {inferred}, d.store_id) AS store_id,
                coalesce(h.source, d.source, 0) AS source
            FROM raw_{kind.name} AS s
            LEFT JOIN home AS h ON h.sheet = s.source_file AND h.said = s.said
            LEFT JOIN home AS d ON d.sheet = s.source_file AND s.said IS NULL AND d.said IS NULL
            {join_order}
        ),
        keyed AS (SELECT s.*, {_numbered(cursor, kind)} AS key FROM placed AS s),
        counted AS (
            SELECT s.*, row_number() OVER (PARTITION BY {place} ORDER BY s.source_file, s.source_row) AS copy
            FROM keyed AS s
        )
        SELECT {names}, s.said, s.store_id, s.source, s.source_file, s.source_row, s.key, {part} AS part,
            l.id AS live_id,
            CASE
                WHEN s.store_id IS NULL THEN 'no_store'
                WHEN s.copy > 1 THEN 'key_conflict'
                WHEN l.id IS NULL THEN 'new'
                WHEN {outside} THEN 'other_store'
                WHEN {" OR ".join(changed)} THEN 'changed'
                ELSE 'unchanged'
            END AS fate
        FROM counted AS s
        LEFT JOIN {kind.table} AS l ON {meets}
        {join_part};
        CREATE INDEX ON {kind.staged} (store_id, key);
        CREATE INDEX ON {kind.staged} (fate, source_file, source_row);
        ANALYZE {kind.staged};
        """,
        {"stores": sorted(reach.stores)},
    )


def _numbered(cursor: CursorWrapper, kind: Kind) -> str:
    """SQL for the key of a row; telling twins apart takes a sort, asked for only where there are some."""
    if kind.twins is None:
        return kind.key
    cursor.execute(f"SELECT EXISTS (SELECT FROM raw_{kind.name} AS s WHERE {kind.key} IS NULL)")
    row = cursor.fetchone()
    return f"coalesce({kind.key}, {_twin(kind)})" if row and row[0] else kind.key


def _twin(kind: Kind) -> str:
    """Rows without a number: what they say, and which of those alike they are."""
    return (
        f"{kind.twins} || ' ' || row_number() OVER (PARTITION BY s.store_id, {kind.twins}"
        " ORDER BY s.source_file, s.source_row)"
    )


def _part(kind: Kind) -> tuple[str, str]:
    """The month a row is exported with, and the join it needs. Lines go with their order."""
    if kind.name == "order_lines":
        joins = (
            "LEFT JOIN staged_work_orders AS o ON o.store_id = s.store_id AND o.key = s.order_no"
            " AND o.fate <> 'key_conflict'"
            " LEFT JOIN vehicles_workorder AS w ON w.store_id = s.store_id AND w.key = s.order_no"
        )
        return "coalesce(o.part, w.part, 0)", joins
    day = f"({kind.moment})::date"
    return f"coalesce((extract(year FROM {day}) * 12 + extract(month FROM {day}) - 1)::int, 0)", ""
