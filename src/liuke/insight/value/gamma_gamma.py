"""Gamma-Gamma: what a customer spends on average, leaning on all customers where he has few purchases.

Fader, Hardie and Lee (2005); Fader and Hardie (2013), "The Gamma-Gamma model of monetary value".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln

from liuke.insight.value.likelihood import (
    Floats,
    NothingToFit,
    as_columns,
    distinct_rows,
    maximise,
    weighted_sum,
)
from liuke.values.refusal import Refusal


class ImpossibleSpend(Refusal):
    """The model needs amounts above zero."""

    code: ClassVar[str] = "impossible_spend"
    sentence: ClassVar[str] = (
        "Gamma-Gamma cannot use row %(row)d: the mean amount of a customer with purchases must be above 0."
    )


@dataclass(frozen=True)
class GammaGamma:
    """Single amounts are Gamma(p, ν), and ν differs between customers as Gamma(q, v).

    ``purchases`` is the number behind the mean, ``mean`` the mean amount per purchase.

    >>> cdnow = GammaGamma(p=6.25, q=3.74, v=15.44)
    >>> round(float(cdnow.expected_mean(purchases=0, mean=0)), 2)
    35.22
    >>> round(float(cdnow.expected_mean(purchases=2, mean=22.35)), 2)
    24.66
    """

    p: float
    q: float
    v: float

    @classmethod
    def fit(cls, *, purchases: ArrayLike, mean: ArrayLike) -> GammaGamma:
        """Maximum likelihood over customers with at least one purchase; the others say nothing.

        Raises NothingToFit when there is none, ImpossibleSpend for a mean of zero or less.
        """
        n, m = (np.ravel(c) for c in as_columns(purchases, mean))
        wrong = (n > 0) & ~(m > 0)
        if wrong.any():
            raise ImpossibleSpend(row=int(np.argmax(wrong)) + 1)
        n, m = n[n > 0], m[n > 0]
        if not n.size:
            raise NothingToFit(model="Gamma-Gamma", rows=0)
        (n, m), counts = distinct_rows(n, m)
        customers = float(counts.sum())

        def gradient(parameters: Floats) -> tuple[float, Floats]:
            p, q, v = parameters
            shape, scale = p * n, v + n * m
            both = digamma(shape + q)
            total = (
                gammaln(shape + q)
                - gammaln(shape)
                - gammaln(q)
                + q * np.log(v)
                + (shape - 1.0) * np.log(m)
                + shape * np.log(n)
                - (shape + q) * np.log(scale)
            )
            slopes = (
                n * (both - digamma(shape) + np.log(m) + np.log(n) - np.log(scale)),
                both - digamma(q) + np.log(v) - np.log(scale),
                q / v - (shape + q) / scale,
            )
            return weighted_sum(counts, total), np.array([weighted_sum(counts, slope) for slope in slopes])

        start = (5.0, 3.0, weighted_sum(counts, m) / customers)
        return cls(*map(float, maximise(gradient=gradient, start=start, customers=customers)))

    def expected_mean(self, *, purchases: ArrayLike, mean: ArrayLike) -> Floats:
        """Expected amount of a future purchase: the customer's own mean, shrunk towards everybody's.

        Without q > 1 the mean over customers does not exist; a customer without purchases then gets NaN.
        """
        n, m = as_columns(purchases, mean)
        shape = self.p * n + self.q - 1.0
        total = self.p * (self.v + n * m)
        return np.asarray(np.divide(total, shape, out=np.full(n.shape, np.nan), where=shape > 0))
