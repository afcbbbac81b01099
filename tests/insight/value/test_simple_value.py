"""The envelope calculation: the worked example, and the files' own averages."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from liuke.insight.value.options import ValueOptions
from liuke.insight.value.simple_value import simple_value, simple_value_of_files

AS_OF = dt.date(2024, 10, 1)


def test_the_car_of_350_000_yuan_brings_54_000_and_2_16_times_its_margin():
    value = simple_value(
        years=10,
        maintenance_visits=20,
        maintenance_yuan_per_visit=1_200,
        repair_yuan=20_000,
        added_services_yuan=10_000,
        margin_rate=0.4,
        new_car_margin_yuan=25_000,
    )
    assert (value.revenue_yuan, value.margin_yuan) == (54_000, 21_600)
    assert value.ratio_to_new_car_margin == pytest.approx(2.16)


def test_without_a_margin_nothing_is_made_up():
    value = simple_value(
        years=1, maintenance_visits=1, maintenance_yuan_per_visit=1, repair_yuan=0, added_services_yuan=0
    )
    assert (value.margin_rate, value.margin_yuan, value.ratio_to_new_car_margin) == (None, None, None)


def files(*visits, profit_basis="margin_rate"):
    """Visits as (car, day, kinds, revenue yuan, age in days)."""
    connection = duckdb.connect()
    connection.execute(
        """CREATE TABLE visit (vin VARCHAR, day DATE, kinds INTEGER, revenue_fen BIGINT, profit_fen BIGINT,
           age_days INTEGER, previous_day DATE)"""
    )
    for vin, day, kinds, yuan, age_days in visits:
        connection.execute(
            """INSERT INTO visit SELECT $1, $2, $3, $4 * 100, $4 * 40, $5,
               (SELECT max(day) FROM visit WHERE vin = $1)""",
            [vin, day, kinds, yuan, age_days],
        )
    connection.execute("CREATE TABLE meta AS SELECT ? AS profit_basis", [profit_basis])
    return connection


def test_the_years_of_life_are_added_up_as_cars_of_each_age_lived_them():
    """30 young cars come once a year for 1,000 yuan, 30 old ones twice, once of it for a repair of 3,000."""
    young = [(f"young{i}", dt.date(2024, 3, 1), 1, 1_000, 200) for i in range(30)]
    old = [
        visit
        for i in range(30)
        for visit in (
            (f"old{i}", dt.date(2024, 1, 10), 1, 1_000, 400),
            (f"old{i}", dt.date(2024, 6, 10), 2, 3_000, 552),
            (f"old{i}", dt.date(2024, 9, 10), 32, 500, 644),
        )
    ]
    value = simple_value_of_files(
        connection=files(*young, *old), as_of=AS_OF, options=ValueOptions(simple_years=2)
    )
    assert (value.maintenance_visits, value.maintenance_yuan_per_visit) == (2, 1_000)
    assert (value.repair_yuan, value.added_services_yuan) == (3_000, 500)
    assert value.revenue_yuan == 5_500
    assert value.margin_rate == pytest.approx(0.4)


def test_an_age_with_few_cars_is_lived_like_all_of_them():
    """Only cars of one year: every one of the ten years is theirs."""
    cars = [(f"car{i}", dt.date(2024, 3, 1), 1, 1_000, 500) for i in range(40)]
    value = simple_value_of_files(connection=files(*cars), as_of=AS_OF, options=ValueOptions())
    assert (value.years, value.maintenance_visits, value.revenue_yuan) == (10, 10, 10_000)


@pytest.mark.parametrize(
    "visit",
    [
        pytest.param(("A", dt.date(2024, 10, 1), 1, 900, 10), id="on the cut-off day"),
        pytest.param(("A", dt.date(2023, 9, 30), 1, 900, 10), id="thirteen months ago"),
    ],
)
def test_visits_outside_the_twelve_months_have_no_say(visit):
    assert simple_value_of_files(connection=files(visit), as_of=AS_OF, options=ValueOptions()) is None


def test_a_settled_amount_is_no_profit():
    visit = ("A", dt.date(2024, 9, 1), None, 900, None)
    connection = files(visit, profit_basis="settled_amount")
    value = simple_value_of_files(connection=connection, as_of=AS_OF, options=ValueOptions())
    assert value.margin_rate is None
    assert value.maintenance_visits == 10, "an unknown age and unknown kinds still make a visit"
    entered = simple_value_of_files(
        connection=connection, as_of=AS_OF, options=ValueOptions(margin_rate=0.35)
    )
    assert entered.margin_yuan == pytest.approx(9_000 * 0.35)
