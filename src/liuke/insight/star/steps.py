"""What building a star and bringing one up to date share: records opened, steps run, tables written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa

from liuke.insight.star.schema import EARLY_MONTHS, GRACE_MONTHS, RECORDS, STAR
from liuke.insight.star.settings import Settings
from liuke.insight.star.table import Table
from liuke.sheets.fields.words import item_kinds
from liuke.sheets.intake.staging import ROW_GROUP_ROWS
from liuke.values.period import add_months
from liuke.values.visit_kind import BITS

MEMORY_LIMIT = "2GB"


@contextmanager
def workshop(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that spills beside the star it makes in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"SET memory_limit = '{MEMORY_LIMIT}'; SET temp_directory = {quoted(folder / 'spill')}"
        )
        yield connection


def open_records(connection: duckdb.DuckDBPyConnection, records: Path) -> None:
    """Views ``every_…`` of all records: one file a kind, or a folder of files that number their rows.

    ``told_field`` names the fields with a value anywhere. The files count their empty cells, so none is read.
    """
    connection.execute("CREATE TEMP TABLE told_field (field VARCHAR)")
    for table in RECORDS.values():
        connection.execute(
            f"CREATE TEMP VIEW every_{table.name} AS SELECT * FROM {_source(records, table.name)}"
        )
        connection.execute(
            f"INSERT INTO told_field SELECT '{table.name}.' || path_in_schema"
            f" FROM parquet_metadata({quoted(_files(records, table.name))})"
            " GROUP BY path_in_schema HAVING sum(num_values) > sum(coalesce(stats_null_count, 0))"
        )


def spare_threads(connection: duckdb.DuckDBPyConnection) -> None:
    """One thread for orders of a single row group: others could only wait, and DuckDB's wait by asking."""
    row = connection.execute("SELECT count(*) FROM every_work_orders").fetchone()
    if row and row[0] <= ROW_GROUP_ROWS:
        connection.execute("SET threads = 1")


def _files(records: Path, table: str) -> Path:
    whole = records / f"{table}.parquet"
    return whole if whole.exists() else records / table / "*.parquet"


def _source(records: Path, table: str) -> str:
    files = _files(records, table)
    if files.name == "*.parquet":
        return f"read_parquet({quoted(files)})"
    rows = f"read_parquet({quoted(files)}, file_row_number = true)"
    return f"(SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS record_id FROM {rows})"


def take_at_hand(connection: duckdb.DuckDBPyConnection, where: Mapping[str, str]) -> None:
    """Views of the records at hand: those that meet a condition, all where there is none."""
    for name in RECORDS:
        condition = f" WHERE {where[name]}" if name in where else ""
        connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM every_{name}{condition}")
    connection.execute(
        "CREATE TEMP VIEW order_source AS SELECT *, record_id AS order_id,"
        " coalesce(arrived_at, opened_at, settled_at) AS received_at FROM work_orders"
    )
    connection.execute("SET VARIABLE kinds_told = ?::BOOLEAN", [_kinds_told(connection)])
    _classify_items(connection)


def load_settings(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Maintenance plans and margin rates."""
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


def set_cut_off(connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> None:
    """The day on which the star ends, and what follows from it."""
    connection.execute("SET VARIABLE as_of = ?::DATE", [as_of])
    connection.execute("SET VARIABLE year_start = ?::DATE", [add_months(as_of, -12)])
    connection.execute("SET VARIABLE grace_months = ?::INTEGER", [GRACE_MONTHS])
    connection.execute("SET VARIABLE early_months = ?::INTEGER", [EARLY_MONTHS])
    connection.execute(
        "SET VARIABLE has_appointments ="
        " (SELECT count(*) > 0 FROM every_appointments WHERE booked_at < getvariable('as_of'))"
    )


def default_as_of(connection: duckdb.DuckDBPyConnection, *, today: dt.date) -> dt.date:
    """The day after the last settled order, else after the last delivery; never later than today."""
    row = connection.execute(
        "SELECT coalesce("
        "(SELECT max(day) FROM every_order LEFT JOIN"
        " (SELECT vin, min(delivery_day) AS d FROM every_vehicle_sales GROUP BY vin) USING (vin)"
        " WHERE status = 'settled' AND (d IS NULL OR day >= d)),"
        " (SELECT max(delivery_day) FROM every_vehicle_sales),"
        " (SELECT max(CAST(booked_at AS DATE)) FROM every_appointments WHERE booked_at <= ?),"
        " (SELECT max(CAST(answered_at AS DATE)) FROM every_surveys),"
        " (SELECT max(CAST(received_at AS DATE)) FROM every_complaints))",
        [today],
    ).fetchone()
    last = row[0] if row else None
    return min(today, last + dt.timedelta(days=1)) if isinstance(last, dt.date) else today


def _kinds_told(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any record says of what kind a visit was; where none does, an order is no repair either."""
    asked = " UNION ALL ".join(
        f"(SELECT 1 FROM every_{name} WHERE kinds > 0 LIMIT 1)" for name in ("work_orders", "order_lines")
    )
    if connection.execute(asked).fetchone():
        return True
    items = connection.execute(
        "SELECT item FROM every_order_lines UNION SELECT items FROM every_work_orders"
    ).fetchall()
    return any(item_kinds(item) for (item,) in items if item)


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


def run_step(connection: duckdb.DuckDBPyConnection, step: str) -> None:
    text = resources.files(__package__).joinpath("sql", f"{step}.sql").read_text(encoding="utf-8")
    connection.execute(text)


def write_table(connection: duckdb.DuckDBPyConnection, table: Table, rows: str, folder: Path) -> None:
    """Writes ``rows`` (SQL) to the file of a table of the star."""
    columns = ", ".join(f"CAST({c.name} AS {c.type}) AS {c.name}" for c in table.columns)
    connection.execute(
        f"COPY (SELECT {columns} FROM {rows}) TO {quoted(file_of(folder, table.name))} (FORMAT parquet)"
    )


def file_of(folder: Path, table: str) -> Path:
    """The file of a table of the star."""
    assert table in STAR
    return folder / f"{table}.parquet"


def quoted(path: Path) -> str:
    """A path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"
