"""A star of any size with a known law of leaving, made by DuckDB alone (10 M visits in a minute or two).

Every car keeps its own rhythm and may leave after each visit; a bad answer, a long wait, a weak adviser and
age raise the chance. One leaver in seven comes back after a year or more. Nothing here uses the code under
test, so that what the tests find is found.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from liuke.insight.star.schema import STAR

SERIES = "list_value('ES6','ET5','ES8','EC6','远行','凌云','星辰','晨曦','赤兔','灵犀')"
BATCH = 100_000
"""Cars laid out at a time: bounds the memory."""


def make_star(
    *, folder: Path, vehicles: int, as_of: dt.date, years: int, seed: int = 1, eager: float = 1.0
) -> Path:
    """Writes the star's Parquet files into ``folder`` and returns it.

    ``eager`` 2 means: twice as many visits a year, half the chance to leave after each.
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(
        f"CREATE MACRO u(a, b) AS (hash(a, b, {int(seed)}) % 1000003 + 0.5) / 1000003.0",
    )
    connection.execute("CREATE MACRO gauss(a, b) AS sqrt(-2 * ln(u(a, b))) * cos(2 * pi() * u(a, b + 7777))")
    connection.execute(CAR, {"vehicles": vehicles, "as_of": as_of, "eager": eager})
    start = as_of - dt.timedelta(days=round(365.25 * years))
    for first in range(0, vehicles, BATCH):
        how = "CREATE TEMP TABLE stop AS" if first == 0 else "INSERT INTO stop"
        bounds = {"as_of": as_of, "start": start, "first": first, "last": first + BATCH - 1, "eager": eager}
        connection.execute(f"{how} {VISIT}", bounds)
    for table, rows in FACTS.items():
        _write(connection, table, rows, folder, as_of)
    connection.close()
    return folder


def open_star(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the star's tables as views, as the diagnosis opens it."""
    connection = duckdb.connect()
    for table in STAR:
        connection.execute(f"CREATE VIEW {table} AS FROM read_parquet('{folder / table}.parquet')")
    return connection


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, rows: str, folder: Path, as_of: dt.date
) -> None:
    dated = rows.replace("$as_of", f"DATE '{as_of}'")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW made AS {dated}")
    made = {row[0] for row in connection.execute("DESCRIBE made").fetchall()}
    columns = ", ".join(
        f"CAST({c.name if c.name in made else 'NULL'} AS {c.type}) AS {c.name}" for c in STAR[table].columns
    )
    connection.execute(f"COPY (SELECT {columns} FROM made) TO '{folder / table}.parquet' (FORMAT parquet)")


CAR = f"""
CREATE TEMP TABLE car AS
SELECT
    i,
    format('LK{{:015d}}', i) AS vin,
    {SERIES}[1 + (u(i, 1) * 10)::INTEGER % 10] AS series,
    (u(i, 1) * 10)::INTEGER % 10 AS series_no,
    CASE WHEN u(i, 1) < 0.5 THEN '纯电' ELSE '燃油' END AS energy,
    1 + (u(i, 2) * 12)::INTEGER % 12 AS store_no,
    1 + (u(i, 3) * 8)::INTEGER % 8 AS district_no,
    CASE WHEN u(i, 4) < 0.93 THEN $as_of::DATE - (5 + u(i, 5) * 8 * 365)::INTEGER END AS delivery_day,
    $as_of::DATE - (5 + u(i, 5) * 8 * 365)::INTEGER AS start_day,
    (110 + 170 * u(i, 6)) / $eager AS rhythm,
    15000000 + (u(i, 7) * 30000000)::BIGINT AS price_fen,
    0.02 + 0.16 * u(i, 8) * u(i, 8) + 0.004 * (1 + (u(i, 3) * 8)::INTEGER % 8) AS fickle,
    exp(0.35 * gauss(i, 9)) AS wealth,
    20 + 30 * u(i, 10) AS km_per_day
FROM range($vehicles) AS t(i)
"""

VISIT = """
WITH slot AS (
    SELECT car.*, k, i * 128 + k AS s, u(i * 128 + k, 1) AS mood,
           8 + 70 * u(i * 128 + k, 2) * u(i * 128 + k, 2) AS wait,
           1 + (u(i, 20) * 8 + (k // 6)::INTEGER)::INTEGER % 8 AS adviser_no
    FROM car, range(1, (25 * $eager)::INTEGER) AS t(k) WHERE i BETWEEN $first AND $last
), voice AS (
    SELECT *, CASE WHEN mood < 0.04 THEN 1 WHEN mood < 0.09 THEN 2 WHEN mood < 0.16 THEN 3
                   WHEN mood < 0.45 THEN 4 ELSE 5 END AS answer
    FROM slot
), fate AS (
    SELECT *, u(s, 3) < (fickle + 0.14 * (answer <= 2)::INTEGER + 0.06 * (wait > 50)::INTEGER
                         + 0.012 * (adviser_no - 4) + 0.008 * k) / $eager AS leaves
    FROM voice
), gap AS (
    SELECT *, rhythm * (0.75 + 0.5 * u(s, 4)) * (1 + 0.02 * k) * CASE WHEN k = 1 THEN 0.8 ELSE 1 END
              + CASE WHEN coalesce(lag(leaves) OVER car_, false)
                     THEN CASE WHEN u(s, 5) < 0.14 THEN 330 + 500 * u(s, 6) ELSE 9000 END ELSE 0 END AS days
    FROM fate WINDOW car_ AS (PARTITION BY i ORDER BY k)
), placed AS (
    SELECT *, start_day + (sum(days) OVER (PARTITION BY i ORDER BY k))::INTEGER AS day FROM gap
)
SELECT *, CASE WHEN u(s, 7) < 0.72 THEN 1 WHEN u(s, 7) < 0.88 THEN 2 WHEN u(s, 7) < 0.92 THEN 4
               WHEN u(s, 7) < 0.95 THEN 8 WHEN u(s, 7) < 0.98 THEN 16 ELSE 32 END AS kind
FROM placed WHERE day < $as_of AND day >= $start
"""

FACTS = {
    "visit": """
    WITH money AS (
        SELECT *, (wealth * exp(0.3 * gauss(s, 30)) * (70000 + 4000 * series_no)
                   * CASE kind WHEN 2 THEN 1.6 WHEN 4 THEN 4 WHEN 8 THEN 0.7 ELSE 1 END)::BIGINT AS fen
        FROM stop
    )
    SELECT
        s AS visit_id, vin, '1' || substr(vin, 8) AS owner, '门店' || store_no AS store, '华东' AS region,
        day, year(day) * 12 + month(day) - 1 AS month, 8 + (u(s, 11) * 9)::INTEGER AS hour, kind AS kinds,
        kind = 1 AS maintenance, fen AS revenue_fen, CASE kind WHEN 8 THEN 0 ELSE fen END AS owner_paid_fen,
        (fen * 0.42)::BIGINT AS profit_fen, (fen * 0.4)::BIGINT AS labour_fen,
        (fen * 0.65)::BIGINT AS parts_fen,
        (fen * 0.05)::BIGINT AS discount_fen, ((day - start_day) * km_per_day)::INTEGER AS odometer_km,
        true AS odometer_plausible, '顾问' || store_no || '-' || adviser_no AS adviser, wait AS wait_minutes,
        1 AS orders, CASE WHEN delivery_day IS NOT NULL THEN day - delivery_day END AS age_days,
        row_number() OVER car_ AS visit_rank, lag(day) OVER car_ AS previous_day,
        max(CASE WHEN kind = 1 THEN day END)
            OVER (PARTITION BY vin ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            AS previous_maintenance_day,
        lead(day) OVER car_ AS next_day,
        CASE WHEN u(s, 12) < 0.4 THEN answer END AS satisfaction
    FROM money WINDOW car_ AS (PARTITION BY vin ORDER BY k)
    """,
    "vehicle": """
    WITH seen AS (
        SELECT vin, count(*) AS visits, min(day) AS first_visit_day, max(day) AS last_visit_day,
               arg_max(adviser_no, k) AS adviser_no, count(*) FILTER (WHERE kind = 1) AS maintenance_visits
        FROM stop GROUP BY vin
    )
    SELECT
        car.vin, '1' || substr(car.vin, 8) AS owner, '留客汽车' AS brand, series, series || '标准版' AS model,
        energy, '20-30' AS price_band, price_fen, '门店' || store_no AS store, '华东' AS region,
        '城区' || district_no AS district, delivery_day, 6 AS first_due_months, 12 AS second_due_months,
        coalesce(visits, 0) AS visits, coalesce(maintenance_visits, 0) AS maintenance_visits,
        first_visit_day, last_visit_day, '门店' || store_no AS last_store,
        '顾问' || store_no || '-' || adviser_no AS last_adviser, 0 AS complaints
    FROM car LEFT JOIN seen USING (vin)
    """,
    "survey": """
    SELECT '门店' || store_no AS store, vin, '1' || substr(vin, 8) AS owner, s AS visit_id,
           '顾问' || store_no || '-' || adviser_no AS adviser, day + 2 AS day,
           year(day + 2) * 12 + month(day + 2) - 1 AS month, answer AS satisfaction
    FROM stop WHERE u(s, 12) < 0.4 AND day + 2 < $as_of
    """,
    "complaint": """
    SELECT '门店' || store_no AS store, vin, s AS visit_id, day + 1 AS day, u(s, 14) < 0.6 AS solved,
           '异响' AS symptom
    FROM stop WHERE answer = 1 AND u(s, 13) < 0.3 AND day + 1 < $as_of
    """,
    "owner": "SELECT '1' || substr(vin, 8) AS owner, '1' || substr(vin, 8) AS phone, '林' AS name FROM car",
    "ownership": "SELECT vin, '1' || substr(vin, 8) AS owner FROM car",
    "meta": """
    SELECT $as_of AS as_of, $as_of - 2000 AS earliest_order_day, 'margin_rate' AS profit_basis,
           true AS has_kinds
    """,
    "work_order": "SELECT s AS order_id FROM stop WHERE false",
    "line": "SELECT s AS order_id FROM stop WHERE false",
    "appointment": "SELECT vin FROM stop WHERE false",
}
