"""Kaplan and Meier's share of cars still awaited, by whole months of age, with its 95 % band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_BOTH_TAILS = 1.959963984540054
"""Standard errors that leave 2.5 % of the normal distribution on either side."""


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

    Kaplan and Meier (1958): the share still awaited is the product over the ages of 1 − back ÷ followed. The
    band is Greenwood's variance on the scale of log(−log), so that it stays within 0 and 1.

    >>> two_of_four = kaplan_meier(age=np.array([1, 2]), is_back=np.array([1, 0]), cars=np.array([2, 2]))
    >>> two_of_four.followed.tolist(), two_of_four.away.tolist()
    ([4, 4, 2], [1.0, 0.5, 0.5])
    """
    last = int(age.max(initial=0)) + 1
    ended = np.bincount(age, cars, last)
    back = np.bincount(age, cars * is_back, last)
    followed = ended[::-1].cumsum()[::-1]
    away = np.cumprod(1.0 - back / followed)
    left = followed * (followed - back)
    variance = np.cumsum(np.divide(back, left, out=np.zeros(last), where=left > 0))
    # Nobody back yet, or everybody: there is no logarithm to put a band around, nor anything unsure.
    unsure = (away > 0.0) & (away < 1.0)
    log_away = np.log(away, out=np.full(last, -1.0), where=unsure)
    reach = np.where(unsure, np.exp(_BOTH_TAILS * np.sqrt(variance) / -log_away), 1.0)
    low = np.where(unsure, np.exp(log_away * reach), away)
    high = np.where(unsure, np.exp(log_away / reach), away)
    return Survival(followed.astype(np.int64), away, low, high)
