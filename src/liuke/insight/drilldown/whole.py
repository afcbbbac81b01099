"""How the whole group's figure moves by itself: a season, a slow drift, a shock of every month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Sizes = tuple[float, ...]
"""(season, shock, drift)."""

_SEASON = (0.0, 0.01, 0.02, 0.035, 0.06, 0.1, 0.17, 0.3)
_SHOCK = (0.0, 0.01, 0.02, 0.035, 0.06, 0.1, 0.17, 0.3)
_DRIFT = (0.0, 0.01, 0.025, 0.06, 0.15)
"""Candidates for the size of the season, of a month's own shock and of a year's drift, in standard deviations
of one unit."""

MOST_OF_IT = 0.4
"""A slice with a larger part of the units leaves too few others to measure the movement by."""

_STEP_MUST_GAIN = 4.0
"""Log likelihood a step must bring before the movement is fitted beside it."""


@dataclass(frozen=True)
class Movement:
    """``course``: season and drift by month of the history; ``doubt``: variance of the season's effect by
    month of the year; ``calendar``: month of the year by month; ``covariance``: what the whole figure varies
    by, season, drift and shocks not taken out; ``smoother``: takes a monthly figure to its season and
    drift."""

    course: Floats
    doubt: Floats
    calendar: Ints
    covariance: Floats
    smoother: Floats

    def beside(self, *, units: Floats, resid: Floats, whole: tuple[Floats, Floats]) -> Floats:
        """Season and drift of what is not in a slice, per slice (rows) and month.

        A slice is measured beside the others and not beside a whole it is part of: else the whole's drift
        takes a part of its fall. That of the ``whole`` (units, resid) where a slice is more than MOST_OF_IT.
        """
        others, rest = whole[0] - units, whole[1] - resid
        with np.errstate(divide="ignore", invalid="ignore"):
            usual = np.where(whole[0] > 0, whole[1] / whole[0], 0.0)
            figure = np.where(others > 0, rest / others, usual)
        courses = figure @ self.smoother.T
        large = units.sum(axis=1) > MOST_OF_IT * whole[0].sum()
        return np.asarray(np.where(large[:, None], self.course, courses))


def fit_movement(
    *, figure: Floats, variance: Floats, unit_variance: float, calendar: Ints, onsets: Sequence[int]
) -> Movement:
    """Fits level + season + drift + month shocks (+ one step, if the series asks for one) by restricted
    likelihood.

    ``figure``: the monthly figure, NaN without units; ``variance``: that of its mean by counting alone;
    ``unit_variance``: of one unit. Season and drift are random effects: with one year of data the season is
    all doubt, with three it is known. A step is fitted beside them, else a fall in the last months would be
    half taken for the season they stand in.
    """
    seen = np.isfinite(figure)
    design = np.ones((len(figure), 1))
    unseen = 1e9 * unit_variance
    series = _Series(np.where(seen, figure, 0.0), np.where(seen, variance, unseen), calendar, unit_variance)
    sizes = series.best_sizes(design)
    steps = [np.column_stack([design, np.arange(len(figure)) >= onset]) for onset in onsets]
    if steps:
        gains = [series.likelihood(step, sizes, restricted=False) for step in steps]
        best = int(np.argmax(gains))
        if gains[best] - series.likelihood(design, sizes, restricted=False) > _STEP_MUST_GAIN:
            design = steps[best]
            sizes = series.best_sizes(design)
    smoother, doubt = series.smoother(design, sizes)
    return Movement(smoother @ series.figure, doubt, calendar, series.covariance(sizes), smoother)


@dataclass(frozen=True)
class _Series:
    figure: Floats
    variance: Floats
    calendar: Ints
    unit_variance: float

    def best_sizes(self, design: Floats) -> Sizes:
        """(season, shock, drift) of the highest restricted likelihood, one improved after the other; the
        smaller where they are level."""
        best: Sizes = (_SEASON[3], _SHOCK[1], _DRIFT[1])
        before: Sizes | None = None
        while best != before:
            before = best
            for place, candidates in enumerate((_SEASON, _SHOCK, _DRIFT)):
                choices = [(*best[:place], size, *best[place + 1 :]) for size in candidates]
                best = max(choices, key=lambda s: round(self.likelihood(design, s, restricted=True), 6))
        return best

    def likelihood(self, design: Floats, sizes: Sizes, *, restricted: bool) -> float:
        total = self.covariance(sizes)
        solved = np.linalg.solve(total, np.column_stack([design, self.figure]))
        inner = design.T @ solved[:, :-1]
        level = np.linalg.solve(inner, design.T @ solved[:, -1])
        rest = self.figure - design @ level
        fit = float(rest @ (solved[:, -1] - solved[:, :-1] @ level)) + float(np.linalg.slogdet(total)[1])
        return -0.5 * (fit + (float(np.linalg.slogdet(inner)[1]) if restricted else 0.0))

    def smoother(self, design: Floats, sizes: Sizes) -> tuple[Floats, Floats]:
        """The best linear predictor of season + drift by month, and the variance of the season's error."""
        season, drift = self._parts(sizes)
        inverse = np.linalg.inv(self.covariance(sizes))
        away = inverse - inverse @ design @ np.linalg.solve(design.T @ inverse @ design, design.T @ inverse)
        by_month = np.equal.outer(np.arange(12), self.calendar) * (sizes[0] ** 2 * self.unit_variance)
        doubt = sizes[0] ** 2 * self.unit_variance - np.einsum("ij,jk,ik->i", by_month, away, by_month)
        return (season + drift) @ away, np.maximum(doubt, 0.0)

    def covariance(self, sizes: Sizes) -> Floats:
        season, drift = self._parts(sizes)
        return season + drift + np.diag(self.variance + sizes[1] ** 2 * self.unit_variance)

    def _parts(self, sizes: Sizes) -> tuple[Floats, Floats]:
        years = (np.arange(len(self.figure)) - (len(self.figure) - 1) / 2) / 12
        same = np.equal.outer(self.calendar, self.calendar).astype(float)
        season, _, drift = (size**2 * self.unit_variance for size in sizes)
        return season * same, drift * np.outer(years, years)
