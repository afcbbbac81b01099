"""The lists a shop works from, as queries on the star, the grades and the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from liuke.insight.churn.findings import SleeperBand
from liuke.insight.diagnosis.contract import Problem, SharedPhone
from liuke.insight.diagnosis.slice_sql import quoted

DUE_WITHIN_DAYS = 45
"""Cars due within so many days, or overdue by less, are on the lists of due cars."""

_CAR = (
    "v.plate, v.vin, o.name AS owner_name, o.phone, coalesce(v.last_store, v.store) AS store,"
    " v.last_adviser AS adviser, v.series, v.model, v.district"
)
_FROM_CAR = "vehicle AS v LEFT JOIN owner AS o USING (owner)"

_LISTS: Mapping[str, str] = {
    "at_risk": f"SELECT {_CAR}, v.last_visit_day, s.due_day, s.overdue_days, s.hazard, s.probability,"
    " s.expected_profit_12_yuan, s.stake_yuan, r.reasons"
    f" FROM scores AS s JOIN ({_FROM_CAR}) USING (vin) LEFT JOIN"
    " (SELECT vin, to_json(list(json_array(code, figures::JSON) ORDER BY rank)) AS reasons FROM score_reasons"
    " GROUP BY vin) AS r ON r.vin = v.vin"
    " WHERE s.active AND s.probability >= 0.3 AND EXISTS (SELECT 1 FROM visit)"
    " ORDER BY s.stake_yuan DESC, v.vin",
    "vip_owners": "SELECT o.name AS owner_name, o.phone, o.vehicles,"
    " (SELECT string_agg(plate, ' ') FROM vehicle WHERE owner = o.owner) AS plates,"
    " l.store, l.adviser, o.last_visit_day, meta.as_of - o.last_visit_day AS days_since, o.visits_12,"
    " o.spend_12_fen / 100.0 AS spend_12_yuan, o.profit_12_fen / 100.0 AS profit_12_yuan, g.score"
    " FROM owner AS o JOIN owner_grade AS g USING (owner) CROSS JOIN meta LEFT JOIN"
    " (SELECT owner, arg_max(last_store, last_visit_day) AS store, arg_max(last_adviser, last_visit_day)"
    " AS adviser FROM vehicle GROUP BY owner) AS l USING (owner)"
    " WHERE g.calibrated_tier = 'vip' ORDER BY o.profit_12_fen DESC, o.owner",
    "first_service_due": f"SELECT {_CAR}, v.delivery_day, v.first_due_day AS due_day,"
    f" v.first_due_day - meta.as_of AS days_left FROM {_FROM_CAR} CROSS JOIN meta"
    " WHERE v.first_maintenance_day IS NULL AND v.delivery_day IS NOT NULL"
    f" AND abs(v.first_due_day - meta.as_of) <= {DUE_WITHIN_DAYS} ORDER BY due_day, v.vin",
    "second_service_due": f"SELECT {_CAR}, v.first_maintenance_day, v.second_due_day AS due_day,"
    f" v.second_due_day - meta.as_of AS days_left, v.odometer_km FROM {_FROM_CAR} CROSS JOIN meta"
    " WHERE v.second_maintenance_day IS NULL AND v.second_due_day IS NOT NULL"
    f" AND abs(v.second_due_day - meta.as_of) <= {DUE_WITHIN_DAYS} ORDER BY due_day, v.vin",
}


def build_lists(
    *, problems: Sequence[Problem], phones: Sequence[SharedPhone], sleepers: Sequence[SleeperBand]
) -> dict[str, str]:
    """The statement of every list, by the name of its sheet.

    They run on the connection of the diagnosis, where ``scores``, ``score_reasons`` and ``owner_grade`` have
    been left by the steps before.
    """
    lists = {f"problem_{rank}": _problem_list(problem) for rank, problem in enumerate(problems, 1)}
    return {
        **lists,
        **_LISTS,
        "sleepers": _sleeper_list(sleepers),
        "shared_phones": _phone_list(phones),
    }


def count_rows(connection: duckdb.DuckDBPyConnection, lists: Mapping[str, str]) -> dict[str, int]:
    """How many rows each list has."""
    counts = {}
    for name, statement in lists.items():
        row = connection.execute(f"SELECT count(*) FROM ({statement})").fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def _sleeper_list(sleepers: Sequence[SleeperBand]) -> str:
    """Sleeping cars of the bands worth waking, the best band first."""
    bands = ", ".join(
        f"({b.months_from}, {b.months_to if b.months_to is not None else 'NULL::INTEGER'},"
        f" {b.woke_share if b.woke_share is not None else 'NULL::DOUBLE'},"
        f" {b.worth_yuan_per_call if b.worth_yuan_per_call is not None else 'NULL::DOUBLE'})"
        for b in sleepers
        if b.wake
    )
    return (
        f"SELECT {_CAR}, v.last_visit_day, datediff('month', v.last_visit_day, meta.as_of) AS months_asleep,"
        f" b.woke_share, b.worth_yuan, true AS wake FROM {_FROM_CAR} CROSS JOIN meta JOIN"
        f" (VALUES {bands or '(0, 0, NULL::DOUBLE, NULL::DOUBLE)'}) AS b (low, high, woke_share, worth_yuan)"
        " ON v.last_visit_day < meta.as_of - to_months(b.low)"
        " AND (b.high IS NULL OR v.last_visit_day >= meta.as_of - to_months(b.high))"
        " ORDER BY b.worth_yuan DESC, v.last_visit_day DESC, v.vin"
    )


def _problem_list(problem: Problem) -> str:
    vins = ", ".join(f"({quoted(vin)}, {place})" for place, vin in enumerate(problem.vins)) or "(NULL, 0)"
    return (
        f"SELECT {_CAR}, v.last_visit_day, s.due_day, s.overdue_days, s.stake_yuan"
        f" FROM (VALUES {vins}) AS wanted (vin, place) JOIN ({_FROM_CAR}) ON v.vin = wanted.vin"
        " LEFT JOIN scores AS s ON s.vin = v.vin ORDER BY wanted.place"
    )


def _phone_list(phones: Sequence[SharedPhone]) -> str:
    numbers = ", ".join(f"({quoted(p.phone)}, {p.owners}, {quoted(' '.join(p.names))})" for p in phones)
    return (
        "SELECT p.phone, p.owners, count(v.vin) AS vehicles, p.owner_names, string_agg(v.vin, ' ') AS vins"
        f" FROM (VALUES {numbers or '(NULL, 0, NULL)'}) AS p (phone, owners, owner_names)"
        " LEFT JOIN vehicle AS v ON v.owner = p.phone"
        " WHERE p.phone IS NOT NULL GROUP BY ALL ORDER BY p.owners DESC, p.phone"
    )
