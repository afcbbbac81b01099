"""Return curves: the Kaplan–Meier share of cars back by age, one curve per cohort, read at equal age.

A trouble shows as a curve that lies lower than the older ones at the same age, long before its cohort is
mature. Ages are whole calendar months: a car back before its m-th month of age was over is back at m. A car
is followed up to the last month it has lived through, so that a month half lived never counts only those who
came early in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from liuke.insight.retention.age_months import complete_months
from liuke.insight.retention.findings import Curve
from liuke.insight.retention.kaplan_meier import kaplan_meier

if TYPE_CHECKING:
    import duckdb

Lives = Mapping[str, npt.NDArray[np.int64]]
"""Columns start_month, age, is_back and cars: counts of cars."""

LEAST_AT_RISK = 20
"""A curve ends where fewer cars than this are still followed: beyond, it is noise."""
MOST_COHORTS = 6
ENOUGH_CARS = 100
"""Cars a half-year cohort needs; a small dealer gets cohorts of whole years."""


@dataclass(frozen=True)
class _Clock:
    """From the day ``start`` to the day ``back``, followed for at most ``horizon_months``."""

    start: str
    back: str
    horizon_months: int


class Clock(Enum):
    """What a curve measures: delivery to first maintenance, or first to second maintenance."""

    FIRST = _Clock("delivery_day", "first_maintenance_day", 24)
    SECOND = _Clock("first_maintenance_day", "second_maintenance_day", 36)


def return_curves(
    *, connection: duckdb.DuckDBPyConnection, as_of: dt.date, since_month: int, clock: Clock
) -> list[Curve]:
    """The latest six cohorts of the cars delivered from ``since_month`` on, by when the clock began.

    The oldest comes first. Cohorts are half years ("2024H1"), or years where cars are few. ``vehicles`` is
    the cars of the cohort that have lived a month at least; points are (months, share back, low, high) with
    the 95 % band (log-log Greenwood), from (0, 0, 0, 0) to the last age at which 20 cars were still followed.
    """
    measured = clock.value
    query = _LIVED.format(
        start=measured.start,
        seen=complete_months(measured.start, "$as_of"),
        back=complete_months(measured.start, measured.back),
        back_day=measured.back,
    )
    bound = {"as_of": as_of, "since": since_month, "horizon": measured.horizon_months}
    lives = connection.execute(query, bound).fetchnumpy()
    cohorts = _cohorts(lives, months=6)
    if sum(life["cars"].sum() >= ENOUGH_CARS for life in cohorts.values()) < 2:
        cohorts = _cohorts(lives, months=12)
    curves = [_curve(label, life) for label, life in cohorts.items()]
    return [curve for curve in curves if curve is not None]


def _cohorts(lives: Lives, *, months: int) -> dict[str, Lives]:
    """The latest cohorts of ``months`` (6 or 12) each, by label."""
    key = lives["start_month"] // months
    return {
        f"{k // 2}H{k % 2 + 1}" if months == 6 else str(k): {
            name: column[key == k] for name, column in lives.items()
        }
        for k in np.unique(key)[-MOST_COHORTS:]
    }


def _curve(label: str, life: Lives) -> Curve | None:
    """One cohort's curve from counts of cars per (age, back or still awaited)."""
    survival = kaplan_meier(age=life["age"], is_back=life["is_back"], cars=life["cars"])
    last = int(np.flatnonzero(survival.followed >= LEAST_AT_RISK).max(initial=0))
    if not last:
        return None
    away, low, high = survival.away.tolist(), survival.low.tolist(), survival.high.tolist()
    points = [(float(age), 1 - away[age], 1 - high[age], 1 - low[age]) for age in range(last + 1)]
    return Curve(label, int(life["cars"].sum()), points)


_LIVED = """
WITH lived AS (
    SELECT
        year({start}) * 12 + month({start}) - 1 AS start_month,
        least({seen}, $horizon) AS seen_months,
        CASE WHEN {back_day} IS NOT NULL THEN {back} + 1 END AS back_months
    FROM vehicle
    WHERE delivery_month >= $since AND {start} < $as_of
)
SELECT
    start_month,
    least(seen_months, coalesce(back_months, seen_months)) AS age,
    CAST(coalesce(back_months <= seen_months, false) AS BIGINT) AS is_back,
    count(*) AS cars
FROM lived
WHERE seen_months > 0
GROUP BY ALL
ORDER BY ALL
"""
