"""One trouble in a made group: found, named, measured on every car, also where only a sample was searched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import duckdb
import pytest

from liuke.insight.diagnosis import search as module
from liuke.insight.diagnosis.contract import Problem
from liuke.insight.diagnosis.problems import Worth, find_problems
from liuke.insight.diagnosis.search import begin_search, make_tables
from liuke.insight.star.schema import STAR

AS_OF = dt.date(2024, 10, 1)
FIRST, LAST = 2021 * 12 + 6, 2024 * 12 + 5  # July 2021 to June 2024: mature by the cut-off
FELL = 2023 * 12 + 9  # October 2023

CARS = f"""
    SELECT
        'VIN' || i AS vin,
        ['城南', '城北', '城东'][i % 3 + 1] AS district,
        '蔚来' AS brand,
        ['ES6', 'ET5'][i // 3 % 2 + 1] AS series,
        ['一店', '二店'][(hash(i) % 2)::INT + 1] AS first_maintenance_store,
        {FIRST} + i // 6 % 36 AS second_due_month,
        12 AS second_due_months,
        0 AS second_cohort_age,
        (hash(i, 7) % 1000) / 1000.0 < CASE
            WHEN i % 3 = 0 AND i // 3 % 2 = 0 AND {FIRST} + i // 6 % 36 >= {FELL} THEN 0.50 ELSE 0.76
        END AS second_returned
    FROM range(36_000) AS t(i)
"""


@pytest.fixture
def group() -> Iterator[duckdb.DuckDBPyConnection]:
    """36,000 cars whose second service came due; ES6 owners of the south stay away from October 2023 on."""
    connection = duckdb.connect()
    for table in STAR.values():
        columns = ", ".join(f"{c.name} {c.type}" for c in table.columns)
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
    connection.execute(f"INSERT INTO vehicle BY NAME {CARS}")
    connection.execute("INSERT INTO meta BY NAME SELECT ?::DATE AS as_of", [AS_OF])
    connection.execute("CREATE TEMP TABLE scores AS SELECT vin, hash(vin) % 9000 AS stake_yuan FROM vehicle")
    yield connection
    connection.close()


def second_service(connection: duckdb.DuckDBPyConnection) -> Problem:
    with begin_search(connection, AS_OF, make_tables(connection, AS_OF)) as search:
        problems, _ = find_problems(search=search, kpis=[], worth=Worth(6_000, None))
    [problem] = [p for p in problems if p.kpi == "second_service_return"]
    return problem


def by_hand(connection: duckdb.DuckDBPyConnection, condition: str) -> tuple[float, int]:
    row = connection.execute(
        f"SELECT avg(second_returned::INT), count(*) FROM vehicle WHERE {condition}"
    ).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize("searched", [80_000, 9_000], ids=["every car", "a quarter of the cars"])
def test_the_slice_is_named_and_measured_on_every_car(group, monkeypatch, searched):
    monkeypatch.setattr(module, "SEARCHED_UNITS", searched)
    problem = second_service(group)
    assert problem.slice == {"series": "ES6", "district": "城南"}
    assert problem.since == "2023-10"
    inside = "series = 'ES6' AND district = '城南'"
    before, _ = by_hand(group, f"{inside} AND second_due_month < {FELL}")
    after, _ = by_hand(group, f"{inside} AND second_due_month >= {FELL}")
    assert problem.from_ == pytest.approx(before)
    assert problem.to == pytest.approx(after)
    for point in problem.series:
        year, month = map(int, point.month.split("-"))
        value, cars = by_hand(group, f"{inside} AND second_due_month = {year * 12 + month - 1}")
        assert (point.value, point.denominator) == (pytest.approx(value), cars)


def test_a_sample_tells_about_as_many_owners_lost_as_all_cars_do(group, monkeypatch):
    whole = second_service(group).owners
    monkeypatch.setattr(module, "SEARCHED_UNITS", 9_000)
    assert second_service(group).owners == pytest.approx(whole, rel=0.35)
    assert whole == pytest.approx(0.26 * 9 * 1000 / 6, rel=0.15)


def test_only_cars_of_the_slice_that_stayed_away_are_called_the_dearest_first(group, monkeypatch):
    monkeypatch.setattr(module, "SEARCHED_UNITS", 9_000)
    called = second_service(group).vins
    wanted = group.execute(
        "SELECT vin FROM vehicle JOIN scores USING (vin) WHERE series = 'ES6' AND district = '城南'"
        f" AND NOT second_returned AND second_due_month BETWEEN {FELL} AND {LAST}"
        " ORDER BY stake_yuan DESC, vin"
    ).fetchall()
    assert called == [vin for (vin,) in wanted]
    assert len(called) > 500
