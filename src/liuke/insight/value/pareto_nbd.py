"""Pareto/NBD: random purchases until a random, unseen day of leaving (Schmittlein, Morrison, Colombo 1987).

The likelihood is usually written with hypergeometric functions, whose derivatives by their parameters have
no closed form. It is here the integral they stand for: over the time of leaving between the last purchase
and the end. Under the integral every derivative is elementary, so the gradient is analytic too.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln

from liuke.insight.value.likelihood import Floats, as_columns, histories, maximise, weighted_sum

NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
ROWS_AT_A_TIME = 8_192
"""48 nodes × 8,192 rows × 8 bytes = 3 MB an array: stays in the cache."""


@dataclass(frozen=True)
class ParetoNbd:
    """Purchase rates are Gamma(r, α), rates of leaving Gamma(s, β). Histories as in BgNbd.

    >>> cdnow = ParetoNbd(r=0.553, alpha=10.578, s=0.606, beta=11.669)
    >>> round(float(cdnow.expected_purchases(time=39)), 2)
    1.21
    """

    r: float
    alpha: float
    s: float
    beta: float

    @classmethod
    def fit(cls, *, repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> ParetoNbd:
        """Maximum likelihood.

        Raises NothingToFit when nobody bought again, ImpossibleHistory for a row that cannot be.
        """
        x, last_, age_, counts = histories(model="Pareto/NBD", repeats=repeats, last=last, age=age)
        customers = float(counts.sum())

        def gradient(parameters: Floats) -> tuple[float, Floats]:
            value, slope = 0.0, np.zeros(4)
            for i in range(0, x.size, ROWS_AT_A_TIME):
                part = slice(i, i + ROWS_AT_A_TIME)
                total, slopes, _ = _likelihood(parameters, x=x[part], last=last_[part], age=age_[part])
                value += weighted_sum(counts[part], total)
                slope += np.array([weighted_sum(counts[part], each) for each in slopes])
            return value, slope

        mean_age = max(weighted_sum(counts, age_) / customers, 1e-3)
        found = maximise(gradient=gradient, start=(1.0, mean_age, 1.0, mean_age), customers=customers)
        return cls(*map(float, found))

    def probability_alive(self, *, repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> Floats:
        """Probability of not having left by the end of the observation."""
        x, last_, age_ = as_columns(repeats, last, age)
        flat = [np.ravel(c) for c in (x, last_, age_)]
        parts = [
            _likelihood(np.array(astuple(self)), x=flat[0][p], last=flat[1][p], age=flat[2][p])[2]
            for i in range(0, x.size, ROWS_AT_A_TIME)
            for p in (slice(i, i + ROWS_AT_A_TIME),)
        ]
        return np.concatenate(parts).reshape(x.shape) if parts else np.empty(x.shape)

    def expected_purchases(self, *, time: ArrayLike) -> Floats:
        """Expected repeat purchases of a new customer in the first ``time``."""
        (t,) = as_columns(time)
        return self.r / self.alpha * self._expected_life(since=np.zeros_like(t), horizon=t)

    def conditional_expectation(
        self, *, horizon: ArrayLike, repeats: ArrayLike, last: ArrayLike, age: ArrayLike
    ) -> Floats:
        """Expected purchases in the next ``horizon`` of a customer with this history."""
        t, x, last_, age_ = as_columns(horizon, repeats, last, age)
        rate = (self.r + x) / (self.alpha + age_)
        alive = self.probability_alive(repeats=x, last=last_, age=age_)
        return rate * self._expected_life(since=age_, horizon=t) * alive

    def _expected_life(self, *, since: Floats, horizon: Floats) -> Floats:
        """Expected time until leaving, cut at ``horizon``, of a customer alive after ``since``."""
        scale = self.beta + since
        log_share = np.log(scale / (scale + horizon))
        if abs(self.s - 1.0) < 1e-9:
            return np.asarray(-scale * log_share, dtype=np.float64)
        return np.asarray(-scale * np.expm1((self.s - 1.0) * log_share) / (self.s - 1.0), dtype=np.float64)


def _likelihood(
    parameters: Floats, *, x: Floats, last: Floats, age: Floats
) -> tuple[Floats, tuple[Floats, ...], Floats]:
    """Log-likelihood per row, its slopes by (r, α, s, β), and the probability of being alive.

    L = Γ(r+x)/Γ(r) · α^r β^s · [ (α+T)^−(r+x) (β+T)^−s + s ∫ (α+τ)^−(r+x) (β+τ)^−(s+1) dτ ], τ from t_x to T.
    The integral is taken by Gauss–Legendre in ln(τ + min(α, β)), where the integrand is close to an
    exponential whatever the scale of α and β.
    """
    r, alpha, s, beta = parameters
    offset = min(alpha, beta)
    low, high = np.log(offset + last), np.log(offset + age)
    half = (high - low) / 2.0
    grid = np.exp((low + high)[:, None] / 2.0 + half[:, None] * NODES)
    alpha_t, beta_t = grid + (alpha - offset), grid + (beta - offset)
    log_alpha, log_beta = np.log(alpha_t), np.log(beta_t)
    stayed = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    left = np.log(s) - (r + x)[:, None] * log_alpha - (s + 1.0) * log_beta + np.log(grid) + np.log(WEIGHTS)
    top = np.maximum(stayed, left.max(axis=1))
    share_left = np.exp(left - top[:, None]) * half[:, None]
    share_stayed = np.exp(stayed - top)
    whole = share_left.sum(axis=1) + share_stayed
    share_left /= whole[:, None]
    share_stayed /= whole
    left_at_all = share_left.sum(axis=1)
    total = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + top + np.log(whole)
    slopes = (
        digamma(r + x)
        - digamma(r)
        + np.log(alpha)
        - share_stayed * np.log(alpha + age)
        - (share_left * log_alpha).sum(axis=1),
        r / alpha - (r + x) * (share_stayed / (alpha + age) + (share_left / alpha_t).sum(axis=1)),
        np.log(beta)
        + left_at_all / s
        - share_stayed * np.log(beta + age)
        - (share_left * log_beta).sum(axis=1),
        s / beta - s * share_stayed / (beta + age) - (s + 1.0) * (share_left / beta_t).sum(axis=1),
    )
    return total, slopes, share_stayed
