"""Tables to Parquet: PostgreSQL writes text, DuckDB reads it; only months that changed, or all."""

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
from liuke.vehicles.history.kinds import KINDS, Kind
from liuke.vehicles.models import ChangedPart


@dataclass(frozen=True)
class Exported:
    """What was written: ``parts`` by kind, and the marks of change it makes up for."""

    whole: bool
    parts: Mapping[str, Sequence[int]]
    marks: Sequence[int]


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
        whole = whole or not folder.exists() or _read(folder / "stores.json") != stores
        target = folder.with_name(f"{folder.name}.new") if whole else folder
        if whole:
            shutil.rmtree(target, ignore_errors=True)
        parts: dict[str, Sequence[int]] = {}
        for kind in KINDS.values():
            wanted = None if whole else sorted({part for _, name, part in marks if name == kind.name})
            parts[kind.name] = _export(cursor, kind, wanted, target / kind.name, scratch)
    if whole:
        (target / "stores.json").write_text(json.dumps(stores), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(target, folder)
    return Exported(whole, parts, [mark for mark, _, _ in marks])


def _stores(cursor: CursorWrapper) -> list[list[str | None]]:
    cursor.execute(
        "SELECT s.id::text, s.name, r.name FROM org_store AS s"
        " LEFT JOIN org_region AS r ON r.id = s.region_id ORDER BY 1"
    )
    return [list(row) for row in cursor.fetchall()]


def _read(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _export(
    cursor: CursorWrapper, kind: Kind, parts: Sequence[int] | None, folder: Path, scratch: Path
) -> Sequence[int]:
    """Writes the parts asked for (None: all) and returns them. A part without rows goes."""
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
    source = f"read_csv('{text}', {shape}, columns = {{{columns}}})"
    with duckdb.connect() as engine:
        engine.execute(f"SET memory_limit = '2GB'; SET temp_directory = '{folder / 'spill'}'")
        engine.execute(f"CREATE TEMP TABLE rows AS SELECT * FROM {source}")
        found = _existing(engine)
        for part in found:
            _write(engine, part, folder)
    for part in set(parts or ()) - set(found):
        (folder / f"{part}.parquet").unlink(missing_ok=True)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    if not any(folder.glob("*.parquet")):
        _write_nothing(kind, folder)
    return found if parts is None else parts


def _write_nothing(kind: Kind, folder: Path) -> None:
    """A kind without a row has a part without a row: a reader wants to know the columns."""
    columns = ", ".join(f"CAST(NULL AS {c.type}) AS {c.name}" for c in RECORDS[kind.name].columns)
    with duckdb.connect() as engine:
        engine.execute(
            f"COPY (SELECT CAST(NULL AS BIGINT) AS record_id, {columns} LIMIT 0)"
            f" TO '{folder / '0.parquet'}' (FORMAT parquet)"
        )


def _existing(engine: duckdb.DuckDBPyConnection) -> list[int]:
    return [int(part) for (part,) in engine.execute("SELECT DISTINCT part FROM rows ORDER BY 1").fetchall()]


def _write(engine: duckdb.DuckDBPyConnection, part: int, folder: Path) -> None:
    """One part, put in place in one step."""
    beside = folder / f".{part}.part"
    engine.execute(
        f"COPY (SELECT * EXCLUDE (part) FROM rows WHERE part = {part} ORDER BY record_id)"
        f" TO '{beside}' (FORMAT parquet)"
    )
    os.replace(beside, folder / f"{part}.parquet")
