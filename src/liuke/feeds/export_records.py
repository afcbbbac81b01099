"""Tables to Parquet: PostgreSQL writes text, DuckDB reads it; only months that changed, or all.

Beside the records, ``changed`` gathers the rows that went or came, until a star is made of them. Records
written anew get a new generation: a star of an older one cannot be brought up to date.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from liuke.insight.star.records import RECORDS
from liuke.values.identity import new_id
from liuke.vehicles.history.kinds import KINDS, Kind
from liuke.vehicles.models import ChangedPart

ABOUT, CHANGED = "about.json", "changed"
YEAR = 12
"""Parts are months; so many of them share a file, so that a star is not read from a thousand of them."""


@dataclass(frozen=True)
class Exported:
    """What was written: ``parts`` by kind, and the marks of change it makes up for.

    ``generation`` names the writing of the whole that the records began with, ``changed`` the folder of all
    rows that have gone or come and are in no star yet.
    """

    whole: bool
    parts: Mapping[str, Sequence[int]]
    marks: Sequence[int]
    generation: str
    changed: Path


def export_records(*, folder: Path, scratch: Path, whole: bool = False) -> Exported:
    """Brings the records in ``folder`` up to date with the tables, as of one moment.

    The marks of change are left standing: whoever has made use of the records takes them away. All is written
    anew where nothing was before, or a store has another name or region.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
        marks = list(ChangedPart.objects.values_list("id", "kind", "part"))
        stores = _stores(cursor)
        whole = whole or not folder.exists() or _about(folder).get("stores") != stores
        target = folder.with_name(f"{folder.name}.new") if whole else folder
        if whole:
            shutil.rmtree(target, ignore_errors=True)
        parts: dict[str, Sequence[int]] = {}
        for kind in KINDS.values():
            wanted = None if whole else sorted({part for _, name, part in marks if name == kind.name})
            parts[kind.name] = _export(cursor, kind, wanted, target / kind.name, scratch)
    if whole:
        about = {"generation": str(new_id()), "stores": stores}
        (target / ABOUT).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(target, folder)
    generation = str(_about(folder)["generation"])
    return Exported(whole, parts, [mark for mark, _, _ in marks], generation, folder / CHANGED)


def _stores(cursor: CursorWrapper) -> list[list[str | None]]:
    cursor.execute(
        "SELECT s.id::text, s.name, r.name FROM org_store AS s"
        " LEFT JOIN org_region AS r ON r.id = s.region_id ORDER BY 1"
    )
    return [list(row) for row in cursor.fetchall()]


def _about(folder: Path) -> dict[str, object]:
    path = folder / ABOUT
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _export(
    cursor: CursorWrapper, kind: Kind, parts: Sequence[int] | None, folder: Path, scratch: Path
) -> Sequence[int]:
    """Writes the parts asked for (None: all) and returns them. Twelve parts, a year, share a file."""
    folder.mkdir(parents=True, exist_ok=True)
    if parts is not None and not parts:
        return []
    text = scratch / "rows.csv"
    where = "" if parts is None else f" WHERE t.part IN ({', '.join(map(str, parts))})"
    query = (
        f"SELECT t.part, t.id, {', '.join(_column(kind, c.name) for c in RECORDS[kind.name].columns)}"
        f" FROM {kind.table} AS t JOIN org_store AS s ON s.id = t.store_id"
        f" LEFT JOIN org_region AS r ON r.id = s.region_id{where}"
    )
    with text.open("wb") as file, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
        for block in copy:
            file.write(block)
    written = _to_parquet(kind, text, folder, parts)
    text.unlink()
    return written


def _column(kind: Kind, name: str) -> str:
    told = {
        "store": "s.name",
        "region": "coalesce(r.name, t.region)",
        "source_file": "t.source",
        "source_row": "t.source_row",
    }
    if any(c.name == name and c.type == "TIMESTAMP" for c in RECORDS[kind.name].columns):
        return f"t.{name}::timestamp"
    return told.get(name, f"t.{name}")


def _to_parquet(kind: Kind, text: Path, folder: Path, parts: Sequence[int] | None) -> Sequence[int]:
    types = {"part": "INTEGER", "record_id": "BIGINT"} | {c.name: c.type for c in RECORDS[kind.name].columns}
    columns = ", ".join(f"'{name}': '{type_}'" for name, type_ in types.items())
    shape = "header = false, nullstr = '', quote = '\"', escape = '\"'"
    with duckdb.connect() as engine:
        engine.execute(f"SET memory_limit = '2GB'; SET temp_directory = '{folder / 'spill'}'")
        engine.execute(
            f"CREATE TEMP TABLE rows AS SELECT * FROM read_csv('{text}', {shape}, columns = {{{columns}}})"
        )
        found = [int(p) for (p,) in engine.execute("SELECT DISTINCT part FROM rows ORDER BY 1").fetchall()]
        asked = found if parts is None else parts
        for year in sorted({part // YEAR for part in asked} or {0}):
            _write(engine, year, asked, folder, changes=parts is not None)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    return asked


def _write(
    engine: duckdb.DuckDBPyConnection, year: int, parts: Sequence[int], folder: Path, *, changes: bool
) -> None:
    """One year, put in place in one step: its new parts, and of the old file what was not asked for."""
    path, beside = folder / f"{year}.parquet", folder / f".{year}.part"
    rows = f"SELECT * FROM rows WHERE part // {YEAR} = {year}"
    old = f"SELECT * FROM read_parquet('{path}')" if path.exists() else "SELECT * FROM rows WHERE false"
    renewed = f"part IN ({', '.join(str(part) for part in parts if part // YEAR == year) or 'NULL'})"
    if changes:
        before = f"SELECT * FROM ({old}) WHERE {renewed}"
        _note_changes(engine, before, rows, folder.parent / CHANGED / folder.name)
    rows += f" UNION ALL SELECT * FROM ({old}) WHERE NOT {renewed}"
    engine.execute(f"COPY ({rows} ORDER BY record_id) TO '{beside}' (FORMAT parquet)")
    os.replace(beside, path)


def _note_changes(engine: duckdb.DuckDBPyConnection, old: str, new: str, folder: Path) -> None:
    """Keeps the rows that went or came, before the file that holds the old ones is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    differing = f"(({old}) EXCEPT ({new})) UNION ALL (({new}) EXCEPT ({old}))"
    engine.execute(f"COPY ({differing}) TO '{folder / f'{new_id()}.parquet'}' (FORMAT parquet)")
