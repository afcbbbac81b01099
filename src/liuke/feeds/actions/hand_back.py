"""Writes grades and risks back to owners and cars, all of them at once."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

_OWNERS = """
    SELECT o.owner, meta.as_of, g.tier, g.calibrated_tier, g.score, o.visits_12, o.spend_12_fen,
        o.profit_12_fen, o.last_visit_day, r.risk, r.stake_fen
    FROM owner AS o
    JOIN owner_grade AS g USING (owner)
    CROSS JOIN meta
    LEFT JOIN (
        SELECT v.owner, max(s.probability) AS risk,
            CAST(round(sum(s.stake_yuan) * 100) AS BIGINT) AS stake_fen
        FROM scores AS s JOIN vehicle AS v USING (vin) WHERE s.active GROUP BY v.owner
    ) AS r USING (owner)
"""
_CARS = """
    SELECT v.vin, meta.as_of, coalesce(s.active, false), s.due_day, s.overdue_days, s.probability,
        CAST(round(s.stake_yuan * 100) AS BIGINT), v.last_visit_day, coalesce(r.reasons, '[]')
    FROM vehicle AS v
    CROSS JOIN meta
    LEFT JOIN scores AS s USING (vin)
    LEFT JOIN (
        SELECT vin, to_json(list(json_array(code, figures::JSON) ORDER BY rank)) AS reasons
        FROM score_reasons GROUP BY vin
    ) AS r USING (vin)
"""

_TAKE_OWNERS = """
    INSERT INTO owners_standing (owner_id, as_of, tier, calibrated_tier, score, visits_12, spend_12_fen,
        profit_12_fen, last_visit_day, risk, stake_fen)
    SELECT DISTINCT ON (k.owner_id) k.owner_id, f.as_of, f.tier, f.calibrated_tier, f.score, f.visits_12,
        f.spend_12_fen, f.profit_12_fen, f.last_visit_day, f.risk, f.stake_fen
    FROM found_owner AS f JOIN owners_sourcekey AS k ON k.value = f.key
    ORDER BY k.owner_id, f.profit_12_fen DESC
    ON CONFLICT (owner_id) DO UPDATE SET as_of = excluded.as_of, tier = excluded.tier,
        calibrated_tier = excluded.calibrated_tier, score = excluded.score, visits_12 = excluded.visits_12,
        spend_12_fen = excluded.spend_12_fen, profit_12_fen = excluded.profit_12_fen,
        last_visit_day = excluded.last_visit_day, risk = excluded.risk, stake_fen = excluded.stake_fen;
    DELETE FROM owners_standing AS s
    WHERE NOT EXISTS (
        SELECT FROM owners_sourcekey AS k JOIN found_owner AS f ON f.key = k.value
        WHERE k.owner_id = s.owner_id
    )
"""
_TAKE_CARS = """
    INSERT INTO vehicles_outlook (vehicle_id, as_of, active, due_day, overdue_days, probability, stake_fen,
        last_visit_day, reasons)
    SELECT v.id, f.as_of, f.active, f.due_day, f.overdue_days, f.probability, f.stake_fen,
        f.last_visit_day, f.reasons
    FROM found_car AS f JOIN vehicles_vehicle AS v USING (vin)
    ON CONFLICT (vehicle_id) DO UPDATE SET as_of = excluded.as_of, active = excluded.active,
        due_day = excluded.due_day, overdue_days = excluded.overdue_days, probability = excluded.probability,
        stake_fen = excluded.stake_fen, last_visit_day = excluded.last_visit_day, reasons = excluded.reasons;
    DELETE FROM vehicles_outlook AS o USING vehicles_vehicle AS v
    WHERE v.id = o.vehicle_id AND NOT EXISTS (SELECT FROM found_car AS f WHERE f.vin = v.vin)
"""


def hand_back(star: duckdb.DuckDBPyConnection) -> None:
    """``star`` is the connection of a diagnosis, with the tables of grades and scores it left there.

    Owners and cars that came after the star was written keep what they have, or nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE found_owner (key text, as_of date, tier text, calibrated_tier text, score int,"
            " visits_12 int, spend_12_fen bigint, profit_12_fen bigint, last_visit_day date, risk float8,"
            " stake_fen bigint) ON COMMIT DROP;"
            "CREATE TEMP TABLE found_car (vin text, as_of date, active boolean, due_day date,"
            " overdue_days int, probability float8, stake_fen bigint, last_visit_day date, reasons jsonb)"
            " ON COMMIT DROP"
        )
        _copy(star, cursor, _OWNERS, "found_owner")
        _copy(star, cursor, _CARS, "found_car")
        cursor.execute(_TAKE_OWNERS)
        cursor.execute(_TAKE_CARS)


def _copy(star: duckdb.DuckDBPyConnection, cursor: CursorWrapper, query: str, table: str) -> None:
    with tempfile.TemporaryDirectory(prefix="liuke-scores-") as scratch:
        text = Path(scratch) / "rows.csv"
        star.execute(f"COPY ({query}) TO '{text}' (FORMAT csv, HEADER false)")
        with text.open("rb") as file, cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
            while block := file.read(1 << 20):
                copy.write(block)
    cursor.execute(f"ANALYZE {table}")
