"""Without a planted trouble the group is healthy, by figures computed with pandas straight from the rows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

HEALTHY = [
    ("first-service return", lambda hand: hand.headline_return(1), 0.90, 0.93),
    ("second-service return", lambda hand: hand.headline_return(2), 0.76, 0.80),
    ("three-year retention", lambda hand: hand.three_year_retention(), 0.57, 0.65),
    ("appointment punctuality", lambda hand: hand.punctuality(), 0.845, 0.875),
    ("satisfaction", lambda hand: hand.satisfaction(), 0.90, 0.93),
    ("NPS", lambda hand: hand.nps(), 47.0, 54.0),
    ("complaint rate", lambda hand: hand.complaint_rate(), 0.0025, 0.0055),
    ("revenue per visit", lambda hand: hand.revenue_per_visit(), 1100.0, 1400.0),
    ("same-day completion", lambda hand: hand.same_day(), 0.88, 0.93),
    ("average wait", lambda hand: hand.average_wait(), 15.0, 26.0),
]


@pytest.mark.parametrize("seed", [1, 3])
@pytest.mark.parametrize(("figure", "compute", "low", "high"), HEALTHY, ids=[case[0] for case in HEALTHY])
def test_a_figure_of_the_healthy_group_lies_where_it_should(by_hand, seed, figure, compute, low, high):
    assert low <= compute(by_hand(seed=seed)) <= high


@pytest.mark.slow
@pytest.mark.parametrize(("figure", "compute", "low", "high"), HEALTHY, ids=[case[0] for case in HEALTHY])
def test_over_eight_groups_the_figure_is_right_on_average(by_hand, figure, compute, low, high):
    figures = [compute(by_hand(seed=seed)) for seed in range(1, 9)]
    assert low <= float(np.mean(figures)) <= high
    assert all(low - 0.35 * (high - low) <= value <= high + 0.35 * (high - low) for value in figures)


def test_an_owner_comes_about_three_times_in_two_years_then_less(by_hand):
    hand = by_hand()
    cars = hand.cars[hand.cars.delivery_day < "2019-10-01"]
    visits = hand.visits.merge(cars[["vin", "delivery_day"]], on="vin")
    age = (visits.day - visits.delivery_day).dt.days // 365
    per_year = [float((age == year).sum() / len(cars)) for year in range(5)]
    assert 2.5 <= per_year[0] + per_year[1] <= 3.7
    assert all(later < earlier for earlier, later in pairwise(per_year[1:]))


def test_second_service_return_has_no_trend(by_hand):
    hand = by_hand()
    rates = [hand.return_by_due(2, f"{y}-04-01", f"{y + 1}-04-01") for y in (2020, 2021, 2022, 2023)]
    assert max(rate for rate, _ in rates) - min(rate for rate, _ in rates) < 0.06


@pytest.mark.parametrize("dimension", ["store", "district", "series", "adviser"])
def test_natural_differences_between_slices_are_moderate(group_of, dimension):
    """By the true chances, so that the dice do not blur it: two or three points to either side."""
    world = group_of()
    decisions, cars = world.returns.decisions, world.scene.cars
    second = (decisions.service == 2) & ~cars.stranger[decisions.car]
    slices = {
        "store": cars.store[decisions.car],
        "district": world.scene.owners.district[cars.owner[decisions.car]],
        "series": cars.series[decisions.car],
        "adviser": decisions.adviser,
    }
    frame = pd.DataFrame({"slice": slices[dimension][second], "chance": decisions.chance[second]})
    chances = frame.groupby("slice").chance.agg(["mean", "size"])
    chances = chances[chances["size"] >= 80]["mean"]
    assert 0.002 < float(np.std(chances)) < 0.03
    assert float(chances.max() - chances.min()) < 0.085


def test_the_day_has_its_shape(by_hand):
    arrived = by_hand().frames["orders"].query("role == 0").arrived_at
    by_weekday = arrived.dt.weekday.value_counts()
    assert by_weekday.idxmax() == 5
    by_hour = arrived.dt.hour.value_counts()
    assert by_hour.idxmax() in (9, 10)
    assert arrived.dt.hour.between(7, 18).all()


def test_nobody_works_on_new_years_eve_and_the_days_before_are_busy(by_hand):
    day = by_hand().frames["orders"].query("role == 0").arrived_at.dt.normalize()
    festival = pd.Timestamp("2024-02-10")
    per_day = day.value_counts()
    assert per_day.reindex(pd.date_range(festival - pd.Timedelta(days=1), periods=4)).fillna(0).sum() == 0
    rush = per_day.reindex(pd.date_range(festival - pd.Timedelta(days=12), periods=10)).mean()
    assert rush > 1.15 * len(day[day >= "2023-10-01"]) / 366
