"""One cause under two names is one problem."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from liuke.insight.diagnosis.cost import Cost
from liuke.insight.diagnosis.describe_problem import Found
from liuke.insight.diagnosis.same_cause import SameCause
from liuke.insight.diagnosis.units import UNITS
from liuke.insight.drilldown.findings import SliceChange

CHANGE = SliceChange(
    slice={}, before=0.8, after=0.6, units_before=500, units_after=200, share_explained=1.0, rate_effect=-0.1,
    mix_effect=0.0, p_value=1e-6, since_month=24_000, lost_units=40, shape="sudden",
)  # fmt: skip


def found(kpi: str, p_value: float, since: int = 24_000, **slice_: str) -> Found:
    change = replace(CHANGE, slice=slice_, p_value=p_value, since_month=since)
    return Found(UNITS[f"unit_{kpi}"], change, True, Cost(40, 100_000))


@pytest.fixture
def connection():
    """ET5 are nearly all cars between 200,000 and 300,000 yuan; a third of them belong to the south."""
    connection = duckdb.connect()
    for table in ("unit_yearly_retention", "unit_second_service_return", "unit_second_service_return_early"):
        connection.execute(
            f"CREATE TABLE {table} AS SELECT if(i % 4 = 0, 'ET5', 'ES6') AS series,"
            " if(i % 4 = 0 AND i % 100 <> 0, '20–30万', '30–40万') AS price_band,"
            " if(i % 3 = 0, '城南', '城北') AS district, NULL AS adviser, 23_988 + i // 7 % 24 AS month,"
            " 1 AS units, CAST(i * 7919 % 100 < 80 AS INTEGER) AS value FROM range(12_000) AS t(i)"
        )
    yield connection
    connection.close()


def kept(connection, *findings: Found) -> list[dict[str, str]]:
    return [f.change.slice for f in SameCause.of(connection, findings).one_each(findings)]


def test_the_same_cars_under_two_names_are_told_once_under_the_surer(connection):
    by_series = found("yearly_retention", 1e-13, series="ET5")
    by_price = found("second_service_return", 1e-7, price_band="20–30万")
    assert kept(connection, by_price, by_series) == [{"series": "ET5"}]


def test_other_cars_and_other_times_are_other_causes(connection):
    one = found("yearly_retention", 1e-13, series="ET5")
    south = found("second_service_return", 1e-7, district="城南")
    later = found("second_service_return", 1e-7, since=24_010, price_band="20–30万")
    assert kept(connection, one, south) == [{"series": "ET5"}, {"district": "城南"}]
    assert kept(connection, one, later) == [{"series": "ET5"}, {"price_band": "20–30万"}]


def test_two_findings_of_one_figure_are_left_to_its_search(connection):
    pair = (
        found("yearly_retention", 1e-9, series="ET5"),
        found("yearly_retention", 1e-7, price_band="20–30万"),
    )
    assert len(kept(connection, *pair)) == 2


def test_a_warning_about_the_cars_of_a_problem_is_no_news(connection):
    problem = found("second_service_return", 1e-9, series="ET5")
    warning = found("second_service_return_early", 1e-4, price_band="20–30万")
    assert SameCause.of(connection, [warning, problem])(warning, problem)


def falls(connection, table: str, where: str, to: int) -> None:
    """From the month of the findings on, ``to`` per cent are left there of the 80 before."""
    connection.execute(
        f"UPDATE {table} SET value = 0 WHERE month >= 24_000 AND ({where}) AND value = 1"
        f" AND hash(rowid) % 80 >= {to}"
    )


def test_a_fall_of_all_hides_no_further_fall_of_some_in_another_figure(connection):
    everybody, some = found("yearly_retention", 1e-13), found("second_service_return", 1e-7, series="ET5")
    assert kept(connection, everybody, some) == [{}]
    falls(connection, "unit_yearly_retention", "true", 60)
    assert kept(connection, everybody, some) == [{}]
    falls(connection, "unit_second_service_return", "series = 'ET5'", 40)
    assert kept(connection, everybody, some) == [{}, {"series": "ET5"}]
    falls(connection, "unit_second_service_return", "series <> 'ET5'", 45)
    assert kept(connection, everybody, some) == [{}], "the rest fell alike: it is the same fall of all"


def test_a_fall_that_comes_from_some_cars_alone_is_theirs(connection):
    everybody, some = found("yearly_retention", 1e-13), found("second_service_return", 1e-17, series="ET5")
    falls(connection, "unit_yearly_retention", "series = 'ET5'", 30)
    falls(connection, "unit_second_service_return", "series = 'ET5'", 30)
    assert kept(connection, everybody, some) == [{"series": "ET5"}]
    falls(connection, "unit_yearly_retention", "series <> 'ET5'", 60)
    assert kept(connection, everybody, some) == [{"series": "ET5"}, {}]
