"""The staging store: one table per kind of row; it spills to a folder of this run, so memory is bounded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

from liuke.sheets.cleaning.cells import column_type
from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.fields.field import Field

MEMORY_LIMIT = "2GB"

ROW_GROUP_ROWS = 122_880
"""DuckDB shares a table out among threads in groups of so many rows; threads without one wait by asking."""

MARKS = ("source_file", "source_row", "fixed", "bad", "is_return")
"""Columns every staging table has besides its fields."""

_JUDGING_EMPTIES = ("plate",)
"""A field that judging may empty is a column even where no sheet has it."""


def open_staging(folder: Path, *, filled: Mapping[str, Collection[str]]) -> duckdb.DuckDBPyConnection:
    """A fresh staging store in ``folder``: the tables of all kinds, the notes, and the keys seen twice.

    ``filled`` names by kind the fields that any sheet has. The others can be asked for like these, but are
    not kept: of an order most exports have a third of the fields, and writing the empty rest took as long.

    It has one thread while rows come in, beside the one that reads them; ``all_threads`` gives it the others.
    """
    connection = duckdb.connect()  # spills to the folder; writing it there in the first place costs twice
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET threads = 1")
    connection.execute(f"SET temp_directory = '{folder / 'spill'}'")
    for kind in KINDS.values():
        kept = {*filled.get(kind.name, ()), *_JUDGING_EMPTIES}
        columns = ", ".join(_declared(field, kept=field.name in kept) for field in kind.fields)
        connection.execute(
            f"CREATE TABLE {kind.name} ({columns}, source_file INTEGER, source_row INTEGER,"
            " fixed BOOLEAN, bad BOOLEAN, is_return BOOLEAN)"
        )
    connection.execute(
        "CREATE TABLE note (source_file INTEGER, source_row INTEGER, field VARCHAR, reaction VARCHAR,"
        " code VARCHAR, value VARCHAR, suggestion VARCHAR)"
    )
    return connection


def _declared(field: Field, *, kept: bool) -> str:
    always_empty = "" if kept else " GENERATED ALWAYS AS (NULL)"
    return f"{field.name} {column_type(field)}{always_empty}"


def all_threads(connection: duckdb.DuckDBPyConnection, *, rows: int) -> None:
    """The processors for what is done with so many rows, if they are more than one row group."""
    if rows > ROW_GROUP_ROWS:
        connection.execute("RESET threads")
