"""DuckDB over the star: a connection with one view per table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from liuke.values.refusal import Refusal

MEMORY_LIMIT = "3GB"


class StarIncomplete(Refusal):
    code = "star_incomplete"
    sentence = "The star in %(folder)s lacks the table %(table)s. Build it again."


def open_star(
    *, folder: Path, tables: tuple[str, ...], spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with a view for each Parquet table of a star. Raises StarIncomplete."""
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    if spill is not None:
        connection.execute(f"SET temp_directory = '{spill}'")
    for table in tables:
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
