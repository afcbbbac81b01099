"""The formulas against slower, independent ways to the same number, and histories that cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import check_grad
from scipy.special import hyp2f1
from scipy.stats import beta

from liuke.insight.value import beta_geometric, pareto_nbd
from liuke.insight.value.bg_nbd import BgNbd
from liuke.insight.value.gamma_gamma import GammaGamma, ImpossibleSpend
from liuke.insight.value.likelihood import ImpossibleHistory, NothingToFit, distinct_rows
from liuke.insight.value.mbg_nbd import MbgNbd
from liuke.insight.value.pareto_nbd import ParetoNbd

HISTORIES = {
    "came once": (0.0, 0.0, 38.86),
    "came twice, long ago": (1.0, 1.71, 38.86),
    "comes often": (26.0, 37.0, 38.86),
    "came today": (3.0, 20.0, 20.0),
}
X, LAST, AGE = (np.array(column) for column in zip(*HISTORIES.values(), strict=True))


@pytest.mark.parametrize("at_start", [False, True], ids=["BG/NBD", "MBG/NBD"])
def test_the_gradient_is_the_slope_of_the_likelihood(at_start):
    def both(parameters):
        return beta_geometric.log_likelihood(
            parameters, repeats=X, last=LAST, age=AGE, counts=np.array([5.0, 3, 1, 2]), at_start=at_start
        )

    point = np.array([0.6, 5.0, 0.9, 2.4])
    assert check_grad(lambda p: both(p)[0], lambda p: both(p)[1], point) < 1e-4


@pytest.mark.parametrize("point", [(0.55, 10.6, 0.61, 11.7), (2.0, 0.5, 1.0, 40.0)], ids=["α < β", "α ≪ β"])
def test_the_gradient_of_pareto_nbd_is_the_slope_of_its_likelihood(point):
    def both(parameters):
        total, slopes, _ = pareto_nbd._likelihood(parameters, x=X, last=LAST, age=AGE)
        return total.sum(), np.array([slope.sum() for slope in slopes])

    assert check_grad(lambda p: both(p)[0], lambda p: both(p)[1], np.array(point)) < 1e-4


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
def test_pareto_nbd_gives_the_hypergeometric_probability_of_being_alive(history):
    """Schmittlein, Morrison and Colombo (1987), with the Gaussian hypergeometric function, for α < β."""
    x, last, age = history
    r, alpha, s, b = 0.553, 10.578, 0.606, 11.669

    def part(t):
        value = hyp2f1(r + s + x, r + x, r + s + x + 1, (b - alpha) / (b + t))
        return value / (b + t) ** (r + s + x)

    odds = s / (r + s + x) * (alpha + age) ** (r + x) * (b + age) ** s * (part(last) - part(age))
    model = ParetoNbd(r=r, alpha=alpha, s=s, beta=b)
    alive = float(model.probability_alive(repeats=x, last=last, age=age))
    assert alive == pytest.approx(1 / (1 + odds), rel=1e-9)


@pytest.mark.parametrize("at_start", [False, True], ids=["BG/NBD", "MBG/NBD"])
def test_expected_purchases_are_the_mean_over_rates_and_chances_to_leave(at_start):
    """E[X(t)] = ∫ (1 − (α ÷ (α + pt))^r) ÷ p over p, times (1 − p) where one may leave at the start.

    The inner integral over the rates is the Laplace transform of the gamma distribution.
    """
    shape, scale, a, b = 0.525, 6.183, 0.891, 1.614

    def integrand(p):
        stays = 1 - p if at_start else 1.0
        return stays * (1 - (scale / (scale + p * 39)) ** shape) / p * beta.pdf(p, a, b)

    slow, _ = quad(integrand, 0, 1, epsrel=1e-8)
    model = (MbgNbd if at_start else BgNbd)(r=shape, alpha=scale, a=a, b=b)
    assert float(model.expected_purchases(time=39)) == pytest.approx(slow, rel=1e-6)


def test_expected_purchases_of_pareto_nbd_are_rate_times_time_until_leaving():
    model = ParetoNbd(r=0.553, alpha=10.578, s=0.606, beta=11.669)
    survival, _ = quad(lambda t: (model.beta / (model.beta + t)) ** model.s, 0, 39)
    expected = float(model.expected_purchases(time=39))
    assert expected == pytest.approx(model.r / model.alpha * survival, rel=1e-9)


@pytest.mark.parametrize("model", [BgNbd(0.3, 5.0, 1.0, 2.0), ParetoNbd(0.6, 10.0, 1.0, 12.0)])
def test_the_singular_point_of_a_formula_is_passed_smoothly(model):
    def beside(step):
        values = list(vars(model).values())
        values[2] += step
        return float(type(model)(*values).expected_purchases(time=39))

    middle = float(model.expected_purchases(time=39))
    assert middle == pytest.approx((beside(-1e-3) + beside(1e-3)) / 2, rel=1e-4)


@pytest.mark.parametrize("model", [BgNbd, MbgNbd, ParetoNbd])
def test_a_fit_finds_the_parameters_that_made_the_purchases(model):
    x, last, age = _made_by(model, customers=20_000)
    fitted = model.fit(repeats=x, last=last, age=age)
    assert np.log(list(vars(fitted).values())) == pytest.approx(np.log([0.8, 6.0, 0.9, 2.5]), abs=0.25)


@pytest.mark.parametrize(
    ("x", "last", "age"),
    [
        pytest.param(-1, 0, 10, id="fewer than no purchases"),
        pytest.param(2, 12, 10, id="last purchase after the end"),
        pytest.param(0, 3, 10, id="a last purchase without a repeat"),
        pytest.param(2, 0, 10, id="repeats without time"),
        pytest.param(2, float("nan"), 10, id="not a number"),
    ],
)
@pytest.mark.parametrize("model", [BgNbd, MbgNbd, ParetoNbd])
def test_a_history_that_cannot_be_is_refused_by_its_number(model, x, last, age):
    with pytest.raises(ImpossibleHistory) as refusal:
        model.fit(repeats=[1, x], last=[1, last], age=[10, age])
    assert refusal.value.parameters["row"] == 2


@pytest.mark.parametrize("model", [BgNbd, MbgNbd, ParetoNbd])
@pytest.mark.parametrize("customers", [0, 5], ids=["nobody", "nobody came again"])
def test_without_a_repeat_purchase_nothing_is_fitted(model, customers):
    with pytest.raises(NothingToFit):
        model.fit(repeats=[0] * customers, last=[0] * customers, age=[10] * customers)


def test_gamma_gamma_refuses_free_purchases_and_ignores_those_without():
    with pytest.raises(ImpossibleSpend):
        GammaGamma.fit(purchases=[2, 1], mean=[10, 0])
    with pytest.raises(NothingToFit):
        GammaGamma.fit(purchases=[0, 0], mean=[0, 0])


def test_gamma_gamma_leans_on_all_customers_where_one_has_bought_little():
    model = GammaGamma(p=6.25, q=3.74, v=15.44)
    means = model.expected_mean(purchases=[0, 1, 5, 500], mean=[0, 100, 100, 100])
    assert means[0] == pytest.approx(35.2, abs=0.1)
    assert list(means) == sorted(means)
    assert means[-1] == pytest.approx(100, rel=0.01)


def test_without_a_finite_mean_a_newcomer_is_worth_nobody_knows_what():
    assert np.isnan(GammaGamma(p=6.25, q=0.9, v=15.44).expected_mean(purchases=0, mean=0))


def test_equal_rows_are_counted_whatever_their_order():
    rows, counts = distinct_rows(np.array([2.0, 1, 2, 1]), np.array([3.0, 4, 3, 5]))
    assert sorted(zip(*(column.tolist() for column in rows), counts.tolist(), strict=True)) == [
        (1, 4, 1),
        (1, 5, 1),
        (2, 3, 2),
    ]


def _made_by(model, *, customers):
    """Histories simulated customer by customer from the model's story with (0.8, 6, 0.9, 2.5)."""
    rng = np.random.default_rng(3)
    rate = rng.gamma(0.8, 1 / 6.0, customers)
    age = rng.uniform(30, 60, customers)
    if model is ParetoNbd:
        life, leave = rng.exponential(1 / rng.gamma(0.9, 1 / 2.5, customers)), np.zeros(customers)
    else:
        life, leave = np.full(customers, np.inf), rng.beta(0.9, 2.5, customers)
    x, last = np.zeros(customers), np.zeros(customers)
    here = np.ones(customers, bool) if model is not MbgNbd else rng.uniform(size=customers) > leave
    now = np.zeros(customers)
    while here.any():
        now = now + rng.exponential(1 / np.maximum(rate, 1e-12))
        here &= now < np.minimum(age, life)
        x, last = np.where(here, x + 1, x), np.where(here, now, last)
        here &= rng.uniform(size=customers) > leave
    return x, last, age
