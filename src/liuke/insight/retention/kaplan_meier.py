"""Kaplan and Meier's share of cars still awaited, by whole months of age, with its 95 % band."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Survival:
    """By age 0, 1, 2 …: cars followed, the share still awaited after that month, and its band."""

    followed: npt.NDArray[np.int64]
    away: Floats
    low: Floats
    high: Floats


def kaplan_meier(
    *, age: npt.NDArray[np.int64], is_back: npt.NDArray[np.int64], cars: npt.NDArray[np.int64]
) -> Survival:
    """From counts of ``cars`` that came back (``is_back`` 1) at an age, or were last followed at it (0).

    scipy's estimator (Kaplan and Meier 1958); the band is Greenwood's variance on the scale of log(−log), so
    that it stays within 0 and 1. Where nobody is back yet, or everybody, the band is the share itself.

    >>> two_of_four = kaplan_meier(age=np.array([1, 2]), is_back=np.array([1, 0]), cars=np.array([2, 2]))
    >>> two_of_four.followed.tolist(), two_of_four.away.tolist()
    ([4, 4, 2], [1.0, 0.5, 0.5])
    """
    from scipy.stats import CensoredData, ecdf

    back = is_back == 1
    lives = CensoredData(
        uncensored=np.repeat(age[back], cars[back]), right=np.repeat(age[~back], cars[~back])
    )
    away = ecdf(lives).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no logarithm of nobody and of everybody: see below
        band = away.confidence_interval(confidence_level=0.95, method="log-log")
    ages = np.arange(int(age.max(initial=0)) + 1)
    followed = np.bincount(age, cars, len(ages))[::-1].cumsum()[::-1]
    share = away.evaluate(ages)
    low, high = band.low.evaluate(ages), band.high.evaluate(ages)
    unsure = (share > 0) & (share < 1) & np.isfinite(low) & np.isfinite(high)
    return Survival(
        followed.astype(np.int64), share, np.where(unsure, low, share), np.where(unsure, high, share)
    )
