"""A table of the star as it is declared: columns with their type and a sentence about each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of a table: DuckDB type and a sentence about it (``liuke schema`` prints it)."""

    name: str
    type: str
    about: str


@dataclass(frozen=True)
class Table:
    name: str
    about: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)


def table(name: str, about: str, rows: str) -> Table:
    """Reads ``name | type | about`` lines; keeps the declarations below readable as a table."""
    columns = []
    for line in filter(str.strip, rows.splitlines()):
        column, type_, text = (part.strip() for part in line.split("|", 2))
        columns.append(Column(column, type_, text))
    return Table(name, about, tuple(columns))
