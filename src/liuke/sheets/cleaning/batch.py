"""Cleans one batch of rows: one statement finds the unusual cells, one writes the typed rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True)
class Unusual:
    """The texts of one column that are not in the kept form, each read once.

    Parallel lists: the text, what is kept (None: empty), the codes of fixes and warnings, the reason it
    cannot be kept and what it may have been meant to be.
    """

    texts: list[str]
    kept: list[str | None]
    fixes: list[list[str]]
    warnings: list[list[str]]
    reasons: list[str | None]
    suggestions: list[str | None]
    questions: list[str]

    @property
    def told(self) -> bool:
        """Whether any of the texts has a fix, a warning or a reason to note."""
        return any(self.fixes) or any(self.warnings) or any(self.reasons)

    def table(self) -> pa.Table:
        strings = pa.list_(pa.string())
        return pa.table(
            {
                "text": pa.array(self.texts, pa.string()),
                "kept": pa.array(self.kept, pa.string()),
                "fixes": pa.array(self.fixes, strings),
                "warnings": pa.array(self.warnings, strings),
                "reason": pa.array(self.reasons, pa.string()),
                "suggestion": pa.array(self.suggestions, pa.string()),
            }
        )


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


def find_unusual(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> Mapping[str, Unusual]:
    """Reads every text of the registered ``batch`` that is not in the kept form, by column."""
    selects = ", ".join(
        f"list(DISTINCT {c.key}) FILTER (WHERE {c.key} IS NOT NULL"
        f" AND NOT {CELL_TYPES[c.field.type].is_canonical(c.key)}) AS {c.key}"
        for c in columns
    )
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
    unusual: Mapping[str, Unusual],
) -> None:  # fmt: skip
    """Appends the registered ``batch`` to the staging table and its notes to ``note``.

    ``fixed`` and ``bad`` mark rows with a repaired and with an unusable cell, ``is_return`` those that say
    they are a return.
    """
    joins, texts = [], {}
    for column in columns:
        key = column.key
        if key in unusual:
            connection.register(f"unusual_{key}", unusual[key].table())
            joins.append(f"LEFT JOIN unusual_{key} AS u_{key} ON batch.{key} = u_{key}.text")
            texts[key] = f"CASE WHEN u_{key}.text IS NULL THEN batch.{key} ELSE u_{key}.kept END"
        else:
            texts[key] = f"batch.{key}"
    values = [_value(column, texts[column.key]) for column in columns]
    names = [column.key for column in columns]
    returned = is_return(table, {name: f"batch.{name}" for name in names})
    fixed = " OR ".join(f"len(u_{key}.fixes) > 0" for key in unusual) or "false"
    bad = " OR ".join(f"u_{key}.reason IS NOT NULL" for key in unusual) or "false"
    connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}, source_file, source_row, fixed, bad, is_return) "
        f"SELECT {', '.join(values)}, {file}, batch.number, "
        f"coalesce({fixed}, false), coalesce({bad}, false), {returned} "
        f"FROM batch {' '.join(joins)}"
    )
    for key, found in unusual.items():
        if found.told:
            _write_notes(connection, file, key)
        connection.unregister(f"unusual_{key}")


def _value(column: Column, text: str) -> str:
    value = cast(column.field, f"({text})")
    return f"{value} * 10000" if column.context.ten_thousands else value


def _write_notes(connection: duckdb.DuckDBPyConnection, file: int, key: str) -> None:
    """A note per row and remark on its cell, joined from the few texts that have one."""
    notes = [
        f"SELECT text, '{reaction}' AS reaction, unnest({codes}) AS code, NULL AS suggestion"
        f" FROM unusual_{key}"
        for reaction, codes in (("fixed", "fixes"), ("warned", "warnings"))
    ]
    notes.append(f"SELECT text, 'rejected', reason, suggestion FROM unusual_{key} WHERE reason IS NOT NULL")
    connection.execute(
        "INSERT INTO note SELECT ?, batch.number, ?, n.reaction, n.code, n.text, n.suggestion"
        f" FROM batch JOIN ({' UNION ALL '.join(notes)}) AS n ON batch.{key} = n.text",
        [file, key],
    )
