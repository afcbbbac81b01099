"""The probability that a car does not come within the next 12 months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import scipy
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from liuke.insight.churn.cars import Cars, Floats
from liuke.insight.churn.features import FEATURES

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

CARS_AT_A_TIME = 100_000
"""The forest wants 64-bit copies: this bounds them to 27 MB."""
FEW_CARS = 50_000
LARGEST_SHIFT = 4.0


@dataclass(frozen=True)
class ReturnModel:
    """Boosted trees over the features, moved to the level of the latest labelled year.

    ``used`` are the columns that varied when it learned; ``typical`` the median of each feature among the
    cars that came again; ``of_latest`` the probabilities of the cars of the latest labelled day.
    """

    trees: HistGradientBoostingClassifier
    used: NDArray[np.int64]
    shift: float
    typical: NDArray[np.float32]
    of_latest: Floats = field(default_factory=lambda: np.empty(0))

    @classmethod
    def fit(cls, *, labelled: Sequence[Cars], seed: int) -> ReturnModel:
        """Learns from labelled days, the latest first; both outcomes must occur.

        Trees are few and small where cars are few: measured on groups of 400 to 100,000 cars, this keeps the
        calibration error near its sampling noise without a calibration step. Platt scaling and isotonic
        regression on a time-split were tried and made it worse everywhere but on the largest group. What is
        kept of Platt is the intercept: older days teach the shape, the latest one sets the level.
        """
        from sklearn.ensemble import HistGradientBoostingClassifier

        features = np.vstack([cars.features for cars in labelled])
        gone = np.concatenate([cars.gone for cars in labelled])
        used = _varying(features)
        leaves, rounds, rate = _size(len(gone))
        trees = HistGradientBoostingClassifier(
            learning_rate=rate,
            max_iter=rounds,
            max_leaf_nodes=leaves,
            min_samples_leaf=min(50, max(5, len(gone) // 20)),
            max_bins=64,
            monotonic_cst=[FEATURES[column].direction for column in used],
            early_stopping=False,
            random_state=seed,
        )
        with _one_thread():
            trees.fit(features[:, used], gone)
        unmoved = cls(trees, used, 0.0, _typical(labelled[0]))
        learned_from = unmoved.probability(labelled[0].features)
        shift = _level(learned_from, labelled[0].gone)
        return replace(unmoved, shift=shift, of_latest=_moved(learned_from, shift))

    def probability(self, features: NDArray[np.float32]) -> Floats:
        """Probability of no visit within 12 months, one per row."""
        few = len(features) < FEW_CARS
        with _one_thread() if few else nullcontext():
            parts = [
                self.trees.predict_proba(features[i : i + CARS_AT_A_TIME, self.used])[:, 1]
                for i in range(0, len(features), CARS_AT_A_TIME)
            ]
        raw = np.concatenate(parts) if parts else np.empty(0)
        return _moved(np.clip(raw, 1e-6, 1 - 1e-6), self.shift)


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Growing small trees wakes all threads thousands of times for microseconds of work.

    On a busy machine each waking waits for a processor: measured 20 times slower than one thread.
    """
    with _threads().limit(limits=1, user_api="openmp"):
        yield


def _size(rows: int) -> tuple[int, int, float]:
    """Leaves of a tree, number of trees, and how far each one goes."""
    if rows < 10_000:
        return 4, 50, 0.1
    return (8, 40, 0.15) if rows < 50_000 else (15, 80, 0.1)


def _varying(features: NDArray[np.float32]) -> NDArray[np.int64]:
    low = np.fmin.reduce(features, axis=0)
    high = np.fmax.reduce(features, axis=0)
    return np.flatnonzero(low < high)


def _typical(cars: Cars) -> NDArray[np.float32]:
    stayed = cars.features[~cars.gone]
    known = ~np.isnan(stayed)
    # Unknown everywhere: the median of nothing stays unknown, without a warning.
    middle = [
        np.median(stayed[known[:, i], i]) if known[:, i].any() else np.nan for i in range(known.shape[1])
    ]
    return np.asarray(middle, dtype=np.float32)


def _moved(probability: Floats, shift: float) -> Floats:
    return np.asarray(scipy.special.expit(scipy.special.logit(probability) + shift), dtype=np.float64)


def _level(probability: Floats, gone: NDArray[np.bool_]) -> float:
    """The shift on the logit scale that gives the latest labelled year its own share of leavers."""
    share = float(gone.mean())
    if not 0.0 < share < 1.0:
        return 0.0
    scores = scipy.special.logit(probability)

    def excess(shift: float) -> float:
        return float(scipy.special.expit(scores + shift).mean()) - share

    if excess(-LARGEST_SHIFT) > 0 or excess(LARGEST_SHIFT) < 0:
        return 0.0
    return float(scipy.optimize.brentq(excess, -LARGEST_SHIFT, LARGEST_SHIFT, xtol=1e-6))
