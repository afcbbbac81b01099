"""What stands in the way of an undo: rows of an import that something else has changed since."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.backends.utils import CursorWrapper

from liuke.owners.models import Owner
from liuke.vehicles import models as tables
from liuke.vehicles.history.kinds import KINDS

SHOWN = 100
_LOOKS = ("personal.revealed", "personal.listed", "export.made")
_BY_HAND: tuple[tuple[str, type[models.Model], str], ...] = (
    ("owner", Owner, "left(r.name, 1) || '*'"),
    ("vehicle", tables.Vehicle, "r.vin"),
    ("vehicle_sales", tables.Sale, "r.key"),
    ("work_orders", tables.WorkOrder, "r.key"),
    ("order_lines", tables.OrderLine, "r.key"),
    ("appointments", tables.Appointment, "r.key"),
    ("surveys", tables.Survey, "r.key"),
    ("complaints", tables.Complaint, "r.key"),
)
"""What people can change, how it is called, and by what it is told."""


@dataclass(frozen=True)
class Blocking:
    """A row that a later import has changed or removed, or that ``by`` changed by hand at ``at``."""

    kind: str
    key: str
    batch_id: UUID | None = None
    by: str = ""
    at: dt.datetime | None = None


def changed_since(
    cursor: CursorWrapper, *, batch_id: UUID, taken_in_at: dt.datetime
) -> tuple[int, tuple[Blocking, ...]]:
    """How many rows, and the first of them.

    Changes by hand are those the audit trail tells of the row: every one of them is kept there.
    """
    later_count, later = _by_later_imports(cursor, batch_id)
    hand_count, by_hand = _by_hand(cursor, batch_id, taken_in_at)
    return later_count + hand_count, (*by_hand, *later)[:SHOWN]


def _by_later_imports(cursor: CursorWrapper, batch_id: UUID) -> tuple[int, list[Blocking]]:
    kinds = {kind.table: kind.name for kind in KINDS.values()}
    cursor.execute(
        "SELECT table_name, was ->> 'key', batch_id, count(*) OVER () FROM vehicles_beforeimage"
        " WHERE previous_batch = %s AND table_name = ANY(%s) ORDER BY table_name, id LIMIT %s",
        [batch_id, list(kinds), SHOWN],
    )
    rows = cursor.fetchall()
    found = [Blocking(kinds[table], key, batch_id=later) for table, key, later, _ in rows]
    return (int(rows[0][3]) if rows else 0), found


def _by_hand(cursor: CursorWrapper, batch_id: UUID, taken_in_at: dt.datetime) -> tuple[int, list[Blocking]]:
    changed = " UNION ALL ".join(
        f"SELECT '{kind}', {told}, a.actor_name, a.at FROM told AS a JOIN {model._meta.db_table} AS r"
        f" ON a.object_kind = '{model._meta.label_lower}' AND a.object_id = r.id::text"
        " WHERE r.batch_id = %(batch)s"
        for kind, model, told in _BY_HAND
    )
    cursor.execute(
        "WITH told AS MATERIALIZED ("
        " SELECT DISTINCT ON (object_kind, object_id) object_kind, object_id, actor_name, at"
        " FROM audit_auditentry WHERE at > %(since)s AND verb <> ALL(%(looks)s)"
        " AND (before IS NOT NULL OR after IS NOT NULL) ORDER BY object_kind, object_id, at DESC)"
        f" SELECT c.*, count(*) OVER () FROM ({changed}) AS c (kind, told, by, at)"
        f" ORDER BY at DESC LIMIT {SHOWN}",
        {"batch": batch_id, "since": taken_in_at, "looks": list(_LOOKS)},
    )
    rows = cursor.fetchall()
    found = [Blocking(kind, told, by=by, at=at) for kind, told, by, at, _ in rows]
    return (int(rows[0][4]) if rows else 0), found
