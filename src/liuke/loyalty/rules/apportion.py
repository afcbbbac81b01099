"""B5 Splits an amount in proportion, to the fen."""

from __future__ import annotations

from collections.abc import Sequence


def apportion(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Parts that add up to ``amount``, each within one of its share: the running sum is rounded down.

    Raises ValueError without a weight above zero.

    >>> apportion(10_000, [1, 1, 1])
    (3333, 3333, 3334)
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("nothing to split by")
    parts, before, given = [], 0, 0
    for weight in weights:
        before += weight
        upto = amount * before // whole
        parts.append(upto - given)
        given = upto
    return tuple(parts)
