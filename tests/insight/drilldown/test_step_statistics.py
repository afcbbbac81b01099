"""The numbers behind a finding, held against somebody else's: dense algebra, scipy, simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from liuke.insight.drilldown.noise import extra_noise, unit_variances
from liuke.insight.drilldown.scan import Spread, log_chance, scan_steps, scan_whole
from liuke.insight.drilldown.shape import shape_of
from liuke.insight.drilldown.slices import Months
from liuke.insight.drilldown.whole import fit_movement

MONTHS = 30
CALENDAR = (4 + np.arange(MONTHS)) % 12


def months_of(units, value, squares=None):
    value = np.asarray(value, float)
    return Months(np.asarray(units, float), value, value if squares is None else squares, value)


def dense_step(figure, covariance, onset):
    """Generalised least squares of level + step, by the book."""
    design = np.column_stack([np.ones(MONTHS), np.arange(MONTHS) >= onset])
    inverse = np.linalg.inv(covariance)
    variance = np.linalg.inv(design.T @ inverse @ design)
    return (variance @ design.T @ inverse @ figure)[1], 1 / variance[1, 1]


@pytest.mark.parametrize("doubt", [0.0, 0.0004, 0.01])
def test_the_fast_scan_is_generalised_least_squares(doubt):
    rng = np.random.default_rng(1)
    units = rng.integers(5, 60, (3, MONTHS))
    months = months_of(units, rng.binomial(units, 0.7))
    spread = Spread(np.array([0.2, 0.21, 0.19]), np.array([0.0, 0.001, 0.003]), np.full(12, doubt), CALENDAR)
    onsets = [6, 14, 27]
    steps = scan_steps(months=months, spread=spread, onsets=onsets, share=True)
    same = np.equal.outer(CALENDAR, CALENDAR)
    for row in range(3):
        covariance = np.diag(spread.unit[row] / units[row] + spread.noise[row]) + doubt * same
        for place, onset in enumerate(onsets):
            effect, information = dense_step(months.resid[row] / units[row], covariance, onset)
            assert steps.effect[row, place] == pytest.approx(effect)
            assert steps.information[row, place] == pytest.approx(information)


def test_the_whole_group_s_scan_is_generalised_least_squares():
    rng = np.random.default_rng(2)
    units = rng.integers(100, 200, (1, MONTHS))
    months = months_of(units, rng.binomial(units, 0.7))
    root = rng.normal(0, 0.02, (MONTHS, MONTHS))
    covariance = root @ root.T + np.diag(0.2 / units[0])
    steps = scan_whole(months=months, unit=np.array([0.2]), covariance=covariance, onsets=[9, 20], share=True)
    for place, onset in enumerate((9, 20)):
        effect, information = dense_step(months.resid[0] / units[0], covariance, onset)
        assert steps.effect[0, place] == pytest.approx(effect)
        assert steps.information[0, place] == pytest.approx(information)


@pytest.mark.parametrize(("late", "of"), [(60, 100), (1, 40), (0, 30), (23, 40)])
def test_without_extra_noise_the_statistic_is_the_g_test_of_two_binomials(late, of):
    units, value = np.full((1, MONTHS), 20.0), np.full((1, MONTHS), 15.0)
    units[0, 25:], value[0, 25:] = of / 5, late / 5
    pooled = value.sum() / units.sum()
    spread = Spread(np.array([pooled * (1 - pooled)]), np.zeros(1), np.zeros(12), CALENDAR)
    [[z]] = scan_steps(months=months_of(units, value), spread=spread, onsets=[25], share=True).z
    table = [[15 * 25, 5 * 25], [late, of - late]]
    g = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert abs(z) == pytest.approx(np.sqrt(g))
    assert z < 0


def test_a_rise_is_no_candidate_and_is_weighed_as_it_stands():
    units, value = np.full((1, MONTHS), 20.0), np.full((1, MONTHS), 15.0)
    value[0, 25:] = 19.0
    spread = Spread(np.array([0.15]), np.zeros(1), np.zeros(12), CALENDAR)
    steps = scan_steps(months=months_of(units, value), spread=spread, onsets=[25], share=True)
    assert steps.z[0, 0] == pytest.approx(0.2 * np.sqrt(steps.information[0, 0]))


@pytest.mark.parametrize("b", [2.5, 3.0, 3.5])
def test_the_chance_of_a_step_anywhere_is_bounded_and_not_wildly(b):
    rng = np.random.default_rng(3)
    walks = rng.standard_normal((200_000, 36)).cumsum(axis=1)
    onsets = np.arange(6, 35)
    before, after = walks[:, onsets - 1], walks[:, -1:] - walks[:, onsets - 1]
    z = (after / (36 - onsets) - before / onsets) / np.sqrt(1 / onsets + 1 / (36 - onsets))
    simulated = (z.min(axis=1) <= -b).mean()
    [bound] = np.exp(log_chance(np.array([-b]), np.array([6 / 36]), np.array([34 / 36])))
    assert simulated <= bound <= 3 * simulated


class TestTheGroupsOwnMovement:
    def fit(self, figure, variance=2e-4):
        return fit_movement(
            figure=figure,
            variance=np.full(MONTHS, variance),
            unit_variance=0.19,
            calendar=CALENDAR,
            onsets=range(6, 29),
        )

    def test_a_season_is_learnt(self):
        season = 0.05 * np.sin(2 * np.pi * CALENDAR / 12)
        luck = np.random.default_rng(4).normal(0, 0.01, MONTHS)
        fitted = self.fit(0.75 + season + luck).course
        assert np.corrcoef(fitted, season)[0, 1] > 0.95
        assert np.abs(fitted - fitted.mean() - (season - season.mean())).max() < 0.025

    def test_a_fall_in_the_last_months_is_not_taken_for_their_season(self):
        fall = np.where(np.arange(MONTHS) >= 25, -0.12, 0.0)
        luck = np.random.default_rng(5).normal(0, 0.01, MONTHS)
        assert np.ptp(self.fit(0.75 + fall + luck).course) < 0.03

    def test_a_steady_figure_does_not_move(self):
        assert np.abs(self.fit(np.full(MONTHS, 0.75)).course).max() < 1e-9


class TestNoise:
    def rows(self, shock, units=80, slices=40):
        rng = np.random.default_rng(6)
        counts = np.full((slices, 36), units)
        rate = 0.75 + rng.normal(0, shock, counts.shape)
        return months_of(counts, rng.binomial(counts, rate))

    @pytest.mark.parametrize("shock", [0.03, 0.06])
    def test_shocks_per_month_are_measured(self, shock):
        months = self.rows(shock)
        found = extra_noise(months=months, unit_variance=np.full(40, 0.75 * 0.25))
        assert np.sqrt(found) == pytest.approx(shock, rel=0.2)

    def test_without_shocks_there_is_next_to_none(self):
        months = self.rows(0.0)
        assert np.sqrt(extra_noise(months=months, unit_variance=np.full(40, 0.75 * 0.25))) < 0.015

    def test_one_collapsed_slice_does_not_pass_for_noise(self):
        months = self.rows(0.0)
        months.resid[0, 30:] = 0.0
        assert np.sqrt(extra_noise(months=months, unit_variance=np.full(40, 0.75 * 0.25))) < 0.02

    def test_a_slice_without_a_failure_still_varies(self):
        units = np.vstack([np.full(36, 100.0), np.full(36, 2.0)])
        value = np.vstack([np.full(36, 75.0), np.full(36, 2.0)])
        assert unit_variances(months=months_of(units, value), share=True)[1] > 0.02


SHAPES = [
    pytest.param(lambda m: -0.3 * (m >= 20), 20, False, True, id="sudden"),
    pytest.param(lambda m: -0.3 * np.clip((m - 14) / 12, 0, 1), 15, True, True, id="gradual"),
    pytest.param(lambda m: -0.3 * ((m >= 12) & (m < 18)), 12, False, False, id="over"),
    pytest.param(
        lambda m: -0.3 * ((m >= 12) & (m < 18)) - 0.2 * (m >= 18), 12, False, True, id="half way back"
    ),
    pytest.param(
        lambda m: 0.2 * ((m >= 8) & (m < 16)) - 0.2 * (m >= 16), 16, False, True, id="rose, then fell"
    ),
]


@pytest.mark.parametrize(("law", "since", "gradual", "lasting"), SHAPES)
def test_the_course_of_a_change_is_told(law, since, gradual, lasting):
    month = np.arange(MONTHS)
    figure = law(month) + np.random.default_rng(7).normal(0, 0.01, MONTHS)
    shape = shape_of(figure=figure, weight=np.full(MONTHS, 1e4), least=0.04)
    assert (shape.since, shape.gradual, shape.lasting) == (since, gradual, lasting)
    assert np.abs(shape.course - (law(month) if lasting else law(month) * (month < 18))).max() < 0.06
