"""The cars of a problem held against all others: prices, satisfaction, waits, and what did not move."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from liuke.insight.diagnosis.units import UNITS, Units
from liuke.insight.drilldown.findings import SliceChange

LEAST_CASES = 30
"""Fewer cases than this on either side are not held against each other."""

_LOOK_BACK_MONTHS = 18
_NOT_MOVED_P = 0.05

_FIGURES: Mapping[str, str] = {
    "price": "SELECT vin, revenue_fen / 100.0 AS figure FROM visit WHERE maintenance AND {recent}",
    "service": "SELECT vin, CAST(satisfaction >= 4 AS DOUBLE) AS figure FROM survey"
    " WHERE satisfaction IS NOT NULL AND {recent}",
    "wait": "SELECT vin, wait_minutes AS figure FROM visit WHERE wait_minutes IS NOT NULL AND {recent}",
    "quality": "SELECT vin, CAST(returned_day IS NULL AS DOUBLE) AS figure FROM work_order"
    " WHERE status = 'settled' AND (kinds & 2) <> 0 AND symptom IS NOT NULL AND {recent}"
    " AND day < (SELECT as_of FROM meta)",
    "booking": "SELECT vin, CAST(punctual AS DOUBLE) AS figure FROM appointment WHERE due AND {recent}"
    " AND (SELECT count(started_at) > 0 FROM appointment)",
}


@dataclass(frozen=True)
class Contrast:
    """Mean of a figure among the cars concerned and among the others; None where cases are too few."""

    slice: float | None
    rest: float | None


def mark_concerned(connection: duckdb.DuckDBPyConnection, since_month: int) -> None:
    """Creates ``concerned``: every judged car since the onset, and whether it lies in the slice."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE concerned AS SELECT vin, bool_or(inside) AS inside"
        f" FROM judged WHERE month >= {since_month} AND vin IS NOT NULL GROUP BY vin"
    )


def contrasts(connection: duckdb.DuckDBPyConnection, since_month: int) -> dict[str, Contrast]:
    """Prices, satisfaction, waits, fixes and punctuality of the cars in ``concerned`` and of the others."""
    recent = f"month >= {since_month - _LOOK_BACK_MONTHS}"
    found = {}
    for name, figure in _FIGURES.items():
        row = connection.execute(
            "SELECT avg(figure) FILTER (WHERE inside), count(*) FILTER (WHERE inside),"
            " avg(figure) FILTER (WHERE NOT inside), count(*) FILTER (WHERE NOT inside)"
            f" FROM ({figure.format(recent=recent)}) JOIN concerned USING (vin)"
        ).fetchone()
        assert row is not None
        found[name] = Contrast(
            float(row[0]) if row[1] >= LEAST_CASES else None, float(row[2]) if row[3] >= LEAST_CASES else None
        )
    return found


def told_apart(
    connection: duckdb.DuckDBPyConnection, change: SliceChange, kpi: str
) -> tuple[list[str], list[str]]:
    """The other figures of the cars concerned: keys of those that stood still since the onset, and moved."""
    others = [u for u in _searched(connection) if not u.early and u.kpi != kpi]
    if not others:
        return [], []
    rows = connection.execute(
        " UNION ALL ".join(
            f"SELECT {place}, avg(value) FILTER (WHERE {{before}}), var_samp(value) FILTER (WHERE"
            f" {{before}}), count(*) FILTER (WHERE {{before}}), avg(value) FILTER (WHERE {{after}}),"
            f" var_samp(value) FILTER (WHERE {{after}}), count(*) FILTER (WHERE {{after}})"
            f" FROM {units.table} SEMI JOIN (SELECT vin FROM concerned WHERE inside) USING (vin)"
            for place, units in enumerate(others)
        ).format(
            before=f"month >= {change.since_month - 12} AND month < {change.since_month}",
            after=f"month >= {change.since_month}",
        )
    ).fetchall()
    still, moved = [], []
    for place, *row in sorted(rows):
        units = others[place]
        if min(row[2], row[5]) < LEAST_CASES:
            continue
        worse = row[3] < row[0] if units.worse == "lower" else row[3] > row[0]
        p_value = _p_of_difference(*(float(part or 0) for part in row))
        if p_value >= _NOT_MOVED_P:
            still.append(units.kpi)
        elif worse and p_value < _NOT_MOVED_P / len(UNITS):
            moved.append(units.kpi)
    return still, moved


def _searched(connection: duckdb.DuckDBPyConnection) -> list[Units]:
    """The figures whose units were made."""
    made = {
        name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
    }
    return [units for units in UNITS.values() if units.table in made]


def _p_of_difference(
    mean: float, variance: float, cases: float, other_mean: float, other_variance: float, other_cases: float
) -> float:
    """Two-sided p of Welch's test on large samples."""
    spread = math.sqrt(variance / cases + other_variance / other_cases)
    if spread == 0:
        return 1.0 if mean == other_mean else 0.0
    return math.erfc(abs(mean - other_mean) / spread / math.sqrt(2))
