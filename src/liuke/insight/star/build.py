"""Builds the star from accepted records: everything that can be worked out once is worked out here."""

from __future__ import annotations

import datetime as dt
import shutil
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa

from liuke.insight.star.schema import EARLY_MONTHS, GRACE_MONTHS, RECORDS, STAR
from liuke.insight.star.settings import Settings
from liuke.insight.star.table import Table
from liuke.sheets.fields.words import item_kinds
from liuke.values.period import add_months
from liuke.values.visit_kind import BITS

MEMORY_LIMIT = "2GB"
_FACTS = ("visit", "work_order", "line")
"""The long tables. They are views until they are written: a table in memory first would double the cost."""


def build_star(
    *,
    records: Path,
    folder: Path,
    today: dt.date,
    as_of: dt.date | None = None,
    settings: Settings | None = None,
) -> dt.date:
    """Writes one Parquet per table of ``schema.STAR`` into ``folder`` and returns the cut-off day.

    ``records`` holds one Parquet, or a folder of them, per table of ``schema.RECORDS``.
    Without ``as_of`` the cut-off is the day after the last accepted visit, never later than ``today``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    try:
        spill = str(folder / "spill").replace("'", "''")
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET temp_directory = '{spill}'")
        _open_records(connection, records)
        _load_settings(connection, settings or Settings())
        _classify_items(connection)
        _run(connection, "1_orders")
        cut_off = as_of or default_as_of(connection, today=today)
        connection.execute("SET VARIABLE as_of = ?::DATE", [cut_off])
        connection.execute("SET VARIABLE year_start = ?::DATE", [add_months(cut_off, -12)])
        connection.execute("SET VARIABLE grace_months = ?::INTEGER", [GRACE_MONTHS])
        connection.execute("SET VARIABLE early_months = ?::INTEGER", [EARLY_MONTHS])
        for step in ("2_ownership", "3_visit", "4_voice", "5_facts"):
            _run(connection, step)
        for fact in _FACTS:
            _write(connection, STAR[fact], folder)
        _run(connection, "6_dimensions")
        for table in STAR.values():
            if table.name not in _FACTS:
                _write(connection, table, folder)
    finally:
        connection.close()
        shutil.rmtree(folder / "spill", ignore_errors=True)
    return cut_off


def _write(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> None:
    """Writes a table or view of the star to its file; a view is from then on what stands there."""
    target = str(folder / f"{table.name}.parquet").replace("'", "''")
    columns = ", ".join(f"CAST({c.name} AS {c.type}) AS {c.name}" for c in table.columns)
    connection.execute(f"COPY (SELECT {columns} FROM {table.name}) TO '{target}' (FORMAT parquet)")
    if table.name in _FACTS:
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {table.name} AS SELECT * FROM read_parquet('{target}')"
        )


def default_as_of(connection: duckdb.DuckDBPyConnection, *, today: dt.date) -> dt.date:
    """The day after the last settled order, else after the last delivery; never later than today."""
    row = connection.execute(
        "SELECT coalesce("
        "(SELECT max(day) FROM order_base LEFT JOIN"
        " (SELECT vin, min(delivery_day) AS d FROM vehicle_sales GROUP BY vin) USING (vin)"
        " WHERE status = 'settled' AND (d IS NULL OR day >= d)),"
        " (SELECT max(delivery_day) FROM vehicle_sales),"
        " (SELECT max(CAST(booked_at AS DATE)) FROM appointments WHERE booked_at <= ?),"
        " (SELECT max(CAST(answered_at AS DATE)) FROM surveys),"
        " (SELECT max(CAST(received_at AS DATE)) FROM complaints))",
        [today],
    ).fetchone()
    last = row[0] if row else None
    return min(today, last + dt.timedelta(days=1)) if isinstance(last, dt.date) else today


def _open_records(connection: duckdb.DuckDBPyConnection, records: Path) -> None:
    """A record table is one file, or a folder of files whose orders are numbered by ``record_id``."""
    for table in RECORDS.values():
        connection.execute(f"CREATE TEMP VIEW {table.name} AS SELECT * FROM {_source(records, table.name)}")
    whole = (records / "work_orders.parquet").exists()
    orders = _source(records, "work_orders", "file_row_number = true" if whole else "")
    number = "file_row_number + 1" if whole else "record_id"
    connection.execute(
        f"CREATE TEMP VIEW order_source AS SELECT *, {number} AS order_id,"
        f" coalesce(arrived_at, opened_at, settled_at) AS received_at FROM {orders}"
    )
    connection.execute("SET VARIABLE has_appointments = (SELECT count(*) > 0 FROM appointments)")


def _source(records: Path, table: str, option: str = "") -> str:
    """SQL that reads a record table."""
    path = records / f"{table}.parquet"
    path = path if path.exists() else records / table / "*.parquet"
    quoted = str(path).replace("'", "''")
    return f"read_parquet('{quoted}'{', ' if option else ''}{option})"


def _load_settings(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    connection.execute("CREATE TEMP TABLE plan (name VARCHAR, first_due_months INT, second_due_months INT)")
    default = settings.default_plan
    rows: list[list[str | int | None]] = [[None, default.first_due_months, default.second_due_months]]
    rows += [[name, p.first_due_months, p.second_due_months] for name, p in settings.plans.items()]
    connection.executemany("INSERT INTO plan VALUES (?, ?, ?)", rows)
    connection.execute("CREATE TEMP TABLE margin_rate (bit INT, rate DOUBLE)")
    rates = dict.fromkeys(BITS, settings.margin_rate) if settings.margin_rate is not None else {}
    rates |= settings.margins
    if rates:
        connection.executemany(
            "INSERT INTO margin_rate VALUES (?, ?)", [[BITS[k], r] for k, r in rates.items()]
        )


def _classify_items(connection: duckdb.DuckDBPyConnection) -> None:
    """Reads each item name once; its kinds go into ``item_kind``."""
    names = [
        name
        for (name,) in connection.execute(
            "SELECT DISTINCT item FROM order_lines WHERE item IS NOT NULL"
            " UNION SELECT DISTINCT items FROM work_orders WHERE items IS NOT NULL"
        ).fetchall()
    ]
    table = pa.table(
        {"item": pa.array(names, pa.string()), "kinds": pa.array([item_kinds(n) for n in names], pa.int32())}
    )
    connection.register("item_kind", table)


def _run(connection: duckdb.DuckDBPyConnection, step: str) -> None:
    text = resources.files(__package__).joinpath("sql", f"{step}.sql").read_text(encoding="utf-8")
    connection.execute(text)
