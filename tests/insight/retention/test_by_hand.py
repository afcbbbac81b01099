"""Retention of a few cars, where the right answer is plain to see."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from liuke.insight.retention.age_months import complete_months
from liuke.insight.retention.describe_retention import describe_retention
from liuke.values.period import add_months

AS_OF = dt.date(2024, 10, 1)


def steps(star, as_of=AS_OF):
    found = describe_retention(connection=star, as_of=as_of)
    return [(step.step, step.vehicles, step.of) for step in found.funnel]


@pytest.mark.parametrize(
    ("label", "first_service", "came"),
    [
        ("on the limit day", "2024-02-29", 1),
        ("the day after", "2024-03-01", 0),
        ("early", "2023-06-15", 1),
    ],
)
def test_the_limit_day_itself_counts_as_back(star_of, car, label, first_service, came):
    """31 May + 6 + 3 months is the last day of February."""
    star = star_of([car("ES6", "2023-05-31", first_service)])
    assert steps(star)[1] == (1, came, 1), label


@pytest.mark.parametrize(("as_of", "of"), [("2024-02-29", None), ("2024-03-01", 1)])
def test_a_car_whose_limit_day_is_not_over_is_not_counted(star_of, car, as_of, of):
    as_of = dt.date.fromisoformat(as_of)
    found = steps(star_of([car("ES6", "2023-05-31")], as_of=as_of), as_of)
    assert found == [(0, 1, 1)] if of is None else found == [(0, 1, 1), (1, 0, of)]


def test_each_step_counts_from_the_service_before(star_of, car):
    """Late for the first, in time for the second: one service late does not spoil the next step."""
    star = star_of([car("ES6", "2021-01-10", "2022-02-01", "2023-01-20")])
    assert steps(star) == [(0, 1, 1), (1, 0, 1), (2, 1, 1), (3, 0, 1)]


def test_plans_differ_by_series(star_of, car):
    """Ten months after delivery a car with a yearly plan is in time, one with a half-yearly plan is late."""
    star = star_of(
        [
            car("ET5", "2023-01-10", "2023-11-20", vin="LSV00000000000001"),
            car("ES6", "2023-01-10", "2023-11-20", vin="LSV00000000000002"),
        ]
    )
    assert steps(star)[1] == (1, 1, 2)


def test_cells_of_a_young_month_stay_blank(star_of, car):
    found = describe_retention(connection=star_of([car("ES6", "2024-03-31", "2024-09-30")]), as_of=AS_OF)
    assert [row.cells for row in found.heatmap.rows] == [[0.0]]


def test_the_half_year_begins_on_the_last_day_of_a_shorter_month(star_of, car):
    """31 March + 6 months is 30 September: the first half year is over on that day."""
    later = dt.date(2025, 4, 1)
    star = star_of([car("ES6", "2024-03-31", "2024-09-30")], as_of=later)
    assert [row.cells for row in describe_retention(connection=star, as_of=later).heatmap.rows] == [
        [0.0, 1.0]
    ]


def test_months_before_the_earliest_order_are_no_data(star_of, car):
    sold_before = car("ES6", "2019-05-10", vin="LSV00000000000002")
    star = star_of([car("ES6", "2023-05-31", "2023-11-30"), sold_before], first_order=dt.date(2023, 5, 28))
    found = describe_retention(connection=star, as_of=AS_OF)
    assert [row.month for row in found.heatmap.rows] == ["2023-05"]
    assert found.funnel[0].vehicles == 1
    assert found.leavers == []


def test_a_car_seen_twice_on_one_half_year_counts_once(star_of, car):
    found = describe_retention(
        connection=star_of([car("EC6", "2022-01-10", "2022-03-01", "2022-06-30", "2022-07-10")]), as_of=AS_OF
    )
    assert found.heatmap.rows[0].cells == [1.0, 1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("services", "after"),
    [((), 0), (("2021-07-01",), 1), (("2021-07-01", "2022-06-20"), 2)],
)
def test_a_leaver_stops_after_the_last_service_made(star_of, car, services, after):
    found = describe_retention(connection=star_of([car("ES6", "2021-01-10", *services)]), as_of=AS_OF)
    assert [(stop.after_service, stop.vehicles, stop.share) for stop in found.leavers] == [(after, 1, 1.0)]


def test_who_missed_one_service_only_has_not_left_yet(star_of, car):
    found = describe_retention(connection=star_of([car("ES6", "2022-01-10", "2022-07-01")]), as_of=AS_OF)
    assert found.leavers == []


def test_a_cohort_all_of_whose_cars_are_back_ends_at_one(star_of, car):
    cars = [car("ES6", "2023-01-10", "2023-06-20", vin=f"LSV{n:014d}") for n in range(30)]
    curve = describe_retention(connection=star_of(cars), as_of=AS_OF).first_return_curves[0]
    assert curve.points[:2] == [(0.0, 0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0)]
    assert curve.points[-1] == (6.0, 1.0, 1.0, 1.0)


def test_a_half_lived_month_does_not_count_only_those_who_came_early_in_it(star_of, car):
    """Half of the cars came in their sixth month, of which only a part is over: nobody is back yet at five."""
    cars = [
        car("ES6", "2024-04-10", *(["2024-09-20"] if n % 2 else []), vin=f"LSV{n:014d}") for n in range(60)
    ]
    curve = describe_retention(connection=star_of(cars), as_of=AS_OF).first_return_curves[0]
    assert curve.points[-1] == (5.0, 0.0, 0.0, 0.0)


def test_a_trouble_shows_at_equal_age_before_its_cohort_is_mature(star_of, car):
    """Of the cars of 2023H2 nine in ten were back in their sixth month, of those of 2024H1 six in ten."""
    cars = [
        car("ES6", "2023-09-10", *(["2024-02-20"] if n % 10 else []), vin=f"OLD{n:014d}") for n in range(200)
    ]
    cars += [
        car("ES6", "2024-03-10", *(["2024-08-20"] if n % 10 > 3 else []), vin=f"NEW{n:014d}")
        for n in range(200)
    ]
    old, new = describe_retention(connection=star_of(cars), as_of=AS_OF).first_return_curves
    assert (old.label, new.label) == ("2023H2", "2024H1")
    assert (old.points[6][1], new.points[6][1]) == pytest.approx((0.9, 0.6))
    assert new.points[6][3] < old.points[6][2]


@pytest.mark.parametrize("cars", [0, 1])
def test_with_no_car_or_a_new_one_nothing_is_made_up(star_of, car, cars):
    found = describe_retention(connection=star_of([car("ES6", "2024-09-20")][:cars]), as_of=AS_OF)
    assert (found.heatmap, len(found.funnel), found.leavers) == (None, cars, [])
    assert (found.first_return_curves, found.second_return_curves) == ([], [])


def test_without_orders_nothing_is_made_up(star_of, car):
    found = describe_retention(connection=star_of([car("ES6", "2023-05-31")], first_order=None), as_of=AS_OF)
    assert (found.heatmap, found.funnel, found.first_return_curves, found.leavers) == (None, [], [], [])


def test_files_that_do_not_tell_maintenance_from_repair_give_no_retention(star_of, car):
    star = star_of([car("ES6", "2023-05-31", "2023-11-30")], has_kinds=False)
    found = describe_retention(connection=star, as_of=AS_OF)
    assert (found.heatmap, found.funnel, found.first_return_curves, found.leavers) == (None, [], [], [])


def test_ages_agree_with_the_calendar_on_every_day_of_four_years():
    """Against add_months, for all starts in the two months around a leap day and all ends for four years."""
    starts = [dt.date(2023, 12, 28) + dt.timedelta(days=n) for n in range(66)]
    rows = duckdb.execute(
        f"""SELECT s, e, {complete_months("s", "e")}
        FROM (SELECT unnest($starts) AS s), (SELECT unnest(range(DATE '2023-12-28', DATE '2028-03-02', INTERVAL 1 DAY))::DATE AS e)
        WHERE s <= e""",
        {"starts": starts},
    ).fetchall()
    assert len(rows) > 90_000
    for start, end, months in rows:
        assert add_months(start, months) <= end < add_months(start, months + 1)
