"""Small numbers leant towards the mean: nearer to the truth, with intervals that hold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom

from liuke.insight.operations.shrinkage import shrink


def team(draw, people=40, mean=0.75, strength=30):
    truth = draw.beta(mean * strength, (1 - mean) * strength, people)
    trials = draw.integers(1, 120, people)
    return truth, draw.binomial(trials, truth), trials


def test_shrunk_shares_are_nearer_to_the_truth_than_raw_ones_and_nine_of_ten_intervals_hold():
    draw = np.random.default_rng(1)
    raw_error, shrunk_error, held = [], [], []
    for _ in range(60):
        truth, successes, trials = team(draw)
        found = shrink(successes=successes.tolist(), trials=trials.tolist())
        raw_error.append(np.mean((successes / trials - truth) ** 2))
        shrunk_error.append(np.mean((np.array([s.mean for s in found]) - truth) ** 2))
        held.append(np.mean([s.low <= t <= s.high for s, t in zip(found, truth, strict=True)]))
    assert np.mean(shrunk_error) < 0.5 * np.mean(raw_error)
    assert np.mean(held) == pytest.approx(0.9, abs=0.03)


def test_the_strength_of_the_prior_comes_near_to_that_of_maximum_likelihood():
    """An independent fit: the strength that makes the counts most probable under the beta-binomial law."""
    draw = np.random.default_rng(2)
    _, successes, trials = team(draw, people=600, strength=30)
    grid = np.arange(5, 120)
    mean = successes.sum() / trials.sum()
    likely = [betabinom.logpmf(successes, trials, mean * s, (1 - mean) * s).sum() for s in grid]
    ours = shrink(successes=[*successes.tolist(), 0], trials=[*trials.tolist(), 1])[-1].mean
    strength = ours / (mean - ours)
    assert strength == pytest.approx(grid[int(np.argmax(likely))], rel=0.25)


@pytest.mark.parametrize(
    ("label", "successes", "trials", "raw"),
    [("one lucky visit", 1, 1, 1.0), ("one unlucky visit", 0, 1, 0.0), ("a year of work", 450, 500, 0.9)],
)
def test_few_visits_lean_far_and_many_hardly(label, successes, trials, raw):
    others = [(round(n * share), n) for n, share in [(400, 0.6), (420, 0.8), (380, 0.7), (410, 0.75)]]
    found = shrink(successes=[successes, *(k for k, _ in others)], trials=[trials, *(n for _, n in others)])[
        0
    ]
    assert abs(found.mean - raw) < 0.02 if trials > 100 else abs(found.mean - 0.72) < 0.1, label
    assert found.low < found.mean < found.high


def test_people_who_do_not_differ_all_get_the_mean_without_false_precision():
    found = shrink(successes=[70, 70, 70], trials=[100, 100, 100])
    assert [s.mean for s in found] == pytest.approx([0.7] * 3, abs=0.002)
    assert all(s.high - s.low > 0.05 for s in found)


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (10, 10), (7, 10), (1, 1)])
def test_one_person_alone_stays_near_the_own_share(successes, trials):
    (found,) = shrink(successes=[successes], trials=[trials])
    assert found.mean == pytest.approx(successes / trials, abs=0.15)
    assert 0 <= found.low < found.high <= 1


def test_nobody_no_shares():
    assert shrink(successes=[], trials=[]) == []
