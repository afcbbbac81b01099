"""What a problem costs: owners lost since it began, and the gross profit they would have brought."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import scipy

from liuke.insight.diagnosis.slice_sql import inside
from liuke.insight.diagnosis.units import COMPLAINED_VISITS, Units
from liuke.insight.drilldown.findings import SliceChange

EXPECTED_GAP, GAP_DOUBT = 0.1, 0.1
"""Until files tell, a bad experience is taken to keep a tenth of the owners away, give or take as much: our
assumption, which some hundred cases overrule."""

LONG_WAIT_MINUTES = 30

# Visits old enough to know whether the owner came back within 15 months, and whether the experience was good.
_EXPERIENCE: Mapping[str, str] = {
    "satisfaction": "SELECT visit_id, satisfaction >= 4 AS good FROM visit WHERE satisfaction IS NOT NULL",
    "average_wait": f"SELECT visit_id, wait_minutes <= {LONG_WAIT_MINUTES} AS good FROM visit"
    " WHERE wait_minutes IS NOT NULL",
    "booking_punctuality": "SELECT visit_id, punctual AS good FROM appointment WHERE visit_id IS NOT NULL",
    "same_day_completion": "SELECT visit_id, CAST(finished_at AS DATE) = day AS good FROM work_order"
    " WHERE visit_id IS NOT NULL AND finished_at IS NOT NULL",
    "first_time_fix": "SELECT visit_id, returned_day IS NULL AS good FROM work_order"
    " WHERE visit_id IS NOT NULL AND (kinds & 2) <> 0 AND symptom IS NOT NULL",
    "complaint_rate": "SELECT visit_id, visit_id NOT IN"
    f" ({COMPLAINED_VISITS.format(visit='visit')}) AS good FROM visit",
}


@dataclass(frozen=True)
class Cost:
    """Owners lost (a fraction counts as expected) and yuan of gross profit."""

    owners: float
    yuan: float


def cost_of(
    *, connection: duckdb.DuckDBPyConnection, units: Units, change: SliceChange, yuan_per_owner: float
) -> Cost:
    """The cost of a change since its onset.

    A car that did not come is an owner lost. A bad experience costs the share of owners that, in these files,
    come back less often after one. A smaller bill costs what it is smaller by.
    """
    if units.weight == "money":
        return Cost(0.0, abs(change.lost_units))
    if units.weight == "owner":
        return Cost(change.lost_units, change.lost_units * yuan_per_owner)
    lost = _long_waits(connection, units, change) if units.weight == "time" else change.lost_units
    owners = lost * _visits_per_unit(connection, units) * return_gap(connection=connection, kpi=units.kpi)
    return Cost(owners, owners * yuan_per_owner)


def return_gap(*, connection: duckdb.DuckDBPyConnection, kpi: str) -> float:
    """How much less often owners come back within 15 months after a bad experience than after a good one.

    A fraction above 0: the difference these files show, weighed with the expected one by how sure either is.
    A bad experience costs next to nothing only where many cases show that owners come back all the same.
    """
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE good), count(*) FILTER (WHERE NOT good),"
        " count(*) FILTER (WHERE good AND back), count(*) FILTER (WHERE NOT good AND back)"
        f" FROM (SELECT e.good, coalesce(t.next_day <= t.day + INTERVAL 15 MONTH, false) AS back FROM"
        f" ({_EXPERIENCE[kpi]}) AS e JOIN visit AS t USING (visit_id), meta"
        " WHERE t.day + INTERVAL 15 MONTH < meta.as_of)"
    ).fetchone()
    assert row is not None
    return weighed_gap(*(int(count) for count in row))


def weighed_gap(good: int, bad: int, good_back: int, bad_back: int) -> float:
    """The gap of ``good`` and ``bad`` experiences of which so many owners came back.

    The mean of the normal posterior of a normal prior, cut off at 0: nobody comes back because of a bad
    experience.

    >>> round(weighed_gap(0, 0, 0, 0), 3), round(weighed_gap(90_000, 9_000, 72_000, 7_200), 3)
    (0.129, 0.004)
    >>> round(weighed_gap(90_000, 60, 72_000, 36), 3), round(weighed_gap(90_000, 60, 72_000, 51), 3)
    (0.179, 0.031)
    """
    mean, doubt = EXPECTED_GAP, GAP_DOUBT
    if good and bad:
        usual = (good_back + bad_back + 1) / (good + bad + 2)
        variance = usual * (1 - usual) * (1 / good + 1 / bad)
        weight = GAP_DOUBT**2 / (GAP_DOUBT**2 + variance)
        mean += weight * (good_back / good - bad_back / bad - EXPECTED_GAP)
        doubt *= math.sqrt(1 - weight)
    return float(scipy.stats.truncnorm.mean(-mean / doubt, math.inf, loc=mean, scale=doubt))


def _long_waits(connection: duckdb.DuckDBPyConnection, units: Units, change: SliceChange) -> float:
    """Visits since the onset that waited long, beyond those that would have waited long before."""
    long = f"avg(CAST(value > {LONG_WAIT_MINUTES} AS INTEGER))"
    row = connection.execute(
        f"SELECT {long} FILTER (WHERE month < {change.since_month}),"
        f" {long} FILTER (WHERE month >= {change.since_month}),"
        f" count(*) FILTER (WHERE month >= {change.since_month})"
        f" FROM {units.table} WHERE {inside(change.slice)}"
    ).fetchone()
    if row is None or row[0] is None or row[1] is None:
        return 0.0
    return max(0.0, float(row[1]) - float(row[0])) * float(row[2])


def _visits_per_unit(connection: duckdb.DuckDBPyConnection, units: Units) -> float:
    """Answers stand for all visits: one dissatisfied answer of ten visits asked is ten visits."""
    if units.kpi != "satisfaction":
        return 1.0
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE v.month >= first_month), any_value(answers) FROM visit AS v,"
        " (SELECT min(month) AS first_month, count(*) AS answers FROM survey WHERE satisfaction IS NOT NULL)"
    ).fetchone()
    return max(1.0, float(row[0]) / float(row[1])) if row and row[1] else 1.0
