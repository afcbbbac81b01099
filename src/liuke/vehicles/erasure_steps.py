"""The cars' part of an erasure: the history stays, and is nobody's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.backends.utils import CursorWrapper

from liuke.insight.reports.language import N_
from liuke.owners.erasing import ErasureHindered, ErasureStep, Person
from liuke.vehicles.history.kinds import KINDS
from liuke.vehicles.personal_data import DAY_SENT, DAYS, HELD

PERSONAL = ("owner_name", "phone", "plate", "gender", "birthday", "district", "channel")
"""Columns of the records that tell who somebody is, where a kind has them; not a booking's channel."""
_FREE_TEXT = {"surveys": "comment", "complaints": "content"}
OPEN_DAYS = 90


class OpenWorkOrder(ErasureHindered):
    code = "open_work_order"
    sentence = "Work order %(order)s of this owner is still open. Settle or cancel it first, then erase."


def _hinder(cursor: CursorWrapper, person: Person, today: dt.date) -> None:
    cursor.execute(
        "SELECT o.order_no FROM vehicles_workorder AS o JOIN vehicles_vehicle AS v USING (vin)"
        " WHERE v.owner_id = ANY(%s) AND o.status = 'open' AND o.day > %s ORDER BY o.day LIMIT 1",
        [list(person.ids), today - dt.timedelta(days=OPEN_DAYS)],
    )
    row = cursor.fetchone()
    if row:
        raise OpenWorkOrder(order=row[0])


def blanks(kind: str) -> str:
    """SQL that blanks what rows of one kind tell of a person; numbers in free text go, the text stays."""
    told = [c for c in PERSONAL if c in KINDS[kind].names and (kind, c) != ("appointments", "channel")]
    text = _FREE_TEXT.get(kind)
    masked = [f"{text} = regexp_replace({text}, '1[3-9][0-9]{{9}}', '***', 'g')"] if text else []
    return ", ".join([*(f"{c} = NULL" for c in told), *masked])


def _forget(cursor: CursorWrapper, person: Person) -> list[str]:
    """Rows without a number are known by car and name."""
    cursor.execute("SELECT DISTINCT vin FROM vehicles_ownership WHERE owner_id = ANY(%s)", [list(person.ids)])
    return [f"{vin} {name}" for (vin,) in cursor.fetchall() for name in person.names if name]


def _erase(cursor: CursorWrapper, person: Person) -> int:
    values: dict[str, Any] = {
        "ids": list(person.ids),
        "numbers": list(person.numbers),
        "owner": person.owner_id,
    }
    changed = sum(_erase_kind(cursor, name, values) for name in KINDS if "phone" in KINDS[name].names)
    _erase_images(cursor, values)
    changed += _erase_of_the_car(cursor, values)
    cursor.execute(
        "UPDATE vehicles_vehicle SET plate = NULL, custom = custom - ARRAY(SELECT key FROM org_customfield"
        " WHERE bearer = 'vehicle' AND kind = 'text')::text[] WHERE owner_id = ANY(%(ids)s);"
        "INSERT INTO owners_sourcekey (value, owner_id) SELECT vin, %(owner)s FROM vehicles_vehicle"
        " WHERE owner_id = ANY(%(ids)s) ON CONFLICT (value) DO UPDATE SET owner_id = excluded.owner_id",
        values,
    )
    return changed


def _erase_kind(cursor: CursorWrapper, name: str, values: dict[str, Any]) -> int:
    """Blanks the person's rows of one kind. Rows known by what they say are known by what is left of it."""
    kind = KINDS[name]
    cursor.execute(
        f"CREATE TEMP TABLE blanked ON COMMIT DROP AS WITH done AS (UPDATE {kind.table} AS t"
        f" SET {blanks(name)} WHERE t.phone = ANY(%(numbers)s) OR {HELD.format(day=DAYS[kind.table])}"
        " RETURNING t.id, t.part) SELECT * FROM done",
        values,
    )
    if kind.twins:
        cursor.execute(
            "SET LOCAL TIME ZONE 'Asia/Shanghai';"
            f"UPDATE {kind.table} AS t SET key = n.key FROM (SELECT s.id, {kind.twins} || ' ' || row_number()"
            f" OVER (PARTITION BY s.store_id, {kind.twins} ORDER BY s.source, s.source_row) AS key"
            f" FROM {kind.table} AS s JOIN blanked USING (id) WHERE s.key LIKE '~ %') AS n WHERE t.id = n.id"
        )
    cursor.execute(
        f"INSERT INTO vehicles_changedpart (kind, part) SELECT DISTINCT '{name}', part FROM blanked"
    )
    cursor.execute("SELECT count(*) FROM blanked")
    [(count,)] = cursor.fetchall()
    cursor.execute("DROP TABLE blanked")
    return int(count)


_OF_THE_CAR = (
    ("UPDATE vehicles_telematicssnapshot AS s SET habits = '{}'", "s.habits <> '{}'", DAY_SENT),
    (
        "UPDATE vehicles_policy AS s SET insurer = '', number = ''",
        "s.insurer || s.number <> ''",
        "s.from_day",
    ),
    ("UPDATE vehicles_declinedwork AS s SET note = ''", "s.note <> ''", "s.day"),
    ("DELETE FROM vehicles_platespell AS s", "true", "s.from_day"),
)
"""What else of the person's time tells of them; days, figures and mileage stay with the car."""


def _erase_of_the_car(cursor: CursorWrapper, values: dict[str, Any]) -> int:
    changed = 0
    for statement, there, day in _OF_THE_CAR:
        source = "USING" if statement.startswith("DELETE") else "FROM"
        cursor.execute(
            f"{statement} {source} vehicles_vehicle AS t"
            f" WHERE t.id = s.vehicle_id AND {there} AND {HELD.format(day=day)}",
            values,
        )
        changed += int(cursor.rowcount)
    return changed


def _erase_images(cursor: CursorWrapper, values: dict[str, Any]) -> None:
    """How rows stood before an import: an undo must not bring the person back."""
    tables = [kind.table for kind in KINDS.values() if "phone" in kind.names]
    cursor.execute(
        "UPDATE vehicles_beforeimage SET was = was - %(columns)s::text[] WHERE table_name = ANY(%(tables)s)"
        " AND (was ->> 'phone' = ANY(%(numbers)s) OR was ->> 'vin' IN"
        " (SELECT vin FROM vehicles_vehicle WHERE owner_id = ANY(%(ids)s)))",
        {**values, "columns": list(PERSONAL), "tables": tables},
    )
    cursor.execute(
        "UPDATE vehicles_beforeimage SET was = was - 'plate' || CASE WHEN was ? 'custom'"
        " THEN '{\"custom\": {}}'::jsonb ELSE '{}' END WHERE table_name = 'vehicles_vehicle'"
        " AND (was ->> 'owner_id')::uuid = ANY(%(ids)s);"
        "DELETE FROM vehicles_beforeimage WHERE table_name = 'owners_owner' AND row_id::uuid = ANY(%(ids)s)",
        values,
    )


STEPS = (
    ErasureStep(
        erase=_erase,
        hinder=_hinder,
        forget=_forget,
        kept=(
            N_("The cars' service history by VIN, without name, number and plate: safety and warranty."),
            N_("Orders and amounts: the accounts have to be kept for ten years."),
        ),
    ),
)
