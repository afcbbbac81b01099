"""A dealer group on paper: due services by month, series, district, store … with a return rate for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

import duckdb
import pandas as pd
import pytest

from liuke.insight.drilldown.find_always_low import find_always_low
from liuke.insight.drilldown.find_changes import find_changes
from liuke.insight.drilldown.findings import SliceChange
from liuke.insight.drilldown.question import Dimension

FIRST = 24_000
VALUES = {
    "series": ("ES6", "ET5", "EC6", "ES8"),
    "district": ("城南", "城北", "城东", "城西", "高新"),
    "store": ("east", "west", "north"),
}

Cell = Mapping[str, str]
Law = Callable[[int, Cell], float]


def due_services(
    rate: Law,
    *,
    months: int = 30,
    units: Law = lambda month, cell: 40,
    values: Mapping[str, Sequence[str]] = VALUES,
) -> pd.DataFrame:
    """Every combination of ``values`` in every month: ``units`` due, ``rate`` of them returned, to the fraction."""
    rows = []
    for month in range(months):
        for combination in product(*values.values()):
            cell = dict(zip(values, combination, strict=True))
            count = units(month, cell)
            if count > 0:
                rows.append(
                    {"month": FIRST + month, **cell, "units": count, "value": count * rate(month, cell)}
                )
    return pd.DataFrame(rows)


def dimensions_of(table: pd.DataFrame) -> list[Dimension]:
    """Every column but the figures, in the order of the table; a model's parent is its series."""
    names = [c for c in table.columns if c not in ("month", "units", "value", "value_sq")]
    return [Dimension(name, place, "series" if name == "model" else None) for place, name in enumerate(names)]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def table() -> Callable[..., pd.DataFrame]:
    return due_services


@pytest.fixture
def changes(connection: duckdb.DuckDBPyConnection) -> Callable[..., list[SliceChange]]:
    """Asks for the changes of a table."""

    def ask(rows: pd.DataFrame, **asked: object) -> list[SliceChange]:
        connection.register("due", rows)
        usual = {"table": "due", "dimensions": dimensions_of(rows), "measure": "share", "worse": "lower"}
        return find_changes(
            connection=connection, **{**usual, "last_month": int(rows["month"].max()), **asked}
        )

    return ask


@pytest.fixture
def lows(connection: duckdb.DuckDBPyConnection) -> Callable[..., list[SliceChange]]:
    """Asks for what has always been low in a table."""

    def ask(rows: pd.DataFrame, **asked: object) -> list[SliceChange]:
        connection.register("due", rows)
        usual = {"table": "due", "dimensions": dimensions_of(rows), "measure": "share", "worse": "lower"}
        return find_always_low(
            connection=connection, **{**usual, "last_month": int(rows["month"].max()), **asked}
        )

    return ask
