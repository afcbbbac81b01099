"""Items that are bought together on one visit more often than the kinds of visit and car explain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from liuke.insight.operations.baskets import Baskets
from liuke.insight.operations.findings import ServicePair

LEAST_VISITS = 20
"""Visits a pair needs to be told."""
MOST_PAIRS = 10
ONE_JOB = 0.9
"""Two items that are each on nine of ten visits of the other are one job in two lines, not a pair."""
CERTAIN = 3.0
"""Standard errors by which a pair must exceed what is expected."""


def bought_together(
    *, baskets: Baskets, names: Sequence[str], eligible: npt.NDArray[np.bool_]
) -> list[ServicePair]:
    """The ten most interesting pairs of the ``eligible`` items; ``names`` are those of the item numbers.

    ``lift`` is visits with both ÷ visits expected if the two were independent among visits of the same kinds
    by cars of the same energy type: Σ over these of nₐ·n_b/n. Without that, all that belongs to accidents, or
    to electric cars, would seem to belong together.
    ``confidence`` is the share of the visits with ``first`` (the rarer) that also have ``second``. Pairs need
    20 visits, a lift above 1 that chance does not explain, and not to be one job written in two lines. The
    most certain excess (observed − expected) ÷ √expected comes first.
    """
    a, b = np.triu_indices(len(baskets.both), k=1)
    often = (baskets.both[a, b] >= LEAST_VISITS) & eligible[a] & eligible[b]
    a, b = a[often], b[often]
    visits = baskets.both[a, b]
    by_stratum = baskets.alone / np.sqrt(baskets.visits)[:, None]
    expected = (by_stratum[:, a] * by_stratum[:, b]).sum(axis=0)
    excess = (visits - expected) / np.sqrt(expected)
    alone = np.diag(baskets.both)
    told = (excess >= CERTAIN) & (visits < ONE_JOB * np.maximum(alone[a], alone[b]))
    order = np.flatnonzero(told)[np.argsort(-excess[told], kind="stable")][:MOST_PAIRS]
    found = []
    for at in order:
        rarer, other = sorted((int(a[at]), int(b[at])), key=lambda item: float(alone[item]))
        found.append(
            ServicePair(
                first=names[rarer],
                second=names[other],
                visits=int(visits[at]),
                confidence=float(visits[at] / alone[rarer]),
                lift=float(visits[at] / expected[at]),
            )
        )
    return found
