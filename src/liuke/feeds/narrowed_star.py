"""The star as far as it concerns one place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from liuke.feeds.places import Place
from liuke.insight.engine.duckdb_engine import open_star

_BY_STORE = ("vehicle", "visit", "work_order", "line", "appointment", "survey", "complaint")


def narrowed(folder: Path, place: Place, *, tables: Sequence[str] | None = None) -> duckdb.DuckDBPyConnection:
    """The star as far as it concerns a place: its visits, the cars that are at home there, their owners.

    Every view costs milliseconds, so whoever needs few names its ``tables``.
    """
    if place.whole:
        return open_star(folder=folder, tables=tables)
    connection = duckdb.connect()
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in place.stores)
    for path in sorted(folder.glob("*.parquet")):
        if tables is not None and path.stem not in tables:
            continue
        where = {
            **dict.fromkeys(_BY_STORE, f"WHERE store IN ({names})"),
            "owner": "WHERE owner IN (SELECT owner FROM vehicle)",
            "ownership": "WHERE vin IN (SELECT vin FROM vehicle)",
        }.get(path.stem, "")
        source = str(path).replace("'", "''")
        statement = f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{source}') {where}"
        if path.stem in ("owner", "ownership"):
            statement = statement.replace("FROM vehicle)", f"FROM ({_cars(folder, names)}))")
        connection.execute(statement)
    return connection


def _cars(folder: Path, names: str) -> str:
    source = str(folder / "vehicle.parquet").replace("'", "''")
    return f"SELECT vin, owner FROM read_parquet('{source}') WHERE store IN ({names})"
