"""Stars of a few rows, written down by hand."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
import pytest

from liuke.insight.star.schema import STAR

Rows = list[dict[str, Any]]


@pytest.fixture
def star_of():
    """star_of(owner=[{…}, …], visit=[…]): the tables of the star with these rows; what is not given is NULL."""
    with duckdb.connect() as connection:

        def fill(**tables: Rows) -> duckdb.DuckDBPyConnection:
            for table in STAR.values():
                columns = ", ".join(f"{c.name} {c.type}" for c in table.columns)
                connection.execute(f"CREATE OR REPLACE TABLE {table.name} ({columns})")
                rows = tables.get(table.name, [])
                given = {
                    c: [row.get(c) for row in rows] for c in table.names if any(c in row for row in rows)
                }
                if given:
                    connection.register("given", pa.table(given))
                    connection.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM given")
            return connection

        yield fill
