"""DuckDB over the star: a connection with one view per table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from liuke.values.refusal import Refusal

MEMORY_LIMIT = "3GB"


class StarIncomplete(Refusal):
    code = "star_incomplete"
    sentence = "The star in %(folder)s lacks the table %(table)s. Build it again."


def open_star(
    *, folder: Path, tables: Sequence[str] | None = None, spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with a view for each Parquet table of a star (without ``tables``: all there are).

    Raises StarIncomplete when one of ``tables`` is missing.
    """
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    if spill is not None:
        connection.execute(f"SET temp_directory = '{spill}'")
    for table in sorted(p.stem for p in folder.glob("*.parquet")) if tables is None else tables:
        path = folder / f"{table}.parquet"
        if not path.exists():
            raise StarIncomplete(folder=str(folder), table=table)
        source = str(path).replace("'", "''")
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{source}')")
    return connection


class DuckDbEngine:
    """Answers statements in the DuckDB dialect with DuckDB itself."""

    name = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()
