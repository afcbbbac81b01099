"""Cleans one batch of rows: one statement finds the unusual cells, one writes the typed rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from liuke.sheets.cleaning.cells import (
    CELL_TYPES,
    ColumnContext,
    Reader,
    cast,
    reader_of,
)
from liuke.sheets.cleaning.repair import Repaired, Unusual
from liuke.sheets.cleaning.row_rules import is_return
from liuke.sheets.fields.field import Field
from liuke.values.reading import BadCell, OpenQuestion, Reading


@dataclass(frozen=True)
class Column:
    """One mapped column: its field, where it stands in the sheet, how its cells are read."""

    field: Field
    position: int
    time_position: int | None
    context: ColumnContext

    @property
    def key(self) -> str:
        return self.field.name

    @property
    def canonical(self) -> str:
        """The SQL condition that a cell needs no reader; one of another scale always does."""
        return "false" if self.context.scale else CELL_TYPES[self.field.type].is_canonical(self.key)


def batch_table(columns: Sequence[Column], rows: pa.Table) -> pa.Table:
    """The mapped columns of raw ``rows`` (number, c0, c1, …) under the names of their fields."""
    found = {"number": rows.column("number")}
    for column in columns:
        texts = rows.column(f"c{column.position}")
        if column.time_position is not None:
            times = rows.column(f"c{column.time_position}")
            joined = [
                f"{day.split(' ')[0]} {time.strip()}" if day and time and time.strip() else day
                for day, time in zip(texts.to_pylist(), times.to_pylist(), strict=True)
            ]
            texts = pa.array(joined, pa.string())
        found[column.key] = texts
    return pa.table(found)


@contextmanager
def registered(connection: duckdb.DuckDBPyConnection, **tables: pa.Table) -> Iterator[None]:
    """Tables that statements see under their names for the time being."""
    for name, table in tables.items():
        connection.register(name, table)
    try:
        yield
    finally:
        for name in tables:
            connection.unregister(name)


def find_unusual(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[Column], rows: pa.Table
) -> Mapping[str, Unusual]:
    """Reads every text of ``rows`` (a ``batch_table``) that is not in the kept form, by column."""
    selects = ", ".join(
        f"list(DISTINCT {c.key}) FILTER (WHERE {c.key} IS NOT NULL AND NOT {c.canonical}) AS {c.key}"
        for c in columns
    )
    with registered(connection, batch=rows):
        found = connection.execute(f"SELECT {selects} FROM batch").fetchone() or ()
    unusual = {}
    for column, texts in zip(columns, found, strict=True):
        if texts:
            unusual[column.key] = _read_all(sorted(texts), reader_of(column.field, column.context))
    return unusual


def _read_all(texts: list[str], read: Reader) -> Unusual:
    out = Unusual([], [], [], [], [], [], [])
    for text in texts:
        reading: Reading[str] = Reading(None)
        reason, suggestion = None, None
        try:
            reading = read(text)
        except BadCell as bad:
            reason, suggestion = bad.reason, bad.suggestion
        except OpenQuestion as question:
            reason = question.question
            out.questions.append(text)
        out.texts.append(text)
        out.kept.append(reading.value)
        out.fixes.append(list(reading.fixes))
        out.warnings.append(list(reading.warnings))
        out.reasons.append(reason)
        out.suggestions.append(suggestion)
    return out


def write_batch(
    connection: duckdb.DuckDBPyConnection, *, table: str, file: int, columns: Sequence[Column],
    unusual: Mapping[str, Unusual], rows: pa.Table,
) -> None:  # fmt: skip
    """Appends ``rows`` (a ``batch_table``) to the staging table and their notes to ``note``.

    ``fixed`` and ``bad`` mark rows with a repaired and with an unusable cell, ``is_return`` those with a
    negative price that say they are a return.
    """
    repaired = Repaired(rows)
    for key, found in unusual.items():
        repaired.put(key, found)
    names = [column.key for column in columns]
    returned = is_return(table, {name: repaired.name_of_raw(name) for name in names})
    with registered(connection, repaired=repaired.table()):
        connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}, source_file, source_row, fixed, bad, is_return)"
            f" SELECT {', '.join(map(_value, columns))}, {file}, number, fixed, bad, {returned} FROM repaired"
        )
    if repaired.remarked:
        with registered(connection, remarked=pa.concat_tables(repaired.remarked), remark=_remarks(unusual)):
            connection.execute(
                f"INSERT INTO note SELECT {file}, number, field, reaction, code, text, suggestion"
                " FROM remarked JOIN remark USING (field, text)"
            )


def _value(column: Column) -> str:
    value = cast(column.field, f"({column.key})")
    return f"{value} * 10000" if column.context.ten_thousands else value


def _remarks(unusual: Mapping[str, Unusual]) -> pa.Table:
    """Every remark on a text of a field."""
    rows = [(key, *remark) for key, found in unusual.items() for remark in found.remarks()]
    names = ("field", "text", "reaction", "code", "suggestion")
    columns = zip(*rows, strict=True)
    return pa.table({name: pa.array(c, pa.string()) for name, c in zip(names, columns, strict=True)})
