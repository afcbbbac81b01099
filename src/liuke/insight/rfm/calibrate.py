"""Thresholds that fit a brand's own owners: the ones whose grades come nearest to the expected shares.

The practised thresholds fit almost nobody whose owners come twice a year. Here each of the six edges is a
quantile of the owners who came at all, and they are chosen together so that the shares of the four grades lie
as near as possible to 15/35/30/20: the sum of the absolute differences is least, and among nearly equal ones
the profit shares lie nearest to 65/30/5/0.

The search is deterministic: all combinations of a coarse grid of quantiles first, then one measure after
the other on the full grid until nothing improves. Visits are whole numbers and many owners have none, so the
shares cannot be met exactly; what is achieved stands beside what is expected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from liuke.insight.rfm.findings import Thresholds
from liuke.insight.rfm.tiers import GRADES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_QUANTILES = 100
_COARSE = 9
_FIGURES = 3
"""Significant figures of an edge in yuan: nobody remembers 1,238.17."""

_PROFIT_WEIGHT = 0.1
"""A point of profit share weighs so much against a point of owners' share: it decides between near equals."""

_APART = 0.1
_UP, _DOWN = (1, 3, 5), (5, 3, 1)


@dataclass(frozen=True)
class OwnerFigures:
    """The owners who came at least once: days since, visits, spend and profit (fen) of the latest 12 months.

    ``never`` is the number of owners who never came: they are asleep whatever the thresholds.
    """

    days: Ints
    visits: Ints
    spend_fen: Ints
    profit_fen: Ints
    never: int


@dataclass(frozen=True)
class _Axis:
    """One measure: its candidate edges and the points below, between and above two of them."""

    edges: Floats
    points: tuple[int, int, int]
    apart: float = 0.0
    """The two edges enclose at least this part of the candidates, so that 3 points are a band to live in."""

    @property
    def bins(self) -> int:
        return 2 * len(self.edges) + 1

    @property
    def step(self) -> int:
        """Every so many edges make the coarse grid."""
        return -(-len(self.edges) // _COARSE)

    @property
    def coarse(self) -> _Axis:
        return replace(self, edges=self.edges[:: self.step])

    def bin_of(self, values: Floats) -> Ints:
        """Bin 2k + 1 holds the edge k itself, the even bins what lies between edges."""
        left = np.searchsorted(self.edges, values, side="left")
        return (left + np.searchsorted(self.edges, values, side="right")).astype(np.int64)

    def pairs(self) -> Ints:
        """All pairs (low edge, high edge), low ≤ high, that lie far enough apart."""
        return np.column_stack(np.triu_indices(len(self.edges), k=round(self.apart * len(self.edges))))


def calibrate(*, owners: OwnerFigures, fallback: Thresholds) -> Thresholds:
    """The thresholds whose grades come nearest to the expected shares; ``fallback`` when nobody came yet."""
    if not len(owners.days) or not (owners.spend_fen > 0).any():
        return fallback
    axes = _axes(owners)
    coarse = [axis.coarse for axis in axes]
    start, _ = _best(_cube(owners, coarse), coarse, [axis.pairs() for axis in coarse], owners.never)
    cube = _cube(owners, axes)
    chosen = [pair * axis.step for pair, axis in zip(start, axes, strict=True)]
    cost = np.inf
    improved = True
    while improved:
        improved = False
        for place, axis in enumerate(axes):
            pairs = [pair[None, :] for pair in chosen]
            pairs[place] = axis.pairs()
            found, found_cost = _best(cube, axes, pairs, owners.never)
            if found_cost < cost:
                chosen, cost, improved = found, found_cost, True
    (recent, distant), (rare, frequent), (low, high) = (
        axis.edges[pair] for axis, pair in zip(axes, chosen, strict=True)
    )
    return Thresholds(*(float(edge) for edge in (recent, distant, rare, frequent, low, high)))


def _axes(owners: OwnerFigures) -> list[_Axis]:
    spend = owners.spend_fen[owners.spend_fen > 0] / 100
    return [
        _Axis(_edges(owners.days.astype(np.float64)), _DOWN, _APART),
        _Axis(_edges(owners.visits[owners.visits > 0].astype(np.float64)), _UP),
        _Axis(np.unique(_rounded(_edges(spend))), _UP, _APART),
    ]


def _edges(values: Floats) -> Floats:
    levels = np.arange(_QUANTILES) / _QUANTILES
    return np.unique(np.quantile(values, levels, method="inverted_cdf"))


def _rounded(yuan: Floats) -> Floats:
    unit: Floats = 10.0 ** np.maximum(np.floor(np.log10(yuan)) - (_FIGURES - 1), 0)
    return np.maximum(np.round(yuan / unit) * unit, 1.0)


def _cube(owners: OwnerFigures, axes: Sequence[_Axis]) -> Floats:
    """(bins of R, F, M, 2): the number of owners and their profit in each cell."""
    shape = tuple(axis.bins for axis in axes)
    measured = (owners.days, owners.visits, owners.spend_fen / 100)
    bins = [axis.bin_of(values.astype(np.float64)) for axis, values in zip(axes, measured, strict=True)]
    cell = np.ravel_multi_index(bins, shape)
    size = int(np.prod(shape))
    counts = np.bincount(cell, minlength=size).astype(np.float64)
    profits = np.bincount(cell, weights=owners.profit_fen, minlength=size)
    return np.stack([counts, profits], axis=-1).reshape(*shape, 2)


def _best(cube: Floats, axes: Sequence[_Axis], pairs: Sequence[Ints], never: int) -> tuple[list[Ints], float]:
    """The pair of edges per measure with the least cost among all combinations of ``pairs``, and the cost."""
    folded = cube
    for place in sorted(range(len(pairs)), key=lambda p: len(pairs[p])):
        folded = _folded(folded, pairs[place], place)
    combinations = tuple(len(these) for these in pairs)
    apart = folded.reshape(*(size for n in combinations for size in (n, 3)), 2)
    cells = apart.transpose(0, 2, 4, 1, 3, 5, 6).reshape(int(np.prod(combinations)), 27, 2)
    sums = np.einsum("ncx,ct->ntx", cells, _cells_to_grades(axes), optimize=True)
    sums[:, -1, 0] += never
    costs = _costs(sums)
    best = int(np.argmin(costs))
    where = np.unravel_index(best, combinations)
    return [these[int(at)] for these, at in zip(pairs, where, strict=True)], float(costs[best])


def _folded(cube: Floats, pairs: Ints, place: int) -> Floats:
    """Replaces the bins along ``place`` by (pair, below / between / above it), flattened."""
    upto = np.cumsum(cube, axis=place)
    whole = np.take(upto, [-1], axis=place)
    below = np.take(upto, 2 * pairs[:, 0], axis=place)
    within = np.take(upto, 2 * pairs[:, 1] + 1, axis=place)
    parts = np.stack([below, within - below, whole - within], axis=place + 1)
    return parts.reshape(*cube.shape[:place], 3 * len(pairs), *cube.shape[place + 1 :])


def _cells_to_grades(axes: Sequence[_Axis]) -> Floats:
    """27 × 4: which grade the points of each cell make."""
    scores = [sum(points) for points in product(*(axis.points for axis in axes))]
    least = [grade.least_score for grade in GRADES.values()]
    places = [next(i for i, edge in enumerate(least) if score >= edge) for score in scores]
    return np.eye(len(least))[places]


def _costs(sums: Floats) -> Floats:
    """Distance of the shares from the expected ones, per combination; ``sums`` is (n, grades, 2)."""
    shares = sums[:, :, 0] / sums[0, :, 0].sum()
    wanted = np.array([[grade.share, grade.profit_share] for grade in GRADES.values()])
    cost: Floats = np.abs(shares - wanted[:, 0]).sum(axis=1)
    profit = sums[0, :, 1].sum()
    if profit > 0:
        cost = cost + _PROFIT_WEIGHT * np.abs(sums[:, :, 1] / profit - wanted[:, 1]).sum(axis=1)
    return np.round(cost, 12)
