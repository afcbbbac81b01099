"""Lorenz curve and Gini against their definitions."""

from __future__ import annotations

import numpy as np
import pytest

from liuke.insight.rfm.profit_spread import profit_spread


def gini_by_pairs(profits):
    """Half the mean absolute difference of all pairs, relative to the mean."""
    values = np.array(profits, dtype=float)
    return np.abs(values[:, None] - values).mean() / 2 / values.mean()


@pytest.mark.parametrize(
    ("profits", "gini", "top_fifth"),
    [
        ([50] * 10, 0.0, 0.2),
        ([0] * 9 + [70], 0.9, 1.0),
        ([100, 100, 100, 100, 600], 0.4, 0.6),
        ([300], 0.0, 0.2),
    ],
)
def test_known_spreads(profits, gini, top_fifth):
    spread = profit_spread(profits)
    assert spread.gini == pytest.approx(gini, abs=1e-12)
    assert spread.top_fifth_share == pytest.approx(top_fifth)


@pytest.mark.parametrize("owners", [7, 100, 101, 800])
def test_gini_is_the_mean_difference_of_all_pairs(owners):
    profits = np.random.default_rng(owners).lognormal(6, 1, owners)
    assert profit_spread(profits).gini == pytest.approx(gini_by_pairs(profits))


@pytest.mark.parametrize("owners", [1, 5, 100, 101, 5_000])
def test_the_curve_runs_from_nothing_to_everything_and_bends_upwards(owners):
    curve = profit_spread(np.random.default_rng(1).lognormal(6, 1, owners)).lorenz
    assert (curve[0], curve[-1]) == ((0.0, 0.0), (1.0, 1.0))
    assert len(curve) <= 101
    steps = np.diff(np.array(curve)[:, 1])
    assert (np.diff(steps) >= -1e-12).all()


def test_owners_who_cost_money_draw_the_curve_below_zero():
    spread = profit_spread([-100, 0, 0, 0, 300])
    assert min(share for _, share in spread.lorenz) == pytest.approx(-0.5)
    assert spread.gini == pytest.approx(gini_by_pairs([-100, 0, 0, 0, 300]))


@pytest.mark.parametrize("profits", [[], [0, 0], [-50, 20]])
def test_without_profit_there_is_nothing_to_spread(profits):
    assert profit_spread(profits) is None
