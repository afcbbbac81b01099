"""What only shows when rows are held against each other: remarks and review lists, never a rejection."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from liuke.values.vin import wrong_check_digit

SHARED_BY_MORE_THAN = 3
"""A phone on more owners than this goes to the review list."""

NAMES = 20
"""So many of the owners of a phone are told by name."""

_VISIT_DAY = "CAST(coalesce(arrived_at, opened_at, settled_at) AS DATE)"


@dataclass(frozen=True)
class PlateMove:
    """Plates seen on more than one car, an example, and the cars of the example in order of time."""

    plates: int
    plate: str
    vins: tuple[str, ...]


@dataclass(frozen=True)
class PhoneOnManyOwners:
    """``names`` are the first of the owners' names."""

    phone: str
    owners: int
    vehicles: int
    names: tuple[str, ...]


def check_across(connection: duckdb.DuckDBPyConnection) -> None:
    """Writes the remarks of all cross checks to ``note``."""
    _check_digits(connection)
    _before_delivery(connection)
    _odometers(connection)
    _line_totals(connection)


def _remark(field: str, code: str, value: str, rows: str) -> str:
    noted = f"source_file, source_row, '{field}', 'warned', '{code}', {value}, NULL"
    return f"INSERT INTO note SELECT {noted} {rows}"


def _check_digits(connection: duckdb.DuckDBPyConnection) -> None:
    for kind in ("vehicle_sales", "work_orders"):
        vins = [row[0] for row in connection.execute(f"SELECT DISTINCT vin FROM accepted_{kind}").fetchall()]
        wrong = [vin for vin, bad in zip(vins, wrong_check_digit(vins), strict=True) if bad]
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE odd_vin AS SELECT unnest(?::VARCHAR[]) AS vin", [wrong]
        )
        connection.execute(
            _remark("vin", "vin_check_digit", "vin", f"FROM accepted_{kind} JOIN odd_vin USING (vin)")
        )


def _before_delivery(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        _remark(
            "vin",
            "before_delivery",
            f"CAST({_VISIT_DAY} AS VARCHAR)",
            "FROM accepted_work_orders JOIN (SELECT vin, min(delivery_day) AS delivered FROM "
            f"accepted_vehicle_sales GROUP BY vin) USING (vin) WHERE {_VISIT_DAY} < delivered",
        )
    )


def _odometers(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        _remark(
            "odometer_km",
            "odometer_fell",
            "CAST(odometer_km AS VARCHAR)",
            "FROM (SELECT source_file, source_row, odometer_km, max(odometer_km) OVER (PARTITION BY vin"
            " ORDER BY coalesce(arrived_at, opened_at, settled_at)"
            " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before"
            " FROM accepted_work_orders WHERE odometer_km IS NOT NULL) WHERE odometer_km < before",
        )
    )


def _line_totals(connection: duckdb.DuckDBPyConnection) -> None:
    """Settled amount against the sum of its lines, less the discount, with a fen of rounding."""
    connection.execute(
        _remark(
            "total_fen",
            "differs_from_lines",
            "CAST(total_fen / 100.0 AS DECIMAL(14, 2))::VARCHAR",
            "FROM accepted_work_orders AS o JOIN (SELECT store, order_no, sum(amount_fen) AS lines_fen,"
            " sum(discount_fen) AS off_fen FROM accepted_order_lines WHERE amount_fen IS NOT NULL"
            " GROUP BY store, order_no) AS l"
            " ON o.order_no = l.order_no AND (o.store = l.store OR l.store IS NULL OR o.store IS NULL)"
            " WHERE abs(lines_fen - total_fen) > 1"
            " AND abs(lines_fen - coalesce(discount_fen, 0) - total_fen) > 1"
            " AND abs(lines_fen - coalesce(off_fen, 0) - total_fen) > 1",
        )
    )


def moved_plates(connection: duckdb.DuckDBPyConnection) -> PlateMove | None:
    """Plates that stand on several cars, or None."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE moved_plate AS SELECT plate FROM (SELECT plate, vin FROM"
        " accepted_vehicle_sales UNION ALL SELECT plate, vin FROM accepted_work_orders)"
        " WHERE plate IS NOT NULL GROUP BY plate HAVING count(DISTINCT vin) > 1"
    )
    row = connection.execute("SELECT count(*), min(plate) FROM moved_plate").fetchone()
    if row is None or not row[0]:
        return None
    vins = connection.execute(
        "SELECT vin FROM (SELECT plate, vin, delivery_day AS day FROM accepted_vehicle_sales UNION ALL"
        f" SELECT plate, vin, {_VISIT_DAY} FROM accepted_work_orders) WHERE plate = ?"
        " GROUP BY vin ORDER BY min(day), vin",
        [row[1]],
    ).fetchall()
    return PlateMove(int(row[0]), str(row[1]), tuple(str(vin) for (vin,) in vins))


def drop_moved_plates(connection: duckdb.DuckDBPyConnection) -> None:
    """For the answer that a plate on two cars is a mistake: such plates are kept on none of them."""
    for kind in ("vehicle_sales", "work_orders"):
        connection.execute(
            _remark(
                "plate", "plate_dropped", "plate", f"FROM accepted_{kind} SEMI JOIN moved_plate USING (plate)"
            )
        )
        connection.execute(f"UPDATE {kind} SET plate = NULL WHERE plate IN (SELECT plate FROM moved_plate)")


def phones_on_many_owners(connection: duckdb.DuckDBPyConnection) -> list[PhoneOnManyOwners]:
    """Phones that stand beside more than three owners, the most first; nobody is merged because of them.

    A row without a name speaks of the owner whom another row of its phone and car names, else of whom any row
    of the car names, else of somebody unknown.
    """
    rows = connection.execute(_MANY_OWNERS, {"most": SHARED_BY_MORE_THAN, "names": NAMES}).fetchall()
    return [
        PhoneOnManyOwners(str(p), int(owners), int(cars), tuple(names)) for p, owners, cars, names in rows
    ]


_MANY_OWNERS = """
WITH said AS (
    SELECT phone, owner_name, vin FROM accepted_vehicle_sales
    UNION ALL SELECT phone, owner_name, vin FROM accepted_work_orders
),
suspect AS (
    SELECT phone FROM said WHERE phone IS NOT NULL
    GROUP BY phone HAVING count(DISTINCT coalesce(owner_name, vin)) > $most
),
beside AS (
    SELECT phone, vin, coalesce(owner_name, max(owner_name) OVER (PARTITION BY phone, vin)) AS name
    FROM (SELECT DISTINCT phone, vin, owner_name FROM said SEMI JOIN suspect USING (phone))
),
car AS (
    SELECT vin, max(owner_name) AS name FROM said SEMI JOIN beside USING (vin) GROUP BY vin
)
SELECT
    phone,
    count(DISTINCT coalesce(name, vin)) AS owners,
    count(DISTINCT vin),
    coalesce(list_sort(list(DISTINCT name) FILTER (name IS NOT NULL))[:$names], [])
FROM (SELECT phone, vin, coalesce(beside.name, car.name) AS name FROM beside JOIN car USING (vin))
GROUP BY phone HAVING owners > $most ORDER BY owners DESC, phone LIMIT 1000
"""
