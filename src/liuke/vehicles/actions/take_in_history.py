"""Takes staged records in: the one way in which an import changes the history of cars."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from liuke.vehicles.history.derive import derive
from liuke.vehicles.history.done_items import follow_items
from liuke.vehicles.history.kinds import KINDS, Kind

Progress = Callable[[str, int], None]
"""Told (what is being written, its rows)."""


def take_in_history(cursor: CursorWrapper, *, batch_id: UUID, progress: Progress) -> None:
    """Writes the new and changed rows of the staged tables (``history.stage``) and what follows from them.

    Must run in the transaction that staged them, under ``lock_history``. Blank cells erase nothing.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an import is one transaction")
    _name_touched_cars(cursor)
    cursor.execute(
        "INSERT INTO vehicles_vehicle (vin, batch_id) SELECT t.vin, %s FROM touched AS t"
        " WHERE NOT EXISTS (SELECT FROM vehicles_vehicle AS v WHERE v.vin = t.vin) ORDER BY t.vin",
        [batch_id],
    )
    for kind in KINDS.values():
        progress(kind.name, _waiting(cursor, kind))
        _keep_before(cursor, kind, batch_id)
        _change(cursor, kind, batch_id)
        _add(cursor, kind, batch_id)
    _drop_replaced_lines(cursor, batch_id)
    progress("derive", 0)
    derive(cursor, batch_id=batch_id)
    _follow_items(cursor)


def _waiting(cursor: CursorWrapper, kind: Kind) -> int:
    cursor.execute(f"SELECT count(*) FROM {kind.staged} WHERE fate IN ('new', 'changed')")
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def _name_touched_cars(cursor: CursorWrapper) -> None:
    """Cars with a row that is new or changes, as it says now and as it said before."""
    with_car = [kind for kind in KINDS.values() if "vin" in kind.names]
    now = " UNION ".join(
        f"SELECT vin FROM {kind.staged} WHERE fate IN ('new', 'changed') AND vin IS NOT NULL"
        for kind in with_car
    )
    before = " UNION ".join(
        f"SELECT l.vin FROM {kind.table} AS l JOIN {kind.staged} AS s ON l.id = s.live_id"
        " WHERE s.fate = 'changed' AND l.vin IS NOT NULL"
        for kind in with_car
    )
    cursor.execute(f"CREATE TEMP TABLE touched ON COMMIT DROP AS {now} UNION {before}")
    cursor.execute("CREATE UNIQUE INDEX ON touched (vin); ANALYZE touched")


def _keep_before(cursor: CursorWrapper, kind: Kind, batch_id: UUID) -> None:
    cursor.execute(
        f"""
        WITH kept AS (
            INSERT INTO vehicles_beforeimage (batch_id, table_name, row_id, was, previous_batch)
            SELECT %(batch)s, '{kind.table}', l.id::text, to_jsonb(l), l.batch_id
            FROM {kind.table} AS l
            JOIN {kind.staged} AS s ON l.id = s.live_id AND s.fate = 'changed'
            RETURNING (was ->> 'part')::int AS part
        )
        INSERT INTO vehicles_changedpart (kind, part)
        SELECT '{kind.name}', part FROM kept
        UNION SELECT '{kind.name}', part FROM {kind.staged} WHERE fate IN ('new', 'changed')
        """,
        {"batch": batch_id},
    )


def _change(cursor: CursorWrapper, kind: Kind, batch_id: UUID) -> None:
    said = ", ".join(f"{name} = coalesce(s.{name}, l.{name})" for name in kind.names)
    day = ", day = coalesce(s.arrived_at, s.opened_at, s.settled_at)::date" if _dated(kind) else ""
    cursor.execute(
        f"UPDATE {kind.table} AS l SET {said}{day}, store_id = s.store_id, part = s.part, source = s.source,"
        f" source_row = s.source_row, batch_id = %s FROM {kind.staged} AS s"
        " WHERE l.id = s.live_id AND s.fate = 'changed'",
        [batch_id],
    )


def _add(cursor: CursorWrapper, kind: Kind, batch_id: UUID) -> None:
    names = ", ".join(kind.names)
    region = "" if "region" in kind.names else ", region"
    day, moment = (
        (", day", ", coalesce(arrived_at, opened_at, settled_at)::date") if _dated(kind) else ("", "")
    )
    cursor.execute(
        f"INSERT INTO {kind.table} ({names}, store_id, key, part, source, source_row, batch_id{region}{day})"
        f" SELECT {names}, store_id, key, part, source, source_row, %s{', NULL' if region else ''}{moment}"
        f" FROM {kind.staged} WHERE fate = 'new' ORDER BY source_file, source_row",
        [batch_id],
    )


def _dated(kind: Kind) -> bool:
    return kind.name == "work_orders"


def _drop_replaced_lines(cursor: CursorWrapper, batch_id: UUID) -> None:
    """Lines without a number that their order, told anew by the same kind of export, does not have any more.

    Another export may tell other lines of the same order (labour here, parts there): those stay.
    """
    cursor.execute(
        """
        CREATE TEMP TABLE replaced_line ON COMMIT DROP AS
        SELECT l.id, l.store_id, l.order_no
        FROM vehicles_orderline AS l
        JOIN (SELECT DISTINCT store_id, order_no, source FROM staged_order_lines
            WHERE line_no IS NULL AND fate IN ('new', 'changed', 'unchanged')) AS told
            USING (store_id, order_no, source)
        WHERE l.line_no IS NULL AND NOT EXISTS (
            SELECT FROM staged_order_lines AS s WHERE s.store_id = l.store_id AND s.key = l.key
        );
        INSERT INTO vehicles_beforeimage (batch_id, table_name, row_id, was, previous_batch)
        SELECT %(batch)s, 'vehicles_orderline', l.id::text, to_jsonb(l), l.batch_id
        FROM vehicles_orderline AS l JOIN replaced_line USING (id);
        INSERT INTO vehicles_changedpart (kind, part)
        SELECT DISTINCT 'order_lines', l.part FROM vehicles_orderline AS l JOIN replaced_line USING (id);
        DELETE FROM vehicles_orderline AS l USING replaced_line AS r WHERE l.id = r.id;
        """,
        {"batch": batch_id},
    )


def _follow_items(cursor: CursorWrapper) -> None:
    """Also of cars whose orders were there before, and only get other lines now."""
    cursor.execute(
        "CREATE TEMP TABLE car_with_items ON COMMIT DROP AS SELECT vin FROM touched UNION SELECT o.vin"
        " FROM (SELECT store_id, order_no FROM staged_order_lines WHERE fate IN ('new', 'changed')"
        " UNION SELECT store_id, order_no FROM replaced_line) AS l"
        " JOIN vehicles_workorder AS o USING (store_id, order_no)"
    )
    follow_items(cursor)
