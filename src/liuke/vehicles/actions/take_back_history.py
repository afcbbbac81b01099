"""Takes an import back: its rows go, what it changed stands as before."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import models, transaction
from django.db.backends.utils import CursorWrapper

from liuke.owners.discovery import contributed
from liuke.owners.models import Owner, Phone, SourceKey
from liuke.owners.models.owner import IMPORTS_WRITE
from liuke.values.refusal import Refusal
from liuke.vehicles import models as tables
from liuke.vehicles.history.changed_since import Blocking, changed_since
from liuke.vehicles.history.derive import derive
from liuke.vehicles.history.done_items import follow_items
from liuke.vehicles.history.kinds import KINDS

_DERIVED: tuple[type[models.Model], ...] = (
    Owner, SourceKey, Phone, tables.Vehicle, tables.Ownership, tables.Visit,
)  # fmt: skip
_RECORD_MODELS: tuple[type[models.Model], ...] = (
    tables.Sale, tables.WorkOrder, tables.OrderLine, tables.Appointment, tables.Survey, tables.Complaint,
)  # fmt: skip


class ChangedLater(Refusal):
    """``rows`` are the first of what is in the way."""

    code = "changed_later"
    sentence = (
        "%(count)s rows of this import have been changed since. Undo later imports first; what people have "
        "changed by hand is not overwritten. The rows are listed below."
    )

    def __init__(self, *, count: int, rows: tuple[Blocking, ...]) -> None:
        self.rows = rows
        super().__init__(count=count)


def take_back_history(cursor: CursorWrapper, *, batch_id: UUID, taken_in_at: dt.datetime) -> None:
    """Restores the state before the import. Raises ChangedLater and changes nothing where that cannot be.

    Must run in a transaction, under ``lock_history``.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an undo is one transaction")
    count, rows = changed_since(cursor, batch_id=batch_id, taken_in_at=taken_in_at)
    if count:
        raise ChangedLater(count=count, rows=rows)
    _name_touched_cars(cursor, batch_id)
    for model in _RECORD_MODELS:
        _mark_parts(cursor, model, batch_id)
        _remove_added(cursor, model, batch_id)
        _restore(cursor, model, batch_id)
    for model in _DERIVED:
        _restore(cursor, model, batch_id)
    for model in reversed(_DERIVED):
        _remove_added(cursor, model, batch_id)
    cursor.execute(
        "DELETE FROM touched AS t WHERE NOT EXISTS (SELECT FROM vehicles_vehicle AS v WHERE v.vin = t.vin)"
    )
    derive(cursor, batch_id=None)
    follow_items(cursor)
    cursor.execute("DELETE FROM vehicles_beforeimage WHERE batch_id = %s", [batch_id])


def _name_touched_cars(cursor: CursorWrapper, batch_id: UUID) -> None:
    with_car = [kind.table for kind in KINDS.values() if "vin" in kind.names]
    rows = " UNION ".join(f"SELECT vin FROM {table} WHERE batch_id = %(batch)s" for table in with_car)
    cursor.execute(
        f"CREATE TEMP TABLE touched ON COMMIT DROP AS SELECT vin FROM ({rows} UNION"
        " SELECT was ->> 'vin' FROM vehicles_beforeimage WHERE batch_id = %(batch)s UNION"
        " SELECT vin FROM vehicles_vehicle WHERE batch_id = %(batch)s) AS t WHERE vin IS NOT NULL",
        {"batch": batch_id},
    )
    cursor.execute("CREATE UNIQUE INDEX ON touched (vin); ANALYZE touched")
    cursor.execute(
        "CREATE TEMP TABLE car_with_items ON COMMIT DROP AS SELECT vin FROM touched UNION SELECT o.vin FROM"
        " (SELECT store_id, order_no FROM vehicles_orderline WHERE batch_id = %(batch)s UNION"
        " SELECT (was ->> 'store_id')::uuid, was ->> 'order_no' FROM vehicles_beforeimage"
        " WHERE batch_id = %(batch)s AND table_name = 'vehicles_orderline') AS l"
        " JOIN vehicles_workorder AS o USING (store_id, order_no)",
        {"batch": batch_id},
    )


def _mark_parts(cursor: CursorWrapper, model: type[models.Model], batch_id: UUID) -> None:
    table = model._meta.db_table
    kind = next(kind.name for kind in KINDS.values() if kind.table == table)
    cursor.execute(
        "INSERT INTO vehicles_changedpart (kind, part)"
        f" SELECT '{kind}', part FROM {table} WHERE batch_id = %(batch)s"
        f" UNION SELECT '{kind}', (was ->> 'part')::int FROM vehicles_beforeimage"
        f" WHERE batch_id = %(batch)s AND table_name = '{table}'",
        {"batch": batch_id},
    )


def _restore(cursor: CursorWrapper, model: type[models.Model], batch_id: UUID) -> None:
    """Rows as they stood: changed ones that nobody has changed since, and removed ones that are missing."""
    table = model._meta.db_table
    if model is Owner:
        _restore_owners(cursor, batch_id)
        return
    columns = [field.column or field.name for field in model._meta.concrete_fields if not field.primary_key]
    images = (
        f"SELECT p.* FROM vehicles_beforeimage AS i, jsonb_populate_record(NULL::{table}, i.was) AS p"
        f" WHERE i.batch_id = %(batch)s AND i.table_name = '{table}'"
    )
    cursor.execute(
        f"UPDATE {table} AS t SET ({', '.join(columns)}) = ROW({', '.join(f'p.{c}' for c in columns)})"
        f" FROM ({images}) AS p WHERE t.id = p.id AND t.batch_id = %(batch)s",
        {"batch": batch_id},
    )
    cursor.execute(f"INSERT INTO {table} {images} ON CONFLICT DO NOTHING", {"batch": batch_id})


def _restore_owners(cursor: CursorWrapper, batch_id: UUID) -> None:
    """Only what an import writes, and of that only what nobody has set by hand."""
    columns = ["pinyin", "initials", *IMPORTS_WRITE]
    by_hand = {"pinyin": "name", "initials": "name"}
    values = ", ".join(
        f"CASE WHEN t.hand_set ? '{by_hand.get(c, c)}' THEN t.{c} ELSE p.{c} END" for c in columns
    )
    cursor.execute(
        f"UPDATE owners_owner AS t SET ({', '.join(columns)}, batch_id) = ROW({values}, p.batch_id)"
        " FROM vehicles_beforeimage AS i, jsonb_populate_record(NULL::owners_owner, i.was) AS p"
        " WHERE i.batch_id = %(batch)s AND i.table_name = 'owners_owner' AND t.id = p.id"
        " AND t.batch_id = %(batch)s AND t.erased_at IS NULL",
        {"batch": batch_id},
    )


def _remove_added(cursor: CursorWrapper, model: type[models.Model], batch_id: UUID) -> None:
    """What the import added goes, unless rows of others have come to need it; those keep it as nobody's."""
    table = model._meta.db_table
    kept = (
        "NOT EXISTS (SELECT FROM vehicles_beforeimage AS i WHERE i.batch_id = %(batch)s"
        f" AND i.table_name = '{table}' AND i.row_id = t.id::text)"
    )
    needed = (*_NEEDED.get(table, ()), *((*one, "id") for one in _of_owners(model, "KEEPS_OWNER")))
    if needed:
        unneeded = " AND ".join(
            f"NOT EXISTS (SELECT FROM {other} AS n WHERE n.{column} = t.{own})"
            for other, column, own in needed
        )
        cursor.execute(
            f"UPDATE {table} AS t SET batch_id = NULL WHERE t.batch_id = %(batch)s AND {kept}"
            f" AND NOT ({unneeded})",
            {"batch": batch_id},
        )
    for scores, own in (*_SCORES.get(table, ()), *_of_owners(model, "GOES_WITH_OWNER")):
        cursor.execute(
            f"DELETE FROM {scores} AS n USING {table} AS t WHERE n.{own} = t.id"
            f" AND t.batch_id = %(batch)s AND {kept}",
            {"batch": batch_id},
        )
    cursor.execute(f"DELETE FROM {table} AS t WHERE t.batch_id = %(batch)s AND {kept}", {"batch": batch_id})


def _of_owners(model: type[models.Model], name: str) -> tuple[tuple[str, str], ...]:
    """What the domains above say of an owner who would go: (table, its column)."""
    return contributed("import_undo", name) if model is Owner else ()


_TOUCHED = "(SELECT id FROM owners_owner WHERE version > 1)"
"""Owners a person has worked on: they stay, with how they are reached, when their import goes."""

_NEEDED = {
    "vehicles_vehicle": (
        ("vehicles_sale", "vin", "vin"),
        ("vehicles_workorder", "vin", "vin"),
        ("vehicles_appointment", "vin", "vin"),
        ("vehicles_survey", "vin", "vin"),
        ("vehicles_complaint", "vin", "vin"),
        ("vehicles_policy", "vehicle_id", "id"),
        ("vehicles_declinedwork", "vehicle_id", "id"),
        ("vehicles_vehiclerole", "vehicle_id", "id"),
        ("vehicles_odometerreading", "vehicle_id", "id"),
        ("vehicles_telematicssnapshot", "vehicle_id", "id"),
        ("(SELECT vehicle_id FROM vehicles_platespell WHERE by_hand)", "vehicle_id", "id"),
    ),
    "owners_owner": (
        ("vehicles_vehicle", "owner_id", "id"),
        ("vehicles_ownership", "owner_id", "id"),
        ("vehicles_vehiclerole", "owner_id", "id"),
        (_TOUCHED, "id", "id"),
    ),
    "owners_sourcekey": (
        ("vehicles_vehicle", "owner_id", "owner_id"),
        ("vehicles_ownership", "owner_id", "owner_id"),
        ("vehicles_vehiclerole", "owner_id", "owner_id"),
        (_TOUCHED, "id", "owner_id"),
    ),
    "owners_phone": ((_TOUCHED, "id", "owner_id"),),
}
"""Who may need a row that an import added: (table, its column, ours)."""

_SCORES = {
    "vehicles_vehicle": (
        ("vehicles_outlook", "vehicle_id"),
        ("vehicles_calendar", "vehicle_id"),
        ("vehicles_platespell", "vehicle_id"),
    ),
    "owners_owner": (("owners_standing", "owner_id"),),
}
