"""The staging store: one table per kind of row; it spills to a folder of this run, so memory is bounded."""

from __future__ import annotations

from pathlib import Path

import duckdb

from liuke.sheets.cleaning.cells import column_type
from liuke.sheets.fields.catalogue import KINDS

MEMORY_LIMIT = "2GB"

ROW_GROUP_ROWS = 122_880
"""DuckDB shares a table out among threads in groups of so many rows; threads without one wait by asking."""

MARKS = ("source_file", "source_row", "fixed", "bad", "is_return")
"""Columns every staging table has besides its fields."""


def open_staging(folder: Path) -> duckdb.DuckDBPyConnection:
    """A fresh staging store in ``folder``: the tables of all kinds, the notes, and the keys seen twice.

    It has one thread while rows come in, beside the one that reads them; ``all_threads`` gives it the others.
    """
    connection = duckdb.connect()  # spills to the folder; writing it there in the first place costs twice
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET threads = 1")
    connection.execute(f"SET temp_directory = '{folder / 'spill'}'")
    for kind in KINDS.values():
        columns = ", ".join(f"{f.name} {column_type(f)}" for f in kind.fields)
        connection.execute(
            f"CREATE TABLE {kind.name} ({columns}, source_file INTEGER, source_row INTEGER,"
            " fixed BOOLEAN, bad BOOLEAN, is_return BOOLEAN)"
        )
    connection.execute(
        "CREATE TABLE note (source_file INTEGER, source_row INTEGER, field VARCHAR, reaction VARCHAR,"
        " code VARCHAR, value VARCHAR, suggestion VARCHAR)"
    )
    return connection


def all_threads(connection: duckdb.DuckDBPyConnection, *, rows: int) -> None:
    """The processors for what is done with so many rows, if they are more than one row group."""
    if rows > ROW_GROUP_ROWS:
        connection.execute("RESET threads")
