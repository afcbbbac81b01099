"""Vehicle calendars: all cars of a large group worked out from the tables, a day later, and one car alone.

python -m bench calendar
"""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from bench.console_import import empty_platform
from bench.figures import Chapter, Figure
from bench.measure import timed

CARS = int(os.environ.get("LIUKE_BENCH_CARS", "1000000"))
ORDERS_A_CAR = 5
AS_OF = dt.date(2026, 3, 10)

_CARS = """
    INSERT INTO vehicles_vehicle (vin, brand, series, model, energy, plate, delivery_day, store_id)
    SELECT 'LSVAA4187' || lpad(n::text, 8, '0'), '远航', '系列' || n %% 8, '车型' || n %% 24,
        (ARRAY['燃油', '混动', '纯电', '插电混动'])[1 + n %% 4], '沪A' || lpad((n %% 100000)::text, 5, '0'),
        date '2016-01-01' + (n::bigint * 7919 %% 3600)::int, %s
    FROM generate_series(0, %s - 1) AS n
"""
_ORDERS = """
    INSERT INTO vehicles_workorder (vin, store_id, key, order_no, part, source, source_row, day, opened_at,
        status, kinds, odometer_km)
    SELECT v.vin, v.store_id, v.vin || '-' || k, v.vin || '-' || k, 0, 0, 0, d.day, d.day, 'settled',
        1 + (h + k) %% 3, (20 + h %% 60) * (d.day - v.delivery_day)
            * CASE WHEN (h + k) %% 97 = 0 THEN 5 ELSE 1 END
    FROM (SELECT *, abs(hashtext(vin)) %% 100000 AS h FROM vehicles_vehicle) AS v
    CROSS JOIN generate_series(1, %s) AS k
    CROSS JOIN LATERAL (SELECT v.delivery_day + k * (150 + h %% 120)::int AS day) AS d
    WHERE d.day < %s
"""
_POLICIES = """
    INSERT INTO vehicles_policy (id, version, changed_at, changed_by, vehicle_id, kind, insurer, number,
        from_day, to_day, cancelled)
    SELECT gen_random_uuid(), 1, now(), 'bench', id, 'compulsory', '', '', day - 364, day, false
    FROM (SELECT *, %s + abs(hashtext(vin)) %% 360 AS day FROM vehicles_vehicle) AS v
    WHERE abs(hashtext(vin)) %% 10 < 3
"""


def run() -> Chapter:
    """Seconds on the clock; processor time of Python and DuckDB, without PostgreSQL's, beside them."""
    with empty_platform():
        orders = _fill()
        figures = _measured(orders)
    command = "LIUKE_BENCH_CARS=1000000 python -m bench calendar"
    return Chapter("calendar", "Vehicle calendars", command, figures)


def _fill() -> int:
    from django.db import connection
    from django.utils import timezone

    from liuke.org.models import Store

    store = Store(
        code="S", name="一店", pinyin="y", initials="y", changed_at=timezone.now(), changed_by="bench"
    )
    store.save()
    with connection.cursor() as cursor:
        cursor.execute(_CARS, [store.pk, CARS])
        cursor.execute("ANALYZE vehicles_vehicle")
        cursor.execute(_ORDERS, [ORDERS_A_CAR, AS_OF])
        orders = int(cursor.rowcount)
        cursor.execute(_POLICIES, [AS_OF])
        cursor.execute("ANALYZE")
    return orders


def _measured(orders: int) -> list[Figure]:
    from liuke.vehicles.calendars.follow import follow
    from liuke.vehicles.calendars.refresh import refresh_calendars

    found: dict[str, Any] = {}
    bare = timed(_bare_scan)
    first = timed(lambda: found.update(rows=refresh_calendars(as_of=AS_OF)))
    later = timed(lambda: found.update(later=refresh_calendars(as_of=AS_OF + dt.timedelta(days=1))))
    one = timed(lambda: follow(["LSVAA418700000007"], as_of=AS_OF))
    goal = "≤ 60" if CARS >= 1_000_000 else ""
    size = f"{CARS:,} cars, {orders:,} orders"
    return [
        Figure(f"{size}: bare scan of both tables", bare[0], "s", "", "cars and orders read out and counted"),
        Figure(f"{size}: all calendars", first[0], "s", goal, f"{_rate(first)}; {found['rows']:,} written"),
        Figure("a day later", later[0], "s", goal, f"{_rate(later)}; {found['later']:,} differed"),
        Figure("one car, with its plates", one[0] * 1000, "ms", "", ""),
    ]


def _rate(measured: tuple[float, float]) -> str:
    return f"{CARS / measured[0]:,.0f} cars/s, processors {measured[1]:.1f} s besides PostgreSQL"


def _bare_scan() -> None:
    """The columns the calendars need, to the client and no further."""
    from django.db import connection

    queries = (
        "SELECT id, vin, brand, series, model, energy, delivery_day FROM vehicles_vehicle",
        "SELECT vin, day, odometer_km, kinds FROM vehicles_workorder",
    )
    with connection.cursor() as cursor:
        for query in queries:
            with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
                assert sum(len(block) for block in copy) > 0
