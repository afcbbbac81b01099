"""The arithmetic that BG/NBD and MBG/NBD share.

Customers buy at random times with their own rate and may leave after each purchase with their own
probability. In the modified model they may also leave right after the first purchase, which adds one chance
to leave to every history: wherever BG/NBD has ``x`` survived chances, MBG/NBD has ``x + 1``.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, expit, gammaln, hyp2f1

from liuke.insight.value.likelihood import Floats, weighted_sum


def log_likelihood(
    parameters: Floats, *, repeats: Floats, last: Floats, age: Floats, counts: Floats, at_start: bool
) -> tuple[float, Floats]:
    """Log-likelihood of (r, α, a, b) over distinct histories and its gradient.

    Fader, Hardie and Lee (2005), equation 6, for ``at_start`` False; Batislam, Denizel and Filiztekin (2007)
    for True.
    """
    r, alpha, a, b = parameters
    chances = repeats + 1.0 if at_start else repeats
    may_have_left = np.ones_like(repeats, dtype=bool) if at_start else repeats > 0
    log_age, log_last = np.log(alpha + age), np.log(alpha + last)
    stayed = -(r + repeats) * log_age
    survived = np.where(may_have_left, b + chances - 1.0, 1.0)
    left = np.log(a) - np.log(survived) - (r + repeats) * log_last
    share_left = np.where(may_have_left, expit(left - stayed), 0.0)
    share_stayed = 1.0 - share_left
    common = (
        gammaln(r + repeats)
        - gammaln(r)
        + r * np.log(alpha)
        + gammaln(a + b)
        + gammaln(b + chances)
        - gammaln(b)
        - gammaln(a + b + chances)
    )
    total = common + np.where(may_have_left, np.logaddexp(stayed, left), stayed)
    both = digamma(a + b) - digamma(a + b + chances)
    slopes = (
        digamma(r + repeats) - digamma(r) + np.log(alpha) - share_stayed * log_age - share_left * log_last,
        r / alpha - (r + repeats) * (share_stayed / (alpha + age) + share_left / (alpha + last)),
        both + share_left / a,
        both + digamma(b + chances) - digamma(b) - share_left / survived,
    )
    return weighted_sum(counts, total), np.array([weighted_sum(counts, slope) for slope in slopes])


def alive(parameters: Floats, *, repeats: Floats, last: Floats, age: Floats, at_start: bool) -> Floats:
    """Probability that a customer with this history has not left yet."""
    r, alpha, a, b = parameters
    may_have_left = np.ones_like(repeats, dtype=bool) if at_start else repeats > 0
    survived = np.where(may_have_left, b + repeats - (0.0 if at_start else 1.0), 1.0)
    odds = np.log(a / survived) + (r + repeats) * np.log((alpha + age) / (alpha + last))
    return np.where(may_have_left, expit(-odds), 1.0)


def purchases_while_alive(
    *, rate_shape: Floats, rate_scale: Floats, a: float, b: Floats, time: Floats
) -> Floats:
    """Expected purchases in the next ``time`` of a customer who is alive now.

    His rate is Gamma(``rate_shape``, ``rate_scale``), his chance to leave after each purchase Beta(a, ``b``).
    Both published expectations are this one function, with Euler's transformation of the hypergeometric
    series: it takes the power of the rate's shape out, which overflows where customers are much alike. At
    a = 1 the formula is 0/0: the point beside it, off by a hundred-millionth, is used.
    """
    a = a + 1e-8 if abs(a - 1.0) < 1e-8 else a
    share = rate_scale / (rate_scale + time)
    tail = share ** (a - 1.0) * hyp2f1(a - 1.0, a + b - 1.0 - rate_shape, a + b - 1.0, 1.0 - share)
    return np.asarray((a + b - 1.0) / (a - 1.0) * (1.0 - tail), dtype=np.float64)
