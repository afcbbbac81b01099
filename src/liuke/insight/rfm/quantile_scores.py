"""Scores 1 to n by quantiles: the textbook form of RFM, for setting our grades against other programs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def quantile_scores(
    *,
    recency_days: npt.ArrayLike,
    frequency: npt.ArrayLike,
    monetary: npt.ArrayLike,
    bins: int = 5,
) -> npt.NDArray[np.int64]:
    """The (customers × 3) scores of recency, frequency and spend, 1 the poorest and ``bins`` the best.

    A score rises by one at each inner quantile (linear interpolation) plus one whole unit: a value of q + 1
    or more lies above q. Recency is reversed, as few days are good. These are the bins of the R package
    *rfm* (``rfm_table_order``), so that its published tables can be reproduced.

    >>> days, orders, spend = [300, 200, 100, 50, 10], [1, 2, 4, 6, 9], [10, 80, 120, 300, 900]
    >>> quantile_scores(recency_days=days, frequency=orders, monetary=spend).tolist()
    [[1, 1, 1], [2, 1, 2], [3, 2, 3], [4, 4, 4], [5, 5, 5]]
    """
    recency = bins + 1 - _scores(recency_days, bins)
    return np.column_stack([recency, _scores(frequency, bins), _scores(monetary, bins)])


def _scores(values: npt.ArrayLike, bins: int) -> npt.NDArray[np.int64]:
    measured = np.asarray(values, dtype=np.float64)
    if not len(measured):
        return np.zeros(0, dtype=np.int64)
    edges = np.quantile(measured, np.arange(1, bins) / bins) + 1
    return np.searchsorted(edges, measured, side="right").astype(np.int64) + 1
