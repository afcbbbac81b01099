"""Makes the star of a large dealer group in SQL: cars with their own rhythm, leavers, six kinds of records.

Every draw is a hash of what it is drawn for, so the same size is the same group on every machine.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import time
from pathlib import Path

AS_OF = dt.date(2024, 10, 1)
VISITS_PER_CAR = 9.5
_FOLDER = Path(os.environ.get("LIUKE_BENCH_DATA", Path(tempfile.gettempdir()) / "liuke-bench"))

_MACROS = """
CREATE MACRO u(a, b, what) AS (hash(a, b, what) % 1000003) / 1000003.0;
CREATE MACRO bell(a, b, what) AS u(a, b, what || 1) + u(a, b, what || 2) + u(a, b, what || 3) - 1.5;
CREATE MACRO pick(list, r) AS list[1 + CAST(floor(r * len(list)) AS INTEGER)];
"""

_CARS = """
CREATE TEMP TABLE car AS
SELECT
    c,
    printf('LSVAA4187%08d', c) AS vin,
    DATE '2015-10-01' + CAST(floor(3260 * u(c, 0, 'day')) AS INTEGER) AS delivery_day,
    CAST(floor(20 * u(c, 0, 'store')) AS INTEGER) AS home,
    CAST(floor(24 * power(u(c, 0, 'model'), 1.4)) AS INTEGER) AS model_no,
    75 + 95 * u(c, 0, 'rhythm') AS rhythm,
    -- how many visits its owner makes before going elsewhere
    CAST(floor(ln(u(c, 0, 'leave') + 1e-9) / ln(0.965)) AS INTEGER) AS stays
FROM range({cars}) AS t(c);

CREATE TEMP TABLE trip AS
SELECT *, day AS d FROM (
    SELECT
        c.*, k,
        delivery_day + CAST(round(k * rhythm + 50 * bell(c, k, 'early')) AS INTEGER) AS day,
        k = stays AS last
    FROM car AS c, range(40) AS r(k)
    WHERE k >= 1 AND k <= stays AND delivery_day + CAST(k * rhythm AS INTEGER) < DATE '{as_of}' + 30
)
WHERE day < DATE '{as_of}' AND day >= delivery_day;
"""

_SALES = """
SELECT
    vin, delivery_day, delivery_day - 12 AS sold_day, '第' || home || '店' AS store,
    '区域' || home % 4 AS region, '销售' || home || '-' || c % 6 AS seller, '远航' AS brand,
    '系列' || model_no // 3 AS series, '车型' || model_no AS model,
    pick(['燃油', '混动', '纯电'], u(model_no, 0, 'energy')) AS energy,
    8000000 + 1500000 * model_no AS price_fen, printf('沪A%05d', c % 100000) AS plate,
    -- one owner in twelve has a second car
    printf('139%08d', CASE WHEN u(c, 0, 'second') < 0.08 THEN c // 2 ELSE c END) AS phone,
    '车主' || c AS owner_name, pick(['男', '女'], u(c, 0, 'gender')) AS gender,
    DATE '1955-01-01' + CAST(17000 * u(c, 0, 'birthday') AS INTEGER) AS birthday,
    '片区' || CAST(floor(36 * u(home, c % 5, 'district')) AS INTEGER) AS district,
    pick(['到店', '网络', '转介绍', '车展'], u(c, 0, 'channel')) AS channel
FROM car
"""

_ORDERS = """
SELECT
    '第' || store_no || '店' AS store, '区域' || store_no % 4 AS region,
    'R' || c || '-' || k AS order_no, vin, printf('沪A%05d', c % 100000) AS plate,
    printf('139%08d', CASE WHEN u(c, 0, 'second') < 0.08 THEN c // 2 ELSE c END) AS phone,
    came AS arrived_at, came AS opened_at, started AS started_at,
    started + to_minutes(CAST(30 + 240 * power(u(c, k, 'work'), 3) AS INTEGER)) AS finished_at,
    started + to_minutes(300) AS settled_at,
    CASE WHEN u(c, k, 'status') < 0.97 THEN 'settled' ELSE 'cancelled' END AS status,
    kinds, CASE WHEN kinds & 2 <> 0
        THEN pick(['异响', '漏油', '抖动', '故障灯', '空调不凉'], u(c, k, 'symptom')) END AS symptom,
    CAST((d - delivery_day) * (20 + 40 * u(c, 0, 'km')) AS INTEGER) AS odometer_km,
    '顾问' || store_no || '-' || CAST(floor(8 * u(c, k // 3, 'adviser')) AS INTEGER) AS adviser,
    '技师' || store_no || '-' || CAST(floor(12 * u(c, k, 'technician')) AS INTEGER) AS technician,
    labour AS labour_fen, parts AS parts_fen, labour + parts AS total_fen,
    CASE WHEN kinds = 4 THEN CAST((labour + parts) * 0.8 AS BIGINT) END AS insurer_fen,
    CAST(parts * 0.7 AS BIGINT) AS parts_cost_fen, CAST(labour * 0.4 AS BIGINT) AS labour_cost_fen
FROM (
    SELECT *, came + to_minutes(CAST(4 + 40 * power(u(c, k, 'wait'), 2) AS INTEGER)) AS started,
        CAST(6000 + 60000 * u(c, k, 'labour') * CASE WHEN kinds = 4 THEN 6 ELSE 1 END AS BIGINT) AS labour,
        CAST(8000 + 110000 * u(c, k, 'parts') * CASE WHEN kinds = 4 THEN 6 ELSE 1 END AS BIGINT) AS parts
    FROM (
        SELECT *, CASE WHEN u(c, k, 'away') < 0.06 THEN (home + 1) % 20 ELSE home END AS store_no,
            CASE WHEN k <= 2 THEN 1 ELSE pick([1, 1, 1, 1, 1, 3, 2, 2, 4, 16], u(c, k, 'kind')) END AS kinds,
            d + to_hours(8 + CAST(floor(9 * u(c, k, 'hour')) AS INTEGER))
                + to_minutes(CAST(59 * u(c, k, 'minute') AS INTEGER)) AS came
        FROM trip
    )
)
"""

_LINES = """
SELECT
    o.store, o.order_no, CAST(n AS VARCHAR) AS line_no,
    pick(['机油', '机油滤清器', '空气滤清器', '刹车片', '轮胎', '电瓶', '雨刮片', '空调滤清器', '四轮定位',
        '保养工时'], u(o.order_no, n, 'item')) AS item,
    CAST(1 AS DECIMAL(14, 3)) AS quantity, CAST(o.total_fen / lines AS BIGINT) AS amount_fen,
    CAST(o.total_fen / lines * 0.6 AS BIGINT) AS cost_fen, o.technician
FROM (
    SELECT *, 1 + CAST(floor(4 * u(order_no, 0, 'lines')) AS INTEGER) AS lines
    FROM work_orders WHERE u(order_no, 0, 'has lines') < {with_lines}
) AS o, range(1, 5) AS r(n)
WHERE n <= lines
"""

_APPOINTMENTS = """
SELECT
    store, 'B' || order_no AS booking_no, vin,
    arrived_at + to_minutes(CAST(30 * bell(order_no, 0, 'punctual') AS INTEGER)) AS booked_at,
    arrived_at, started_at, order_no,
    CASE WHEN u(order_no, 0, 'show') < 0.93 THEN 'kept' ELSE 'no_show' END AS status
FROM work_orders WHERE u(order_no, 0, 'booked') < 0.4
"""

_SURVEYS = """
SELECT
    store, 'S' || order_no AS survey_no, order_no, vin, arrived_at + INTERVAL 2 DAY AS answered_at, adviser,
    greatest(1, least(5, CAST(round(4.5 - 1.5 * leaving + 1.4 * bell(order_no, 0, 'score')) AS INTEGER)))
        AS satisfaction,
    greatest(0, least(10, CAST(round(8.6 - 2.5 * leaving + 3 * bell(order_no, 0, 'nps')) AS INTEGER))) AS nps
FROM (
    SELECT *, CAST(lead(vin) OVER (PARTITION BY vin ORDER BY arrived_at) IS NULL AS INTEGER) AS leaving
    FROM work_orders
)
WHERE u(order_no, 0, 'asked') < 0.25
"""

_COMPLAINTS = """
SELECT
    store, 'C' || order_no AS complaint_no, order_no, vin, arrived_at + INTERVAL 1 DAY AS received_at,
    arrived_at + INTERVAL 4 DAY AS due_at,
    CASE WHEN u(order_no, 0, 'solved') < 0.94 THEN arrived_at + INTERVAL 3 DAY END AS solved_at, symptom,
    CASE WHEN u(order_no, 0, 'solved') < 0.94 THEN 'solved' ELSE 'open' END AS status
FROM work_orders WHERE u(order_no, 0, 'complains') < 0.004
"""


def star_of(*, visits: int, with_lines: float = 0.6) -> Path:
    """Folder of a star of about ``visits`` visits, made once for a program and kept in LIUKE_BENCH_DATA.

    ``with_lines`` is the share of orders whose lines are known, 2.5 each.
    """
    from liuke.insight.star.common_facts import program

    folder = _FOLDER / f"star_{visits}_{with_lines:g}_{program()[:8]}"
    if (folder / "meta.parquet").exists():
        return folder
    for other in _FOLDER.glob(f"star_{visits}_{with_lines:g}*"):
        shutil.rmtree(other)
    started = time.perf_counter()
    making = folder.with_name(f"{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    (making / "records").mkdir(parents=True)
    make_records(making / "records", cars=round(visits / VISITS_PER_CAR), with_lines=with_lines)
    from liuke.insight.star.build import build_star

    recorded = time.perf_counter()
    build_star(records=making / "records", folder=making / "star", today=AS_OF, as_of=AS_OF)
    built = time.perf_counter()
    (making / "star").rename(folder)
    shutil.rmtree(making)
    print(f"made {folder}: records {recorded - started:.0f} s, star {built - recorded:.0f} s")
    return folder


def make_records(folder: Path, *, cars: int, with_lines: float) -> None:
    """One Parquet per kind of record."""
    import duckdb

    from liuke.insight.star.schema import RECORDS

    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '3GB'; SET temp_directory = '{folder / 'spill'}'")
    connection.execute(_MACROS)
    connection.execute(_CARS.format(cars=cars, as_of=AS_OF.isoformat()))
    for name, sql in (
        ("vehicle_sales", _SALES),
        ("work_orders", _ORDERS),
        ("order_lines", _LINES.format(with_lines=with_lines)),
        ("appointments", _APPOINTMENTS),
        ("surveys", _SURVEYS),
        ("complaints", _COMPLAINTS),
    ):
        path = folder / f"{name}.parquet"
        told = {row[0] for row in connection.execute(f"DESCRIBE ({sql})").fetchall()}
        columns = [
            f"CAST({c.name if c.name in told else 'NULL'} AS {c.type}) AS {c.name}"
            for c in RECORDS[name].columns
            if c.name not in ("source_file", "source_row")
        ]
        connection.execute(
            f"COPY (SELECT {', '.join(columns)}, 0 AS source_file,"
            f" CAST(row_number() OVER () AS INTEGER) AS source_row FROM ({sql})) TO '{path}' (FORMAT parquet)"
        )
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
    connection.close()
    shutil.rmtree(folder / "spill", ignore_errors=True)
