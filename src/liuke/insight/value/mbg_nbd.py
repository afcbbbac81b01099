"""MBG/NBD: as BG/NBD, but a customer may also leave right after the first purchase.

Batislam, Denizel and Filiztekin (2007). It mends the oddest verdict of BG/NBD: that everybody who came only
once is still there for certain.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import ArrayLike

from liuke.insight.value import beta_geometric
from liuke.insight.value.likelihood import Floats, as_columns, histories, maximise, weighted_sum


@dataclass(frozen=True)
class MbgNbd:
    """Purchase rates are Gamma(r, α); after every purchase a customer leaves with a Beta(a, b) chance.

    Histories as in BgNbd.

    >>> cdnow = MbgNbd(r=0.525, alpha=6.183, a=0.891, b=1.614)
    >>> round(float(cdnow.probability_alive(repeats=0, last=0, age=38.86)), 3)
    0.39
    """

    r: float
    alpha: float
    a: float
    b: float

    @classmethod
    def fit(cls, *, repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> MbgNbd:
        """Maximum likelihood.

        Raises NothingToFit when nobody bought again, ImpossibleHistory for a row that cannot be.
        """
        x, last_, age_, counts = histories(model="MBG/NBD", repeats=repeats, last=last, age=age)
        customers = float(counts.sum())

        def gradient(parameters: Floats) -> tuple[float, Floats]:
            return beta_geometric.log_likelihood(
                parameters, repeats=x, last=last_, age=age_, counts=counts, at_start=True
            )

        start = (1.0, max(weighted_sum(counts, age_) / customers, 1e-3), 1.0, 2.0)
        return cls(*map(float, maximise(gradient=gradient, start=start, customers=customers)))

    def probability_alive(self, *, repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> Floats:
        """Probability of not having left, also for customers who came only once."""
        x, last_, age_ = as_columns(repeats, last, age)
        return beta_geometric.alive(np.array(astuple(self)), repeats=x, last=last_, age=age_, at_start=True)

    def expected_purchases(self, *, time: ArrayLike) -> Floats:
        """Expected repeat purchases of a new customer in the first ``time``."""
        (t,) = as_columns(time)
        stays_at_start = self.b / (self.a + self.b)
        return stays_at_start * beta_geometric.purchases_while_alive(
            rate_shape=np.asarray(self.r),
            rate_scale=np.asarray(self.alpha),
            a=self.a,
            b=np.asarray(self.b + 1.0),
            time=t,
        )

    def conditional_expectation(
        self, *, horizon: ArrayLike, repeats: ArrayLike, last: ArrayLike, age: ArrayLike
    ) -> Floats:
        """Expected purchases in the next ``horizon`` of a customer with this history."""
        t, x, last_, age_ = as_columns(horizon, repeats, last, age)
        while_alive = beta_geometric.purchases_while_alive(
            rate_shape=self.r + x, rate_scale=self.alpha + age_, a=self.a, b=self.b + x + 1.0, time=t
        )
        return while_alive * self.probability_alive(repeats=x, last=last_, age=age_)
