"""What the calendars follow from, out of PostgreSQL and into DuckDB as tables."""

from __future__ import annotations

from pathlib import Path

import duckdb
from django.db.backends.utils import CursorWrapper

from liuke.vehicles.calendars.wanted import WANTED

_OF_WANTED = f" WHERE %s IN (SELECT vin FROM {WANTED})"

_FACTS: tuple[tuple[str, str, str, str], ...] = (
    (
        "car",
        "SELECT t.id, t.vin, t.brand, t.series, t.model, t.energy, t.delivery_day, t.invoice_day,"
        " t.registered_day, t.use, t.on_site_only, t.inspected_until FROM vehicles_vehicle AS t",
        "t.vin",
        "id UUID, vin VARCHAR, brand VARCHAR, series VARCHAR, model VARCHAR, energy_said VARCHAR,"
        " delivery_day DATE, invoice_day DATE, registered_day DATE, use VARCHAR, on_site_only BOOLEAN,"
        " inspected_until DATE",
    ),
    (
        "told_by_order",
        "SELECT t.vin, t.day, CASE WHEN c.id IS NULL THEN t.odometer_km ELSE c.km END,"
        " coalesce(t.kinds, 0) & 1 = 1 AND coalesce(t.status, '') NOT IN ('open', 'cancelled')"
        " FROM vehicles_workorder AS t LEFT JOIN vehicles_odometerreading AS c ON c.order_id = t.id",
        "t.vin",
        "vin VARCHAR, day DATE, km INTEGER, maintenance BOOLEAN",
    ),
    (
        "told_by_hand",
        "SELECT v.vin, t.day, t.km FROM vehicles_odometerreading AS t"
        " JOIN vehicles_vehicle AS v ON v.id = t.vehicle_id AND t.order_id IS NULL",
        "v.vin",
        "vin VARCHAR, day DATE, km INTEGER",
    ),
    (
        "told_by_car",
        "SELECT v.vin, max(t.at::date), max(t.odometer_km) FROM vehicles_telematicssnapshot AS t"
        " JOIN vehicles_vehicle AS v ON v.id = t.vehicle_id AND t.odometer_km IS NOT NULL",
        "v.vin",
        "vin VARCHAR, day DATE, km INTEGER",
    ),
    (
        "policy_end",
        "SELECT v.vin, t.kind, max(t.to_day) FROM vehicles_policy AS t"
        " JOIN vehicles_vehicle AS v ON v.id = t.vehicle_id AND NOT t.cancelled",
        "v.vin",
        "vin VARCHAR, kind VARCHAR, day DATE",
    ),
    (
        "declined",
        "SELECT v.vin, min(t.remind_day) FROM vehicles_declinedwork AS t"
        " JOIN vehicles_vehicle AS v ON v.id = t.vehicle_id AND t.state = 'open'",
        "v.vin",
        "vin VARCHAR, day DATE",
    ),
)
"""Table, its rows, the column of the VIN, what DuckDB reads them as."""
_SHAPE = """auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = ''"""
_GROUPED = {
    "told_by_car": " GROUP BY v.vin, date_trunc('month', t.at)",
    "policy_end": " GROUP BY v.vin, t.kind",
    "declined": " GROUP BY v.vin",
}


def load_facts(
    cursor: CursorWrapper, engine: duckdb.DuckDBPyConnection, *, scratch: Path, whole: bool
) -> None:
    """Makes the tables ``car``, ``reading``, ``service``, ``policy_end`` and ``declined`` in ``engine``."""
    for table, query, vin, columns in _FACTS:
        where = "" if whole else _OF_WANTED % vin
        _copy(cursor, f"{query}{where}{_GROUPED.get(table, '')}", scratch / f"{table}.csv")
        types = ", ".join(
            f"'{name}': '{type_}'" for name, type_ in (one.split() for one in columns.split(", "))
        )
        engine.execute(
            f"CREATE TEMP TABLE {table} AS"
            f" FROM read_csv('{scratch / table}.csv', {_SHAPE}, columns = {{{types}}})"
        )
    engine.execute(
        "CREATE TEMP TABLE reading AS"
        " SELECT vin, day, km, false AS by_hand FROM told_by_order WHERE km IS NOT NULL"
        " UNION ALL SELECT vin, day, km, false FROM told_by_car"
        " UNION ALL SELECT vin, day, km, true FROM told_by_hand"
    )
    engine.execute(
        "CREATE TEMP TABLE service AS"
        " SELECT vin, max(day) AS day FROM told_by_order WHERE maintenance GROUP BY vin"
    )


def _copy(cursor: CursorWrapper, query: str, path: Path) -> None:
    with path.open("wb") as file, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
        for block in copy:
            file.write(block)
