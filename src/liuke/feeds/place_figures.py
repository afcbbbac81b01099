"""The figures of one place, worked out from its part of the star."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from pydantic import TypeAdapter

from liuke.feeds.narrowed_star import narrowed
from liuke.feeds.places import Place
from liuke.insight.engine.duckdb_engine import DuckDbEngine
from liuke.insight.metrics.evaluate import evaluate
from liuke.insight.metrics.explain_absence import explain_absences
from liuke.insight.metrics.findings import Kpi, Series
from liuke.insight.metrics.resources import evaluate_resources
from liuke.insight.metrics.series import falling_keys, monthly_series
from liuke.insight.retention.describe_retention import describe_retention
from liuke.insight.retention.findings import Retention
from liuke.insight.star.settings import Settings

_KPIS, _SERIES, _RETENTION = TypeAdapter(list[Kpi]), TypeAdapter(list[Series]), TypeAdapter(Retention)


def figures_of(*, folder: Path, place: Place, as_of: dt.date, settings: Settings) -> dict[str, Any]:
    """Vital signs, their months, cohort map, and the size of a place, as JSON values."""
    connection = narrowed(folder, place)
    try:
        engine = DuckDbEngine(connection)
        series = monthly_series(engine=engine, as_of=as_of)
        kpis = evaluate(
            engine=engine, as_of=as_of, falling=falling_keys(series), default_plan=settings.default_plan
        )
        stores = _told(settings, place.stores)
        kpis += evaluate_resources(engine=engine, as_of=as_of, stores=stores)
        kpis = explain_absences(kpis, engine=engine, as_of=as_of, stores=stores)
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
