"""The scores of all cars as tables of the connection, for the workbook, the platform and any SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from liuke.insight.churn.cars import Cars, Floats
from liuke.insight.churn.reasons import Flags, NamedReason
from liuke.insight.value.statistical_value import CarValues

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Scored:
    """The cars of today with their scores, in equally long arrays.

    ``stake_yuan`` is probability × value if kept for the cars still ours, 0 for those asleep.
    """

    cars: Cars
    probability: Floats
    values: CarValues
    ours: Flags
    stake_yuan: Floats


def write_scores(*, connection: duckdb.DuckDBPyConnection, scored: Scored) -> None:
    """Makes the temporary table ``scores``: one row per car seen or delivered within the lookback.

    vin, store, adviser (of the last visit), contact_day (last visit, else delivery), due_day, overdue_days
    (negative: still so many days), hazard, probability, active (still ours), expected_profit_12_yuan,
    value_yuan (discounted profit of the horizon, probability included), stake_yuan.
    """
    cars = scored.cars
    due = cars.table["due_day"].to_numpy()
    rows = cars.table.select(["vin", "store", "adviser", "contact_day", "due_day"])
    for name, column in (
        ("overdue_days", (np.datetime64(cars.cutoff) - due).astype("timedelta64[D]").astype(np.int32)),
        ("hazard", cars.feature("hazard").astype(np.float64)),
        ("probability", scored.probability),
        ("active", scored.ours),
        ("expected_profit_12_yuan", scored.values.first_year),
        ("value_yuan", scored.values.expected),
        ("stake_yuan", scored.stake_yuan),
    ):
        rows = rows.append_column(name, pa.array(column))
    _make_table(connection, "scores", rows)


def write_reasons(
    *, connection: duckdb.DuckDBPyConnection, vins: Sequence[str], reasons: Sequence[Sequence[NamedReason]]
) -> None:
    """Makes the temporary table ``score_reasons``: vin, rank (1: heaviest), code, figures (JSON), weight.

    ``weight`` is how far the probability would fall if the reason went away.
    """
    rows = [
        (vin, rank, reason.code, json.dumps(reason.figures), reason.weight)
        for vin, named in zip(vins, reasons, strict=True)
        for rank, reason in enumerate(named, start=1)
    ]
    columns = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    types = (pa.string(), pa.int32(), pa.string(), pa.string(), pa.float64())
    arrays = [pa.array(list(column), type_) for column, type_ in zip(columns, types, strict=True)]
    names = ["vin", "rank", "code", "figures", "weight"]
    _make_table(connection, "score_reasons", pa.Table.from_arrays(arrays, names=names))


def _make_table(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("churn_rows", rows)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM churn_rows")
    connection.unregister("churn_rows")
