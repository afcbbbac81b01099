"""Stars for the tests of churn: a synthetic group with a known law of leaving, and cars made by hand."""

from __future__ import annotations

import datetime as dt
import runpy
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from liuke.insight.star.schema import STAR

AS_OF = dt.date(2024, 10, 1)
MAKER = runpy.run_path(str(Path(__file__).with_name("synthetic_star.py")))

Star = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture(scope="session")
def group_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six years of a group of 8,000 cars, about 30,000 visits."""
    return MAKER["make_star"](
        folder=tmp_path_factory.mktemp("star"), vehicles=8_000, as_of=AS_OF, years=6, seed=3
    )


@pytest.fixture(scope="session")
def star_maker() -> dict[str, Callable[..., object]]:
    return MAKER


@pytest.fixture
def group(group_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = MAKER["open_star"](group_folder)
    yield connection
    connection.close()


@pytest.fixture
def hand_star() -> Iterator[Star]:
    """Makes a star of a few cars: ``hand_star(vehicle=[{...}], visit=[{...}], survey=[{...}], …)``.

    Rows name the columns that matter; the rest is NULL. What the star works out about a visit from the car's
    other visits is worked out here.
    """
    made: list[duckdb.DuckDBPyConnection] = []

    def make(**tables: Sequence[dict[str, object]]) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        made.append(connection)
        for table in STAR.values():
            columns = ", ".join(f"{c.name} {c.type}" for c in table.columns)
            connection.execute(f"CREATE TABLE {table.name} ({columns})")
            rows = tables.get(table.name, ())
            if rows:
                names = {name for row in rows for name in row}
                connection.register("given", pa.table({n: [row.get(n) for row in rows] for n in names}))
                connection.execute(f"INSERT INTO {table.name} BY NAME FROM given")
        if not tables.get("meta"):
            connection.execute("INSERT INTO meta VALUES (?, NULL, 'margin_rate', true, NULL)", [AS_OF])
        _work_out(connection)
        return connection

    yield make
    for connection in made:
        connection.close()


def _work_out(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        CREATE OR REPLACE TABLE visit AS
        SELECT v.* REPLACE (
            row_number() OVER (ORDER BY v.day, v.vin, v.store) AS visit_id,
            coalesce(v.maintenance, v.kinds & 1 = 1, false) AS maintenance,
            coalesce(v.odometer_plausible, true) AS odometer_plausible,
            coalesce(v.profit_fen, v.revenue_fen * 4 // 10) AS profit_fen,
            coalesce(v.owner_paid_fen, v.revenue_fen) AS owner_paid_fen,
            v.day - c.delivery_day AS age_days,
            row_number() OVER car AS visit_rank,
            lag(v.day) OVER car AS previous_day,
            lead(v.day) OVER car AS next_day)
        FROM visit AS v LEFT JOIN vehicle AS c USING (vin)
        WINDOW car AS (PARTITION BY v.vin ORDER BY v.day, v.store)
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TABLE vehicle AS
        SELECT c.* REPLACE (v.first_day AS first_visit_day, v.last_day AS last_visit_day,
            coalesce(c.owner, c.vin) AS owner)
        FROM vehicle AS c
        LEFT JOIN (SELECT vin, min(day) AS first_day, max(day) AS last_day FROM visit GROUP BY vin) AS v
            USING (vin)
        """
    )
