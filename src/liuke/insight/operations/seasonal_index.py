"""The seasonal index 淡旺季指数: how much busier or quieter each calendar month is, growth taken out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

YEAR = 12
SHORTEST_MONTHS = 24
"""Below it some calendar month has no complete year around it."""


def seasonal_index(visits: Sequence[int], *, first_month: int) -> list[float | None]:
    """January to December as multiples of an average month, from consecutive months of visits.

    ``first_month`` is the integer month of the first one. Classical decomposition by ratio to moving average:
    each month is divided by the centred mean of the twelve months around it (2 × 12 moving average, which
    follows growth and holds no season), the median of these ratios is taken per calendar month, and the
    twelve medians are scaled to the mean 1. All None below 24 months, or when a calendar month has no ratio.

    >>> growing_with_a_quiet_february = [100 + m - (30 if m % 12 == 1 else 0) for m in range(36)]
    >>> index = seasonal_index(growing_with_a_quiet_february, first_month=2022 * 12)
    >>> round(index[1], 2), round(index[6], 2)
    (0.76, 1.02)
    """
    unknown: list[float | None] = [None] * YEAR
    if len(visits) < SHORTEST_MONTHS:
        return unknown
    measured = np.asarray(visits, dtype=np.float64)
    weights = np.array([0.5, *[1.0] * (YEAR - 1), 0.5]) / YEAR
    trend = np.convolve(measured, weights, mode="valid")
    inner = measured[YEAR // 2 : -(YEAR // 2)]
    calendar_months = (first_month + YEAR // 2 + np.arange(len(trend))) % YEAR
    medians = []
    for month in range(YEAR):
        there = (calendar_months == month) & (trend > 0)
        if not there.any():
            return unknown
        medians.append(float(np.median(inner[there] / trend[there])))
    mean = float(np.mean(medians))
    return [median / mean for median in medians] if mean else unknown
