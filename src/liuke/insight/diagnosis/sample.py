"""Some of the cars with all that is told of them: a large group is searched without reading all of it."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

SAMPLED: Mapping[str, str] = {
    "vehicle": "vin, district, brand, series, model, energy, price_band, store, seller, delivery_day,"
    " first_due_month, first_cohort_age, first_returned, first_returned_early, first_maintenance_store,"
    " first_maintenance_adviser, second_due_month, second_due_months, second_cohort_age, second_returned,"
    " second_returned_early",
    "visit": "visit_id, vin, store, adviser, day, month, kinds, age_days, maintenance, maintenance_rank,"
    " wait_minutes, revenue_fen",
    "work_order": "vin, store, adviser, technician, day, month, status, kinds, symptom, returned_day,"
    " finished_at",
    "appointment": "vin, store, month, due, punctual",
    "survey": "vin, store, adviser, month, satisfaction",
}
"""The tables units come from, and the columns they need."""

_PARTS = 10_000


def sampled(table: str) -> str:
    """The name of a table's sample.

    >>> sampled("visit")
    'some_visit'
    """
    return f"some_{table}"


def of_cars(share: float) -> str:
    """The condition that a row belongs to a ``share`` of the cars: always the same, the smaller share within
    the larger.

    >>> of_cars(0.25)
    'hash(vin) % 10000 < 2500'
    """
    return "true" if share >= 1 else f"hash(vin) % {_PARTS} < {round(share * _PARTS)}"


def take_sample(connection: duckdb.DuckDBPyConnection, shares: Mapping[str, float], first_month: int) -> None:
    """Creates the sample of each table with the rows of its share of the cars, from ``first_month`` on.

    That of ``vehicle`` has the largest of all shares, as every other table asks it, and all months. Of a
    visit the unit may come due as many months later as the longest plan has.
    """
    widest = max(shares.values(), default=1.0)
    for table, columns in SAMPLED.items():
        share = widest if table == "vehicle" else shares.get(table, 0.0)
        earlier = "(SELECT coalesce(max(second_due_months), 0) FROM vehicle)" if table == "visit" else "0"
        recent = "true" if table == "vehicle" else f"month >= {first_month} - {earlier}"
        rows = connection.execute(
            f"SELECT {columns} FROM {table} WHERE {recent} AND {of_cars(share)}"
        ).to_arrow_table()
        connection.register(sampled(table), rows)
