"""BG/NBD: how often a customer buys, and whether he has already left (Fader, Hardie and Lee 2005).

It takes customers as coming at random times. Cars come by due date, so the diagnosis uses it only as the
yardstick that its own forecast must beat; for tyres, washes and accessories it is the right model.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import ArrayLike

from liuke.insight.value import beta_geometric
from liuke.insight.value.likelihood import Floats, as_columns, histories, maximise, weighted_sum


@dataclass(frozen=True)
class BgNbd:
    """Purchase rates are Gamma(r, α); after each repeat purchase a customer leaves with a Beta(a, b) chance.

    ``repeats`` are purchases after the first, ``last`` the time from the first to the last one and ``age``
    the time from the first to the end of the observation, all in one unit of time (see repeat_summary).

    >>> cdnow = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> round(float(cdnow.probability_alive(repeats=2, last=30.43, age=38.86)), 4)
    0.7266
    >>> round(float(cdnow.conditional_expectation(horizon=39, repeats=2, last=30.43, age=38.86)), 3)
    1.226
    """

    r: float
    alpha: float
    a: float
    b: float

    @classmethod
    def fit(cls, *, repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> BgNbd:
        """Maximum likelihood.

        Raises NothingToFit when nobody bought again, ImpossibleHistory for a row that cannot be.
        """
        x, last_, age_, counts = histories(model="BG/NBD", repeats=repeats, last=last, age=age)
        customers = float(counts.sum())

        def gradient(parameters: Floats) -> tuple[float, Floats]:
            return beta_geometric.log_likelihood(
                parameters, repeats=x, last=last_, age=age_, counts=counts, at_start=False
            )

        start = (1.0, max(weighted_sum(counts, age_) / customers, 1e-3), 1.0, 2.0)
        return cls(*map(float, maximise(gradient=gradient, start=start, customers=customers)))

    def probability_alive(self, *, repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> Floats:
        """Probability of not having left; 1 for a customer without a repeat purchase (by the model)."""
        x, last_, age_ = as_columns(repeats, last, age)
        return beta_geometric.alive(np.array(astuple(self)), repeats=x, last=last_, age=age_, at_start=False)

    def expected_purchases(self, *, time: ArrayLike) -> Floats:
        """Expected repeat purchases of a new customer in the first ``time``.

        >>> cdnow = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
        >>> round(float(cdnow.expected_purchases(time=39)), 3)
        1.197
        """
        (t,) = as_columns(time)
        return beta_geometric.purchases_while_alive(
            rate_shape=np.asarray(self.r),
            rate_scale=np.asarray(self.alpha),
            a=self.a,
            b=np.asarray(self.b),
            time=t,
        )

    def conditional_expectation(
        self, *, horizon: ArrayLike, repeats: ArrayLike, last: ArrayLike, age: ArrayLike
    ) -> Floats:
        """Expected purchases in the next ``horizon`` of a customer with this history."""
        t, x, last_, age_ = as_columns(horizon, repeats, last, age)
        while_alive = beta_geometric.purchases_while_alive(
            rate_shape=self.r + x, rate_scale=self.alpha + age_, a=self.a, b=self.b + x, time=t
        )
        return while_alive * self.probability_alive(repeats=x, last=last_, age=age_)
