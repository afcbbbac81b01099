"""Cars asleep: how many of such cars woke in the past, and whether waking them pays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from liuke.insight.churn.findings import SleeperBand
from liuke.values.period import add_months

if TYPE_CHECKING:
    import duckdb

EDGES = (12, 18, 24, 36)
"""Months asleep at which a band begins; the last is open."""
ENOUGH = 30
"""Fewer sleepers, or fewer wakers, tell nothing."""
MOST_YEARS_BACK = 3

SLEEPERS = """
WITH cutoff AS (
    -- Days, so that millions of visits are compared with days and not with sums of intervals.
    SELECT
        cutoff, (cutoff + INTERVAL 12 MONTH)::DATE AS after_12,
        (cutoff - INTERVAL 12 MONTH)::DATE AS before_12,
        (cutoff - INTERVAL 18 MONTH)::DATE AS before_18,
        (cutoff - INTERVAL 24 MONTH)::DATE AS before_24,
        (cutoff - INTERVAL 36 MONTH)::DATE AS before_36
    FROM (SELECT unnest($cutoffs::DATE[]) AS cutoff)
),
away AS (
    -- Who sleeps at some cut-off was away for more than a year: few rows remain for the cut-offs to share.
    SELECT vin, day AS since, next_day AS woke FROM visit WHERE next_day IS NULL OR next_day > day + 365
    UNION ALL
    SELECT vin, delivery_day, first_visit_day FROM vehicle
    WHERE first_visit_day IS NULL OR first_visit_day > delivery_day + 365
),
sleeper AS (
    SELECT
        cutoff, after_12, vin, coalesce(woke < after_12, false) AS woke,
        CASE WHEN since >= before_18 THEN 12 WHEN since >= before_24 THEN 18 WHEN since >= before_36 THEN 24
             ELSE 36 END AS months_from
    FROM away
    JOIN cutoff ON since < before_12 AND (woke IS NULL OR woke >= cutoff)
),
profit AS (
    SELECT cutoff, vin, sum(profit_fen) AS fen
    FROM visit
    JOIN (SELECT cutoff, after_12, vin FROM sleeper WHERE woke) USING (vin)
    WHERE day >= $earliest AND day >= cutoff AND day < after_12
    GROUP BY cutoff, vin
)
SELECT cutoff, months_from, count(*), count_if(woke), coalesce(sum(fen), 0)::DOUBLE / 100
FROM sleeper
LEFT JOIN profit USING (cutoff, vin)
GROUP BY cutoff, months_from
"""
"""Per cut-off and band: cars not seen for 12 months, how many came within the next 12, and what they brought.

A visit whose next one is not before the cut-off is the car's last before it, so no grouping is needed. A car
that never came sleeps since its delivery.
"""


def find_sleepers(
    *, connection: duckdb.DuckDBPyConnection, as_of: dt.date, history: int, contact_cost_yuan: float
) -> list[SleeperBand]:
    """Returns the four bands of ``as_of``, each with the experience of the same band at earlier cut-offs.

    The experience is pooled over the cut-offs one, two and three years ago that have enough history before
    them for a band to be told (its upper edge, or lower edge for the open one). ``worth_yuan_per_call`` =
    share that woke × mean gross profit of a waker in the 12 months that follow − cost of a contact. The share
    is of all such cars, called or not: what a call adds can only be less, so "not worth it" is certain and
    "worth it" means worth a trial.
    """
    cutoffs = [add_months(as_of, -12 * years) for years in range(MOST_YEARS_BACK + 1)]
    now = dict.fromkeys(EDGES, 0)
    past: dict[int, list[float]] = {months: [0, 0, 0.0] for months in EDGES}
    counted = connection.execute(SLEEPERS, {"cutoffs": cutoffs, "earliest": cutoffs[-1]}).fetchall()
    for cutoff, months, cars, woke, profit in sorted(counted):
        years = cutoffs.index(cutoff)
        if not years:
            now[months] = cars
        elif history - 12 * years >= _history_needed(months):
            past[months] = [a + b for a, b in zip(past[months], (cars, woke, profit), strict=True)]
    return [
        _band(
            months,
            now[months],
            (int(past[months][0]), int(past[months][1]), past[months][2]),
            contact_cost_yuan,
        )
        for months in EDGES
    ]


def _history_needed(months_from: int) -> int:
    """Months of visits before a cut-off without which a sleeper of this band cannot be recognised."""
    later = [edge for edge in EDGES if edge > months_from]
    return later[0] if later else months_from + 6


def _band(
    months_from: int, vehicles: int, past: tuple[int, int, float], contact_cost_yuan: float
) -> SleeperBand:
    cars, woke, profit_yuan = past
    later = [edge for edge in EDGES if edge > months_from]
    share = woke / cars if cars >= ENOUGH else None
    per_waker = profit_yuan / woke if woke >= ENOUGH else None
    # With many sleepers and hardly a waker the mean profit is unknown, but nothing is left to multiply it by.
    worth = None
    if share is not None and per_waker is not None:
        worth = share * per_waker - contact_cost_yuan
    elif share is not None and woke == 0:
        worth = -contact_cost_yuan
    return SleeperBand(
        months_from=months_from,
        months_to=later[0] if later else None,
        vehicles=vehicles,
        woke_share=share,
        woke_of=cars,
        profit_per_waker_yuan=per_waker,
        worth_yuan_per_call=worth,
        wake=None if worth is None else worth > 0,
    )
