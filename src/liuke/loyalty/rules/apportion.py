"""B5 Splits an amount in proportion, to the fen."""

from __future__ import annotations

from collections.abc import Sequence


def apportion(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Parts that add up to ``amount`` by Webster's method, the first of equal claims first: no part shrinks
    where the amount grows, and each is its weight where the amount is their sum.

    Each part is the nearest whole number to its weight over one divisor (M. Balinski, H. P. Young, Fair
    Representation, 1982). Raises ValueError without a weight above zero.

    >>> apportion(10_000, [1, 1, 1])
    (3334, 3333, 3333)
    >>> apportion(5, [50, 10, 40]), apportion(6, [50, 10, 40])
    ((3, 0, 2), (3, 1, 2))
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("nothing to split by")
    # None of n parts lies further than (n + 1) / 2 below its share, so this many are given in any case.
    parts = [max(0, amount * weight // whole - len(weights)) for weight in weights]
    for _ in range(amount - sum(parts)):
        parts[_strongest(parts, weights)] += 1
    return tuple(parts)


def _strongest(parts: Sequence[int], weights: Sequence[int]) -> int:
    """Whose claim to one more is the largest: weight / (2 part + 1)."""
    best = 0
    for place, weight in enumerate(weights):
        if weight * (2 * parts[best] + 1) > weights[best] * (2 * parts[place] + 1):
            best = place
    return best
