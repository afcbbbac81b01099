"""How much a slice's figure moves from month to month beyond what counting explains."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.slices import Months

Floats = npt.NDArray[np.float64]

_LAGS = (1, 6)
"""Neighbouring months, and half a year apart: noise that wanders shows only in the second."""

_USUAL = 0.03
"""First guess of the extra noise, in standard deviations of one unit."""

_CAP = 8.0
"""A squared difference counts at most this often its expectation: a true change must not pass for noise."""


def unit_variances(*, months: Months, share: bool) -> Floats:
    """Variance of one unit per slice, drawn towards the whole group's (row 0) by ten (means: fifty) units."""
    units = months.units.sum(axis=1)
    mean = months.value.sum(axis=1) / units
    if share:
        rate = np.clip((months.value.sum(axis=1) + 10 * mean[0]) / (units + 10), 1e-4, 1 - 1e-4)
        return np.asarray(rate * (1 - rate))
    own = np.maximum(months.value_sq.sum(axis=1) / units - mean**2, 0.0)
    return np.asarray((own * units + own[0] * 50) / (units + 50)) + 1e-12


def extra_noise(*, months: Months, unit_variance: Floats) -> float:
    """Variance of a month's own shock, pooled over slices cut by the same dimensions.

    From squared differences of monthly residual means at two lags, less what counting explains, each weighted
    by its precision and capped; the larger of the two lags, never below zero.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        figure = months.resid / months.units
        counting = unit_variance[:, None] / months.units
    guess = _USUAL**2 * unit_variance[:, None]
    found = [0.0]
    for lag in _LAGS:
        if figure.shape[1] <= lag:
            continue
        squared = (figure[:, lag:] - figure[:, :-lag]) ** 2
        expected = counting[:, lag:] + counting[:, :-lag]
        seen = np.isfinite(squared) & np.isfinite(expected)
        usual = expected + 2 * guess
        weight = np.where(seen, 1 / usual**2, 0.0)
        excess = np.where(seen, np.minimum(squared, _CAP * usual) - expected, 0.0)
        if weight.sum() > 0:
            found.append(float((weight * excess).sum() / (2 * weight.sum())))
    return max(found)
