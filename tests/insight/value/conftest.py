"""CDNOW, 23,570 customers of 1997: the purchases every one of these models was published on."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def cdnow_folder() -> Path:
    folder = Path(os.environ.get("LIUKE_REAL_DATA", PROJECT.parent / "shared" / "data")) / "cdnow"
    if not folder.is_dir():
        pytest.skip(f"no public data in {folder} (set LIUKE_REAL_DATA)")
    return folder


@pytest.fixture(scope="session")
def given_summary(cdnow_folder: Path) -> dict[str, np.ndarray]:
    """The published summary of the 2,357 customers of the sample."""
    with (cdnow_folder / "cdnow_customers_summary_with_transactions.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in ("ID", "x", "t_x", "T", "zbar")}


@pytest.fixture(scope="session")
def purchases(cdnow_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The raw purchases of the sample as table ``cds``."""
    connection = duckdb.connect()
    lines = (cdnow_folder / "CDNOW_sample.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line.strip()]
    columns = {"customer": 1, "day": 2, "amount": 4}
    raw = pa.table({name: [row[i] for row in rows] for name, i in columns.items()})
    connection.register("raw", raw)
    connection.execute(
        """CREATE TABLE cds AS SELECT customer::INTEGER AS customer, strptime(day, '%Y%m%d')::DATE AS day,
           amount::DECIMAL(10, 2) AS amount FROM raw"""
    )
    yield connection
    connection.close()
