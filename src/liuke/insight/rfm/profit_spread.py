"""How unevenly the profit is spread over the owners: Lorenz curve, Gini, share of the richest fifth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_MOST_STEPS = 100
_RICHEST = 0.2


@dataclass(frozen=True)
class ProfitSpread:
    """``lorenz`` is (share of owners, richest last; share of profit), from (0, 0) to (1, 1), ≤ 101 points."""

    lorenz: list[tuple[float, float]]
    gini: float
    top_fifth_share: float


def profit_spread(profit_fen: npt.ArrayLike) -> ProfitSpread | None:
    """The spread of the owners' profits; None where there is no profit to share out (a total ≤ 0).

    Gini is 1 − 2 × the area under the full Lorenz curve: 0 when all are equal, 1 − 1/n when one has
    everything. Owners who cost money draw the curve below zero and can lift it above that.

    >>> spread = profit_spread([100, 100, 100, 100, 600])
    >>> round(spread.gini, 3), round(spread.top_fifth_share, 3)
    (0.4, 0.6)
    """
    profits = np.sort(np.asarray(profit_fen, dtype=np.float64))
    total = profits.sum()
    if total <= 0:
        return None
    owners = len(profits)
    shares = np.concatenate([[0.0], np.cumsum(profits) / total])
    shares[-1] = 1.0
    places = np.arange(owners + 1) / owners
    at = places if owners <= _MOST_STEPS else np.arange(_MOST_STEPS + 1) / _MOST_STEPS
    drawn = np.interp(at, places, shares)
    return ProfitSpread(
        lorenz=[(float(x), float(y)) for x, y in zip(at, drawn, strict=True)],
        gini=float(1 - np.sum(shares[1:] + shares[:-1]) / owners),
        top_fifth_share=float(1 - np.interp(1 - _RICHEST, places, shares)),
    )
