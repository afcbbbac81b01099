"""How good an order of cars is, and how true a probability."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from liuke.insight.churn.findings import CalibrationBin, Ranking

Floats = NDArray[np.float64]
BINS = 10
STEPS = 20
"""The gains curve has a point per 5 % of the cars."""


def rank_quality(*, score: Floats, gone: NDArray[np.bool_], probability: bool = True) -> Ranking:
    """Quality of ranking leavers first by ``score``; its calibration error only if it is a ``probability``.

    Both outcomes must occur.

    >>> rank_quality(score=np.array([0.9, 0.8, 0.2, 0.1]), gone=np.array([True, True, False, False])).auc
    1.0
    """
    from sklearn.metrics import roc_auc_score

    bins = calibration_bins(probability=score, gone=gone) if probability else []
    top = _leavers_first(score)[: max(1, round(len(score) / BINS))]
    return Ranking(
        auc=float(roc_auc_score(gone, score)),
        ece=calibration_error(bins) if probability else None,
        lift_top_decile=float(gone[top].mean() / gone.mean()),
    )


def calibration_bins(*, probability: Floats, gone: NDArray[np.bool_]) -> list[CalibrationBin]:
    """Ten bins of equally many cars, lowest probability first (fewer with fewer than ten cars)."""
    order = np.argsort(probability, kind="stable")
    return [
        CalibrationBin(float(probability[part].mean()), float(gone[part].mean()), int(part.size))
        for part in np.array_split(order, BINS)
        if part.size
    ]


def calibration_error(bins: list[CalibrationBin]) -> float:
    """Expected calibration error: mean of |predicted − observed| over bins, weighted by cars.

    >>> calibration_error([CalibrationBin(0.1, 0.2, 10), CalibrationBin(0.6, 0.6, 30)])
    0.025
    """
    cars = sum(b.vehicles for b in bins)
    return sum(b.vehicles * abs(b.predicted - b.observed) for b in bins) / cars


def gains_curve(
    *, model: Floats, baseline: Floats, gone: NDArray[np.bool_]
) -> list[tuple[float, float, float]]:
    """(share of cars called, share of leavers found by the model, by the baseline), every 5 %.

    >>> gone = np.array([True, False, False, False])
    >>> gains_curve(model=np.array([0.9, 0.1, 0.1, 0.1]), baseline=np.array([1.0, 2, 3, 4]), gone=gone)[5]
    (0.25, 1.0, 0.0)
    """
    found = [np.concatenate([[0], np.cumsum(gone[_leavers_first(s)])]) for s in (model, baseline)]
    curve = []
    for step in range(STEPS + 1):
        called = round(len(gone) * step / STEPS)
        by_model, by_baseline = (float(f[called] / f[-1]) for f in found)
        curve.append((step / STEPS, by_model, by_baseline))
    return curve


def _leavers_first(score: Floats) -> NDArray[np.int64]:
    return np.argsort(-score, kind="stable")
