"""AUC, calibration, lift and gains against numbers worked out by hand or by chance."""

from __future__ import annotations

import numpy as np
import pytest

from liuke.insight.churn.ranking import calibration_bins, calibration_error, gains_curve, rank_quality

RNG = np.random.default_rng(8)


@pytest.mark.parametrize(
    ("score", "auc", "lift"),
    [
        pytest.param([0.9, 0.8, 0.7] + [0.1] * 17, 1.0, 20 / 3, id="perfect"),
        pytest.param([0.1, 0.2, 0.3] + [0.9] * 17, 0.0, 0.0, id="upside down"),
        pytest.param([0.5] * 20, 0.5, None, id="no opinion"),
    ],
)
def test_an_order_is_judged_by_where_the_leavers_stand(score, auc, lift):
    gone = np.array([True] * 3 + [False] * 17)
    found = rank_quality(score=np.array(score), gone=gone)
    assert found.auc == pytest.approx(auc)
    if lift is not None:
        assert found.lift_top_decile == pytest.approx(lift)


def test_true_probabilities_have_only_sampling_error_and_false_ones_show():
    p = RNG.uniform(0.05, 0.95, 50_000)
    gone = RNG.uniform(size=p.size) < p
    assert rank_quality(score=p, gone=gone).ece < 0.01
    assert rank_quality(score=np.clip(p + 0.1, 0, 1), gone=gone).ece == pytest.approx(0.1, abs=0.02)


def test_days_overdue_have_no_calibration():
    assert rank_quality(score=np.arange(20.0), gone=np.arange(20) > 5, probability=False).ece is None


def test_bins_hold_equally_many_cars_lowest_first():
    bins = calibration_bins(probability=RNG.uniform(size=1_003), gone=RNG.uniform(size=1_003) < 0.5)
    assert len(bins) == 10
    assert {b.vehicles for b in bins} == {100, 101}
    predicted = [b.predicted for b in bins]
    assert predicted == sorted(predicted)
    assert 0 < calibration_error(bins) < 1


def test_gains_start_at_nothing_end_at_everything_and_never_fall():
    gone = np.arange(100) < 20
    curve = gains_curve(model=-np.arange(100.0), baseline=RNG.uniform(size=100), gone=gone)
    assert (curve[0], curve[-1]) == ((0, 0, 0), (1, 1, 1))
    assert curve[4] == (0.2, 1.0, pytest.approx(curve[4][2])), "the model finds all in the first fifth"
    for column in range(3):
        values = [point[column] for point in curve]
        assert values == sorted(values)
