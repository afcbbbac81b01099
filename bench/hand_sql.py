"""Each figure as a good engineer writes it in DuckDB SQL for one window, straight over the star."""

from __future__ import annotations

from collections.abc import Mapping

_YEAR = "day >= DATE '2023-10-01' AND day < DATE '2024-10-01'"
_SOLD = "delivery_day >= DATE '2023-10-01' AND delivery_day < DATE '2024-10-01'"
_FIRST = "first_maintenance_day >= DATE '2023-10-01' AND first_maintenance_day < DATE '2024-10-01'"
_SECOND = "second_maintenance_day >= DATE '2023-10-01' AND second_maintenance_day < DATE '2024-10-01'"
_REPAIR = "status <> 'cancelled' AND kinds & 2 <> 0 AND symptom IS NOT NULL"

HAND: Mapping[str, str] = {
    "first_service_return": "SELECT count_if(first_returned), count(*) FROM vehicle"
    " WHERE first_cohort_age BETWEEN 0 AND 11",
    "first_service_return_practised": "SELECT"
    f" count_if(delivery_day IS NOT NULL AND {_FIRST}), count_if({_SOLD})"
    " FROM vehicle",
    "second_service_return": "SELECT count_if(second_returned), count(*) FROM vehicle"
    " WHERE second_cohort_age BETWEEN 0 AND 11",
    "second_service_return_practised": f"SELECT count_if({_SECOND}), count_if({_FIRST})"
    " FROM vehicle WHERE delivery_day IS NOT NULL",
    "yearly_retention": "SELECT count_if(maintenance_years & 1 <> 0), count_if(maintenance_years & 2 <> 0)"
    " FROM owner",
    "yearly_retention_cohort": "SELECT count_if(maintenance_years & 3 = 3),"
    " count_if(maintenance_years & 2 <> 0)"
    " FROM owner",
    "three_year_retention": "SELECT count_if(maintenance_years & 1 <> 0), count(*) FROM vehicle"
    " WHERE delivery_day >= DATE '2020-10-01' AND delivery_day < DATE '2021-10-01'",
    "booking_punctuality": f"SELECT count_if(punctual), count_if(due) FROM appointment WHERE {_YEAR}",
    "booking_punctuality_kept": f"SELECT count_if(punctual), count_if(kept) FROM appointment WHERE {_YEAR}",
    "no_show_rate": "SELECT count_if(NOT kept AND status IS DISTINCT FROM 'cancelled_by_owner'), count(*)"
    f" FROM appointment WHERE {_YEAR} AND due",
    "average_wait": f"SELECT sum(wait_minutes), count(wait_minutes) FROM visit WHERE {_YEAR}",
    "same_day_completion": "SELECT count_if(CAST(finished_at AS DATE) = day), count(*) FROM work_order"
    f" WHERE {_YEAR} AND status <> 'cancelled'",
    "first_time_fix": "SELECT count_if(returned_day IS NULL OR returned_day >= DATE '2024-10-01'), count(*)"
    f" FROM work_order WHERE {_YEAR} AND {_REPAIR}",
    "booking_share": f"SELECT count_if(booked), count(booked) FROM visit WHERE {_YEAR}",
    "nps": "SELECT sum(CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END), count(nps) FROM survey"
    f" WHERE {_YEAR} AND nps IS NOT NULL",
    "satisfaction": f"SELECT count_if(satisfaction >= 4), count(satisfaction) FROM survey WHERE {_YEAR}",
    "complaint_rate": f"SELECT (SELECT count(*) FROM complaint WHERE {_YEAR}), count(*)"
    f" FROM visit WHERE {_YEAR}",
    "complaints_solved": f"SELECT count_if(solved), count(*) FROM complaint WHERE {_YEAR}",
    "complaints_solved_in_time": f"SELECT count_if(in_time), count(in_time) FROM complaint WHERE {_YEAR}",
    "revenue_per_visit": f"SELECT sum(revenue_fen), count(*) FROM visit WHERE {_YEAR}",
    "visits": f"SELECT count(*), NULL FROM visit WHERE {_YEAR}",
    "yearly_visits_per_owner": f"SELECT count(*), count(DISTINCT owner) FROM visit WHERE {_YEAR}",
    "satisfaction_score": f"SELECT sum(satisfaction - 1), count(satisfaction) FROM survey WHERE {_YEAR}",
    "recommend_share": f"SELECT count_if(nps >= 9), count(nps) FROM survey WHERE {_YEAR}",
    "wait_booked": f"SELECT sum(wait_minutes), count(wait_minutes) FROM visit WHERE {_YEAR} AND booked",
    "wait_walk_in": f"SELECT sum(wait_minutes), count(wait_minutes) FROM visit WHERE {_YEAR} AND NOT booked",
}
"""Numerator and denominator as of 2024-10-01, by key."""
