"""The figures of a place: the same metrics over the rows of its stores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
from pydantic import TypeAdapter

from liuke.insight.engine.duckdb_engine import DuckDbEngine, open_star
from liuke.insight.metrics.evaluate import evaluate
from liuke.insight.metrics.findings import Kpi, Series
from liuke.insight.metrics.resources import evaluate_resources
from liuke.insight.metrics.series import falling_keys, monthly_series
from liuke.insight.retention.describe_retention import describe_retention
from liuke.insight.retention.findings import Retention
from liuke.insight.star.settings import Settings
from liuke.org.models import Store

_BY_STORE = ("vehicle", "visit", "work_order", "line", "appointment", "survey", "complaint")
_KPIS, _SERIES, _RETENTION = TypeAdapter(list[Kpi]), TypeAdapter(list[Series]), TypeAdapter(Retention)


@dataclass(frozen=True)
class Place:
    """The group (neither id), a region or a store, with the names of its stores."""

    region_id: UUID | None
    store_id: UUID | None
    stores: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return self.region_id is None and self.store_id is None


def places() -> list[Place]:
    """The group, its regions and its stores."""
    stores = list(Store.objects.order_by("id").values_list("id", "region_id", "name"))
    regions: dict[UUID, list[str]] = {}
    for _, region, name in stores:
        if region is not None:
            regions.setdefault(region, []).append(name)
    return [
        Place(None, None, tuple(name for _, _, name in stores)),
        *(Place(region, None, tuple(names)) for region, names in regions.items()),
        *(Place(None, store, (name,)) for store, _, name in stores),
    ]


def narrowed(folder: Path, place: Place) -> duckdb.DuckDBPyConnection:
    """The star as far as it concerns a place: its visits, the cars that are at home there, their owners."""
    if place.whole:
        return open_star(folder=folder)
    connection = duckdb.connect()
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in place.stores)
    for path in sorted(folder.glob("*.parquet")):
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


def figures_of(*, folder: Path, place: Place, as_of: dt.date, settings: Settings) -> dict[str, Any]:
    """Vital signs, their months, cohort map, and the size of a place, as JSON values."""
    connection = narrowed(folder, place)
    try:
        engine = DuckDbEngine(connection)
        series = monthly_series(engine=engine, as_of=as_of)
        kpis = evaluate(
            engine=engine, as_of=as_of, falling=falling_keys(series), default_plan=settings.default_plan
        )
        kpis += evaluate_resources(engine=engine, as_of=as_of, stores=_told(settings, place.stores))
        retention = describe_retention(connection=connection, as_of=as_of)
        return {
            "kpis": _KPIS.dump_python(kpis, mode="json", by_alias=True),
            "series": _SERIES.dump_python(series, mode="json", by_alias=True),
            "retention": _RETENTION.dump_python(retention, mode="json", by_alias=True),
            "size": _size(connection),
        }
    finally:
        connection.close()


def _told(settings: Settings, stores: Sequence[str]) -> Mapping[str, Any]:
    return {name: facts for name, facts in settings.stores.items() if name in stores}


def _size(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM vehicle), (SELECT count(*) FROM owner), (SELECT count(*) FROM visit)"
    ).fetchone()
    assert row is not None
    return dict(zip(("vehicles", "owners", "visits"), map(int, row), strict=True))
