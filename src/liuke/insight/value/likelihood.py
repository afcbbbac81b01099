"""What every purchase model needs to be fitted: equal rows counted once, and a maximum found by its gradient.

Hundreds of thousands of customers share a few thousand histories. The likelihood is therefore summed over
the distinct rows with their counts, and climbed with its analytic gradient, in the logarithm of the
parameters (all of them are positive).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from liuke.values.refusal import Refusal

Floats = NDArray[np.float64]

LOWEST, HIGHEST = np.log(1e-5), np.log(1e4)
"""Parameters stay between 0.00001 and 10,000: customers who are all alike would drive them to infinity."""


class NothingToFit(Refusal):
    """The histories do not determine the model: nobody, or nobody who came again."""

    code: ClassVar[str] = "nothing_to_fit"
    sentence: ClassVar[str] = (
        "%(model)s needs at least one customer who bought again; %(rows)d histories were given. "
        "Give a longer period."
    )


class ImpossibleHistory(Refusal):
    """A history cannot be: negative numbers, or a last purchase after the end of the observation."""

    code: ClassVar[str] = "impossible_history"
    sentence: ClassVar[str] = (
        "%(model)s cannot use history %(row)d: repeats, last and age must satisfy 0 ≤ repeats and "
        "0 ≤ last ≤ age, with last = 0 exactly when repeats = 0."
    )


def distinct_rows(*columns: Floats) -> tuple[list[Floats], Floats]:
    """Returns the distinct rows of equally long columns, column by column, and how often each occurs.

    >>> rows, counts = distinct_rows(np.array([1.0, 1.0, 2.0]), np.array([5.0, 5.0, 5.0]))
    >>> [column.tolist() for column in rows], counts.tolist()
    ([[1.0, 2.0], [5.0, 5.0]], [2.0, 1.0])
    """
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, position = np.unique(column, return_inverse=True)
        # Re-coding after every column keeps the code below rows², which fits 64 bits for any table.
        _, code = np.unique(code * len(values) + position, return_inverse=True)
    _, first, counts = np.unique(code, return_index=True, return_counts=True)
    return [column[first] for column in columns], counts.astype(np.float64)


def weighted_sum(counts: Floats, values: Floats) -> float:
    """Σ counts × values. Not the dot product: BLAS would wake its threads for it, which costs more than the
    sum on a busy machine."""
    return float(np.sum(counts * values))


def as_columns(*columns: ArrayLike) -> list[Floats]:
    """Floats of one common shape, so that one number can stand beside many."""
    return [np.asarray(c, dtype=np.float64) for c in np.broadcast_arrays(*columns)]


def histories(*, model: str, repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> tuple[Floats, ...]:
    """Checked distinct histories: repeats, last, age and how many customers have each.

    Raises ImpossibleHistory for a row that cannot be, NothingToFit when nobody came again.
    """
    x, last_, age_ = (np.ravel(c) for c in as_columns(repeats, last, age))
    wrong = ~((x >= 0) & (last_ >= 0) & (last_ <= age_) & ((x == 0) == (last_ == 0)))
    if wrong.any():
        raise ImpossibleHistory(model=model, row=int(np.argmax(wrong)) + 1)
    if not (x > 0).any():
        raise NothingToFit(model=model, rows=x.size)
    columns, counts = distinct_rows(x, last_, age_)
    return (*columns, counts)


def maximise(
    *, gradient: Callable[[Floats], tuple[float, Floats]], start: Sequence[float], customers: float
) -> Floats:
    """Returns the positive parameters at which the log-likelihood is highest.

    ``gradient`` takes the parameters and returns (log-likelihood, its gradient). The search runs on the mean
    per customer, so that its stopping rule means the same for a hundred customers and for a million.
    """

    def downhill(logs: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logs)
        value, slope = gradient(parameters)
        return -value / customers, -slope * parameters / customers

    best = scipy.optimize.minimize(
        downhill,
        np.log(np.asarray(start, dtype=np.float64)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LOWEST, HIGHEST)] * len(start),
        options={"ftol": 1e-13, "gtol": 1e-8, "maxiter": 500},
    )
    return np.asarray(np.exp(best.x), dtype=np.float64)
