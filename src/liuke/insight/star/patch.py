"""Brings a star up to date: cars whose records changed are worked out anew, all others are taken over.

The rows of a car, and of what hangs together with it by a plate or a phone (``touched``), follow from its own
records and from the common facts alone. What the cut-off day moves is worked out for all cars and owners.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import duckdb

from liuke.insight.star.common_facts import common_facts, read_common_facts, write_common_facts
from liuke.insight.star.schema import RECORDS, STAR
from liuke.insight.star.settings import Settings
from liuke.insight.star.steps import (
    default_as_of,
    file_of,
    load_settings,
    open_records,
    quoted,
    run_step,
    set_cut_off,
    take_at_hand,
    workshop,
    write_table,
)
from liuke.insight.star.touched import find_touched

LARGEST_SHARE = 0.3
"""Of the cars; with more of them touched, building the star whole is no slower."""

_THEIRS = "IN (FROM touched)"
_AT_HAND = {
    "vehicle_sales": f"vin {_THEIRS}",
    "work_orders": f"vin {_THEIRS}",
    "order_lines": "(store, order_no) IN"
    f" (SELECT (store, order_no) FROM every_work_orders WHERE vin {_THEIRS})",
    "appointments": f"'appointment ' || record_id {_THEIRS}",
    "surveys": f"'survey ' || record_id {_THEIRS}",
    "complaints": f"'complaint ' || record_id {_THEIRS}",
}
_OF_A_CAR = "vin NOT IN (FROM touched)"
_KEPT = {
    "visit": _OF_A_CAR,
    "work_order": _OF_A_CAR,
    "line": _OF_A_CAR,
    "vehicle": _OF_A_CAR,
    "ownership": _OF_A_CAR,
    "owner": "owner NOT IN (FROM touched)",
    "appointment": "'appointment ' || record_id NOT IN (FROM touched)",
    "survey": "'survey ' || record_id NOT IN (FROM touched)",
    "complaint": "'complaint ' || record_id NOT IN (FROM touched)",
}


def patch_star(
    *,
    old: Path,
    records: Path,
    changed: Path,
    folder: Path,
    today: dt.date,
    settings: Settings | None = None,
) -> dt.date | None:
    """Writes into ``folder`` the star ``build_star`` would make of ``records``, with other visit numbers.

    ``old`` is a star made of the records as they were; ``changed`` holds, per kind, the rows that were taken
    away or have come since, a changed row as both. Every row of the records has to name its store. Returns
    the cut-off day, or None where a star has to be built whole: too much changed, or something all rows lean
    on.
    """
    with workshop(folder) as connection:
        open_records(connection, records)
        _open_changes(connection, changed)
        old_as_of = _open_old(connection, old)
        find_touched(connection, old_as_of=old_as_of)
        if _share_touched(connection) > LARGEST_SHARE:
            return None
        load_settings(connection, settings or Settings())
        take_at_hand(connection, _AT_HAND)
        cut_off = _work_out_touched(connection, today)
        facts = common_facts(connection)
        if cut_off < old_as_of or facts != read_common_facts(old):
            return None
        _write(connection, folder)
        write_common_facts(facts, folder)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    return cut_off


def _open_changes(connection: duckdb.DuckDBPyConnection, changed: Path) -> None:
    for name in RECORDS:
        files = changed / name
        source = (
            f"read_parquet({quoted(files / '*.parquet')})"
            if any(files.glob("*.parquet"))
            else f"every_{name} WHERE false"
        )
        connection.execute(f"CREATE TEMP VIEW changed_{name} AS FROM {source}")


def _open_old(connection: duckdb.DuckDBPyConnection, old: Path) -> dt.date:
    for name in STAR:
        connection.execute(f"CREATE TEMP VIEW old_{name} AS FROM read_parquet({quoted(file_of(old, name))})")
    row = connection.execute(
        "SELECT as_of, (SELECT coalesce(max(visit_id), 0) FROM old_visit) FROM old_meta"
    ).fetchone()
    assert row is not None
    connection.execute("SET VARIABLE last_visit_id = ?::BIGINT", [row[1]])
    as_of: dt.date = row[0]
    return as_of


def _share_touched(connection: duckdb.DuckDBPyConnection) -> float:
    row = connection.execute(
        f"SELECT coalesce(avg(CAST(vin {_THEIRS} AS INT)), 0) FROM old_vehicle"
    ).fetchone()
    assert row is not None
    return float(row[0])


def _work_out_touched(connection: duckdb.DuckDBPyConnection, today: dt.date) -> dt.date:
    run_step(connection, "1_orders")
    asked = "vin, day, status, kinds, revenue_fen, cost_fen"
    connection.execute(
        f"CREATE TEMP VIEW every_order AS SELECT {asked} FROM order_base"
        f" UNION ALL SELECT {asked} FROM old_work_order WHERE {_OF_A_CAR}"
    )
    cut_off = default_as_of(connection, today=today)
    set_cut_off(connection, cut_off)
    for step in ("2_ownership", "3_visit", "4_voice"):
        run_step(connection, step)
    return cut_off


def _write(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    run_step(connection, "5_facts")
    run_step(connection, "6_known")
    for name in ("visit", "work_order", "line", "ownership", "appointment", "survey", "complaint"):
        write_table(connection, STAR[name], _joined(connection, name, name), folder)
    connection.execute(
        f"CREATE TEMP VIEW every_visit AS FROM read_parquet({quoted(file_of(folder, 'visit'))});"
        f"CREATE TEMP VIEW every_vehicle AS FROM {_joined(connection, 'vehicle', 'vehicle_known')};"
        f"CREATE TEMP VIEW every_owner AS FROM {_joined(connection, 'owner', 'owner_known')}"
    )
    run_step(connection, "7_dimensions")
    for name in ("vehicle", "owner", "meta"):
        write_table(connection, STAR[name], name, folder)


def _joined(connection: duckdb.DuckDBPyConnection, table: str, anew: str) -> str:
    """SQL of the rows taken over from a table of the old star and of those worked out anew."""
    told = {row[0] for row in connection.execute(f"DESCRIBE {anew}").fetchall()}
    columns = ", ".join(c.name for c in STAR[table].columns if c.name in told)
    kept = f"SELECT {columns} FROM old_{table} WHERE {_KEPT[table]}"
    return f"({kept} UNION ALL SELECT {columns} FROM {anew})"
