"""Works out the calendars of all cars, or of some, and writes those that differ."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import duckdb
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from liuke.vehicles.calendars.decided import load_inspections, load_setting, load_terms
from liuke.vehicles.calendars.facts import load_facts
from liuke.vehicles.calendars.next_sql import kinds_expression, next_statement
from liuke.vehicles.calendars.terms import Catalogue, read_catalogue, with_paces
from liuke.vehicles.calendars.wanted import want
from liuke.vehicles.models import ModelPace
from liuke.vehicles.rules.spelling import spelling_key

ENOUGH_CARS = 30
"""From so many cars on a series has a pace of its own."""
_COLUMNS = {
    "vehicle_id": ("id", "uuid"),
    "car_model_id": ("car_model_id", "uuid"),
    "energy": ("energy", "text"),
    "km_day": ("km_day", "date"),
    "km": ("km", "int"),
    "km_per_day": ("per_day", "float8"),
    "evidence": ("evidence", "smallint"),
    "flagged": ("flagged", "int"),
    "maintenance_day": ("maintenance_day", "date"),
    "maintenance_from": ("maintenance_from", "date"),
    "maintenance_to": ("maintenance_to", "date"),
    "maintenance_km": ("maintenance_km", "int"),
    "maintenance_by": ("maintenance_by", "text"),
    "inspection_day": ("inspection_day", "date"),
    "inspection_on_site": ("inspection_on_site", "boolean"),
    "compulsory_day": ("compulsory_day", "date"),
    "commercial_day": ("commercial_day", "date"),
    "guarantee_day": ("guarantee_day", "date"),
    "warranty_day": ("warranty_day", "date"),
    "battery_day": ("battery_day", "date"),
    "declined_day": ("declined_day", "date"),
    "next_day": ("next_day", "date"),
    "next_kinds": (kinds_expression(), "text[]"),
}
"""The columns of the table, how DuckDB says each, and its type."""


def refresh_calendars(*, as_of: dt.date, vins: Sequence[str] | None = None) -> int:
    """Brings the calendars of ``vins`` (None: of all cars) up to a day; how many rows were written.

    Paces of series are learnt when all cars are looked at, and kept for the others.
    """
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        tempfile.TemporaryDirectory(prefix="liuke-calendar-") as name,
        duckdb.connect(config={"memory_limit": "2GB", "temp_directory": f"{name}/spill"}) as engine,
    ):
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
        engine.execute("SET enable_progress_bar = false")
        if vins is not None:
            want(cursor, vins)
        load_facts(cursor, engine, scratch=Path(name), whole=vins is None)
        load_setting(engine, as_of)
        engine.execute(_sql("1_mileage"))
        catalogue = read_catalogue()
        if vins is None:
            catalogue = _learn_paces(engine, catalogue)
        load_terms(engine, catalogue, as_of)
        load_inspections(engine, as_of)
        engine.execute(_sql("2_items"))
        engine.execute(_sql("3_dated"))
        engine.execute(next_statement())
        return _take(cursor, engine, Path(name) / "calendar.csv")


def _learn_paces(engine: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> Catalogue:
    slopes: dict[str, list[tuple[float, int]]] = {}
    found = engine.execute(
        "SELECT c.brand, c.series, median(s.slope), count(*) FROM slope AS s JOIN car AS c USING (vin)"
        f" GROUP BY c.brand, c.series HAVING count(*) >= {ENOUGH_CARS}"
    ).fetchall()
    for brand, series, pace, cars in found:
        slopes.setdefault(spelling_key(brand, series), []).append((pace, cars))
    paces = {
        key: (
            sum(pace * cars for pace, cars in parts) / sum(cars for _, cars in parts),
            sum(c for _, c in parts),
        )
        for key, parts in slopes.items()
    }
    ModelPace.objects.all().delete()
    ModelPace.objects.bulk_create(
        ModelPace(key=key, km_per_day=pace, cars=cars) for key, (pace, cars) in sorted(paces.items())
    )
    return with_paces(catalogue, ((key, pace) for key, (pace, _) in paces.items()))


def _take(cursor: CursorWrapper, engine: duckdb.DuckDBPyConnection, path: Path) -> int:
    said = ", ".join(f"{expression} AS {name}" for name, (expression, _) in _COLUMNS.items())
    engine.execute(f"COPY (SELECT {said} FROM with_next) TO '{path}' (FORMAT csv, HEADER false)")
    types = ", ".join(f"{name} {type_}" for name, (_, type_) in _COLUMNS.items())
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS found_calendar ({types}) ON COMMIT DROP")
    cursor.execute("TRUNCATE found_calendar")
    with path.open("rb") as file, cursor.copy("COPY found_calendar FROM STDIN (FORMAT csv)") as copy:
        while block := file.read(1 << 20):
            copy.write(block)
    cursor.execute("ANALYZE found_calendar")
    names = list(_COLUMNS)
    now, was = (", ".join(f"{side}.{name}" for name in names[1:]) for side in ("excluded", "c"))
    cursor.execute(
        f"INSERT INTO vehicles_calendar AS c ({', '.join(names)})"
        f" SELECT {', '.join(f'f.{name}' for name in names)} FROM found_calendar AS f"
        f" ON CONFLICT (vehicle_id) DO UPDATE SET ({', '.join(names[1:])}) = ROW ({now})"
        f" WHERE ({was}) IS DISTINCT FROM ({now})"
    )
    return int(cursor.rowcount)


def _sql(name: str) -> str:
    return resources.files(__package__).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
