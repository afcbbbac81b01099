"""What cars will still bring: peers, own past, ageing, leaving, and one more point of retention."""

from __future__ import annotations

import numpy as np
import pytest

from liuke.insight.value.active_years import ActiveYears
from liuke.insight.value.expected_profit import AGES, Earnings, ProfitModel, age_code
from liuke.insight.value.options import ValueOptions
from liuke.insight.value.statistical_value import summarise_values, value_cars

RNG = np.random.default_rng(5)
CARS = 20_000


def cars(*, own_matters: bool) -> tuple[Earnings, np.ndarray, np.ndarray]:
    """Cars whose coming profit is that of their age and series, and (or not) of their own past."""
    age = RNG.integers(0, 8, CARS)
    series = RNG.integers(0, 3, CARS)
    wealth = np.exp(0.5 * RNG.standard_normal(CARS))
    peer = (500 + 100 * age) * np.array([1.0, 1.5, 0.7])[series]
    probability = RNG.uniform(0.05, 0.6, CARS)
    earnings = Earnings(
        age=age,
        series=series,
        series_names=("ES6", "ES8", "ET5"),
        yearly_yuan=peer * wealth * np.exp(0.2 * RNG.standard_normal(CARS)),
        visits=RNG.integers(1, 9, CARS).astype(float),
        probability=probability,
    )
    came = RNG.uniform(size=CARS) > probability
    profit = peer * (wealth if own_matters else np.exp(0.5 * RNG.standard_normal(CARS)))
    return earnings, came, np.where(came, profit, 0.0)


@pytest.mark.parametrize("own_matters", [True, False])
def test_a_cars_own_past_counts_as_much_as_it_has_foretold(own_matters):
    earnings, came, profit = cars(own_matters=own_matters)
    model = ProfitModel.fit(earnings=earnings, came=came, profit_yuan=profit)
    assert (model.credibility < 2) is own_matters
    expected = model.expected_yuan(earnings)
    assert expected[came].sum() == pytest.approx(profit.sum(), rel=0.01)
    for series in range(3):
        here = came & (earnings.series == series)
        assert expected[here].sum() == pytest.approx(profit[here].sum(), rel=0.03)


def test_the_forecast_is_right_among_rich_and_poor_and_among_likely_and_unlikely_comers():
    earnings, came, profit = cars(own_matters=True)
    profit = profit * (1.2 - earnings.probability)
    model = ProfitModel.fit(earnings=earnings, came=came, profit_yuan=profit)
    expected = model.expected_yuan(earnings)
    for order in (expected, earnings.probability):
        for decile in np.array_split(np.argsort(order), 10):
            here = decile[came[decile]]
            assert expected[here].sum() == pytest.approx(profit[here].sum(), rel=0.12)


def test_a_series_never_seen_before_and_an_unknown_age_take_the_mean_of_all():
    earnings, came, profit = cars(own_matters=True)
    model = ProfitModel.fit(earnings=earnings, came=came, profit_yuan=profit)
    stranger = Earnings(
        age=age_code(np.array([np.nan])),
        series=np.array([0]),
        series_names=("new",),
        yearly_yuan=np.array([0.0]),
        visits=np.array([0.0]),
        probability=np.array([0.3]),
    )
    assert model.expected_yuan(stranger)[0] == pytest.approx(profit[came].mean(), rel=0.1)


def test_nobody_came_and_nobody_is_expected_to_bring_anything():
    earnings, _, _ = cars(own_matters=True)
    model = ProfitModel.fit(earnings=earnings, came=np.zeros(CARS, dtype=bool), profit_yuan=np.zeros(CARS))
    assert (model.expected_yuan(earnings) == 0).all()


def test_the_share_that_stays_is_measured_among_active_cars_and_leans_on_all_where_few():
    age = np.array([1] * 10_000 + [9] * 2)
    was_active = np.ones(10_002, dtype=bool)
    was_active[:2_000] = False
    came = np.zeros(10_002, dtype=bool)
    came[2_000:8_000] = True
    years = ActiveYears.measure(age=age, was_active=was_active, came=came, yuan=np.ones(AGES))
    assert years.stays[1] == pytest.approx(0.75, abs=0.001)
    assert years.stays[9] == pytest.approx(0.75, abs=0.05), "two cars that stayed away prove nothing"


@pytest.mark.parametrize(
    ("years", "rate", "worth"),
    [
        pytest.param(1, 0.0, 1.0, id="one year without interest"),
        pytest.param(1, 0.08, 1.08**-0.5, id="money comes in mid-year"),
        pytest.param(3, 0.0, 1 + 0.8 * 1.1 + 0.8**2 * 1.1**2, id="stays and grows"),
        pytest.param(
            3, 0.08, sum((0.8 * 1.1) ** j * 1.08 ** -(j + 0.5) for j in range(3)), id="all together"
        ),
    ],
)
def test_years_worth_is_the_discounted_sum_of_staying_and_ageing(years, rate, worth):
    growing = ActiveYears(stays=np.full(AGES, 0.8), yuan=1_000 * 1.1 ** np.arange(AGES))
    assert growing.years_worth(horizon_years=years, discount_rate=rate)[0] == pytest.approx(worth)


def test_one_more_point_of_retention_is_the_difference_it_makes():
    """One car, certain numbers: 1,000 yuan a year, comes with 0.7, stays with 0.8, two years, no interest."""
    earnings, came, profit = cars(own_matters=True)
    profits = ProfitModel.fit(earnings=earnings, came=came, profit_yuan=profit)
    years = ActiveYears(stays=np.full(AGES, 0.8), yuan=np.ones(AGES))
    values = value_cars(
        earnings=earnings,
        profits=profits,
        years=years,
        options=ValueOptions(horizon_years=2, discount_rate=0.0),
    )
    given_visit = values.first_year / (1 - earnings.probability)
    assert values.if_kept == pytest.approx(given_visit * 1.8)
    assert values.expected == pytest.approx((1 - earnings.probability) * given_visit * 1.8)
    more = (1 - earnings.probability + 0.01) * given_visit * 1.81
    assert values.of_a_point == pytest.approx(more - values.expected)


def test_deciles_run_from_the_richest_and_share_the_whole():
    found = summarise_values(expected_yuan=np.arange(25.0), options=ValueOptions(), error=-0.02)
    assert [b.decile for b in found.deciles] == list(range(1, 11))
    assert found.deciles[0].mean_yuan == pytest.approx(23.0)
    assert sum(b.share for b in found.deciles) == pytest.approx(1)
    assert (found.total_yuan, found.median_yuan, found.error) == (300.0, 12.0, -0.02)


def test_few_cars_make_few_deciles_and_none_makes_no_value():
    assert len(summarise_values(expected_yuan=np.array([5.0, 1.0]), options=ValueOptions()).deciles) == 2
    assert summarise_values(expected_yuan=np.array([]), options=ValueOptions()) is None
