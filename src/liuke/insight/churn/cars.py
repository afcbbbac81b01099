"""The cars of one cut-off day in memory: a matrix for the model, a table for everything else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from liuke.insight.churn.features import NAMES, Cutoff, features_statement, outcomes_statement
from liuke.insight.value.expected_profit import Earnings, age_code
from liuke.values.period import add_months

if TYPE_CHECKING:
    import duckdb

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cars:
    """``table`` has a row per car, ordered by VIN; ``features`` the FEATURES of the same rows, NaN unknown.

    ``gone`` and ``profit_yuan`` tell the 12 months after the cut-off; they are empty when it is not over.
    """

    cutoff: dt.date
    table: pa.Table
    features: NDArray[np.float32]
    gone: NDArray[np.bool_]
    profit_yuan: Floats

    def __len__(self) -> int:
        return len(self.features)

    def feature(self, name: str) -> NDArray[np.float32]:
        return self.features[:, NAMES.index(name)]

    def column(self, name: str) -> Floats:
        """A numeric column of the table as floats, NaN unknown."""
        return np.asarray(self.table[name].to_numpy(), dtype=np.float64)

    def earnings(self, probability: Floats) -> Earnings:
        """What the value of these cars is worked out from."""
        series = self.table["series"].combine_chunks().dictionary_encode(null_encoding="encode")
        return Earnings(
            age=age_code(self.column("age_year")),
            series=series.indices.to_numpy().astype(np.int64),
            series_names=tuple(name or "" for name in series.dictionary.to_pylist()),
            yearly_yuan=self.feature("profit_24") / self.column("exposure_years"),
            visits=self.feature("visits_24").astype(np.float64),
            probability=probability,
        )

    def take(self, rows: NDArray[np.int64]) -> Cars:
        """Only the cars in these rows, in this order."""
        known = self.gone.size > 0
        return Cars(
            self.cutoff,
            self.table.take(pa.array(rows)),
            self.features[rows],
            self.gone[rows] if known else self.gone,
            self.profit_yuan[rows] if known else self.profit_yuan,
        )

    def seen_since(self, day: dt.date) -> NDArray[np.bool_]:
        """Cars that came, or were delivered, on that day or later."""
        return np.asarray(self.table["contact_day"].to_numpy() >= np.datetime64(day))


def read_cars(*, connection: duckdb.DuckDBPyConnection, cutoff: Cutoff, with_outcome: bool) -> Cars:
    """Reads the cars of a cut-off day, with what they did in the 12 months after it if wanted."""
    statement, used = f"FROM ({features_statement(cutoff)}) ORDER BY vin", cutoff.parameters
    if with_outcome:
        statement = f"""
            SELECT f.*, o.vin IS NULL AS gone, coalesce(o.profit_yuan, 0)::DOUBLE AS profit_after_yuan
            FROM ({features_statement(cutoff)}) AS f
            LEFT JOIN ({outcomes_statement(cutoff)}) AS o USING (vin)
            ORDER BY f.vin
        """
        used["after_12"] = add_months(cutoff.day, 12)
    table = connection.execute(statement, used).to_arrow_table()
    features = np.empty((table.num_rows, len(NAMES)), dtype=np.float32)
    for column, name in enumerate(NAMES):
        features[:, column] = table[name].to_numpy()
    gone = table["gone"].to_numpy().astype(bool) if with_outcome else np.empty(0, dtype=bool)
    profit = table["profit_after_yuan"].to_numpy() if with_outcome else np.empty(0)
    return Cars(cutoff.day, table.drop_columns(list(NAMES)), features, gone, profit)
