"""Stars of a few rows, written down by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from liuke.insight.star.schema import STAR

Rows = list[dict[str, Any]]


@pytest.fixture
def star_of() -> Iterator[Callable[..., duckdb.DuckDBPyConnection]]:
    """star_of(owner=[{…}, …], visit=[…]): the tables of the star with these rows; what is not given is NULL."""
    connection = duckdb.connect()

    def fill(**tables: Rows) -> duckdb.DuckDBPyConnection:
        for table in STAR.values():
            columns = ", ".join(f"{c.name} {c.type}" for c in table.columns)
            connection.execute(f"CREATE OR REPLACE TABLE {table.name} ({columns})")
            for row in tables.get(table.name, []):
                names, marks = ", ".join(row), ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(row.values()))
        return connection

    yield fill
    connection.close()
