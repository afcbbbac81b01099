"""The step statistic of every slice at every onset, and the chance that a search turns it up from nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.slices import Months

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


SUSPICIOUS = -1.5
"""Standard errors of a fall from which on its likelihood is worked out; others are no candidates."""


@dataclass(frozen=True)
class Spread:
    """What the figures of some slices vary by: ``unit`` per slice for one unit, ``noise`` per slice for a
    month's own shock, ``doubt`` by month of the year for the season taken out, ``calendar`` the months of the
    year."""

    unit: Floats
    noise: Floats
    doubt: Floats
    calendar: Ints

    def rows(self, which: Ints | Sequence[int]) -> Spread:
        return Spread(self.unit[which], self.noise[which], self.doubt, self.calendar)


@dataclass(frozen=True)
class Steps:
    """Per slice (rows) and onset (columns): the step, its information (1/variance), the signed root of twice
    the log likelihood ratio, the part of the information before the onset, and the units before and since."""

    onsets: tuple[int, ...]
    effect: Floats
    information: Floats
    z: Floats
    earlier: Floats
    units_before: Floats
    units_after: Floats


def scan_steps(*, months: Months, spread: Spread, onsets: Sequence[int], share: bool) -> Steps:
    """Least squares of level + step at each onset, season blocks as random effects with variance ``doubt``.

    With D = diag(unit/n_t + noise) and season blocks Z, <u, v> = u'(D + Z diag(doubt) Z')⁻¹v is kept up to
    date by adding one month at a time from the end (Woodbury, the blocks being disjoint): effect = (<x,y> −
    <x,1><1,y> /<1,1>) / (<x,x> − <x,1>²/<1,1>). For shares the likelihood ratio is that of two binomials of
    the sizes the variance is worth, which stays honest for rare events and near 0 and 1.
    """
    units = months.units
    with np.errstate(divide="ignore", invalid="ignore"):
        figure = np.where(units > 0, months.resid / units, 0.0)
        weight = np.where(units > 0, 1 / (spread.unit[:, None] / units + spread.noise[:, None]), 0.0)
    blocks = _Blocks.of(weight, figure, spread)
    wanted = set(onsets)
    found: list[tuple[Floats, ...]] = []
    for t in range(units.shape[1] - 1, -1, -1):
        blocks.add(t)
        if t in wanted:
            found.append(blocks.step())
    effect, information, earlier = (np.column_stack(column)[:, ::-1] for column in zip(*found, strict=True))
    return _weighed(months, spread, onsets, (effect, information, earlier), share=share)


def scan_whole(
    *, months: Months, unit: Floats, covariance: Floats, onsets: Sequence[int], share: bool
) -> Steps:
    """The same for one row whose months vary by a full ``covariance``: generalised least squares."""
    with np.errstate(divide="ignore", invalid="ignore"):
        figure = np.where(months.units[0] > 0, months.resid[0] / months.units[0], 0.0)
    inverse = np.linalg.inv(covariance)
    step = np.greater_equal.outer(np.arange(len(figure)), np.array(onsets)).astype(float)
    ones = inverse.sum(axis=0)
    away = inverse - np.outer(ones, ones) / ones.sum()
    information = np.einsum("ik,ij,jk->k", step, away, step)
    effect = (step.T @ away @ figure) / np.maximum(information, 1e-12)
    earlier = 1 - step.T @ months.units[0] / months.units[0].sum()
    found = tuple(part[None, :] for part in (effect, information, earlier))
    spread = Spread(unit, np.zeros(1), np.zeros(12), np.zeros(len(figure), np.int64))
    return _weighed(months, spread, onsets, found, share=share)


def _weighed(
    months: Months, spread: Spread, onsets: Sequence[int], found: Sequence[Floats], *, share: bool
) -> Steps:
    """Adds units and z to (effect, information, earlier): of a share's falls that may count the likelihood
    ratio's root, else the step in its standard errors."""
    effect, information, earlier = found
    after = _since(months.units, onsets)
    before = months.units.sum(axis=1, keepdims=True) - after
    if not share:
        information = _own_spread(months, spread, information, onsets)
    z = effect * np.sqrt(information)
    if share:
        rows = np.flatnonzero((z < SUSPICIOUS).any(axis=1))
        value = months.value[rows]
        past = value.sum(axis=1, keepdims=True) - _since(value, onsets)
        sizes = before[rows], after[rows]
        z[rows] = binomial_root(past / np.maximum(sizes[0], 1e-9), effect[rows], information[rows], sizes)
    return Steps(tuple(onsets), effect, information, z, earlier, before, after)


def log_chance(z: Floats, lowest: Floats, highest: Floats) -> Floats:
    """Log of the chance that the smallest step statistic over all onsets falls below ``z`` when nothing
    changed.

    Miller and Siegmund (1982) for the normalised Brownian bridge, one-sided: φ(b) (2/b + ½ (b − 1/b) log L)
    with b = −z and L the odds ratio of the ``highest`` and the ``lowest`` part of the information that lies
    before an onset; in discrete time an upper bound. 0 where z is above −1.
    """
    low, high = np.clip(lowest, 1e-6, 1 - 1e-6), np.clip(highest, 1e-6, 1 - 1e-6)
    ratio = np.log(high * (1 - low) / (low * (1 - high)))
    b = np.maximum(-z, 1.0)
    log = -0.5 * b * b - 0.5 * np.log(2 * np.pi) + np.log(2 / b + 0.5 * (b - 1 / b) * ratio)
    return np.asarray(np.where(z > -1.0, 0.0, np.minimum(log, 0.0)))


def _since(values: Floats, onsets: Sequence[int]) -> Floats:
    return np.asarray(np.cumsum(values[:, ::-1], axis=1)[:, ::-1][:, list(onsets)])


def binomial_root(past: Floats, effect: Floats, information: Floats, sizes: tuple[Floats, Floats]) -> Floats:
    """Signed root of twice the log likelihood ratio of two binomials, shrunk to the size the variance is
    worth."""
    before, after = (np.maximum(size, 1e-9) for size in sizes)
    now = np.clip(past + effect, 0.0, 1.0)
    pooled = (before * past + after * now) / (before + after)
    variance = np.maximum(pooled * (1 - pooled), 1e-9) * (1 / before + 1 / after)
    worth = np.minimum(variance * information, 1.0)
    root = np.sqrt(2 * worth * (before * _divergence(past, pooled) + after * _divergence(now, pooled)))
    return np.asarray(np.sign(effect) * root)


def _divergence(p: Floats, q: Floats) -> Floats:
    """Kullback–Leibler divergence of Bernoulli p from Bernoulli q."""
    q = np.clip(q, 1e-12, 1 - 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(p > 0, p * np.log(p / q), 0.0)
        second = np.where(p < 1, (1 - p) * np.log((1 - p) / (1 - q)), 0.0)
    return np.asarray(np.maximum(first + second, 0.0))


def _own_spread(months: Months, spread: Spread, information: Floats, onsets: Sequence[int]) -> Floats:
    """A heavy tail that fell into the months since the onset makes them uncertain by their own spread too."""
    after = np.maximum(_since(months.units, onsets), 1e-9)
    mean = _since(months.value, onsets) / after
    own = np.maximum(_since(months.value_sq, onsets) / after - mean**2, 0.0)
    with np.errstate(divide="ignore"):
        variance = 1 / information + np.maximum(own - spread.unit[:, None], 0.0) / after
    return np.asarray(1 / variance)


@dataclass
class _Blocks:
    """Running inner products with the step x = 1 from month t on; the season blocks are taken out as they
    grow."""

    weight: Floats
    figure: Floats
    calendar: Ints
    shrink: Floats
    totals: tuple[Floats, Floats]
    ones: tuple[Floats, Floats]
    grown: Floats
    sums: list[Floats]

    @classmethod
    def of(cls, weight: Floats, figure: Floats, spread: Spread) -> _Blocks:
        by_month = np.equal.outer(spread.calendar, np.arange(12)).astype(float)
        mass, moment = weight @ by_month, (weight * figure) @ by_month
        with np.errstate(divide="ignore"):
            shrink = np.where(spread.doubt > 0, 1 / (1 / spread.doubt + mass), 0.0)
        ones = mass.sum(axis=1) - (shrink * mass**2).sum(axis=1)
        level = moment.sum(axis=1) - (shrink * mass * moment).sum(axis=1)
        by_block = tuple(np.ascontiguousarray(part.T) for part in (weight, figure, shrink, mass, moment))
        weight, figure, shrink, mass, moment = by_block
        sums = [np.zeros(weight.shape[1]) for _ in range(4)]
        grown = np.zeros_like(mass)
        return cls(weight, figure, spread.calendar, shrink, (mass, moment), (ones, level), grown, sums)

    def add(self, t: int) -> None:
        """Month t joins the months since the onset: <x,x>, <x,1> and <x,y> change only in its own block."""
        block, weight = int(self.calendar[t]), self.weight[t]
        shrink, before = self.shrink[block], self.grown[block]
        mass, moment = (total[block] for total in self.totals)
        self.sums[0] += weight - shrink * weight * (2 * before + weight)
        self.sums[1] += weight * (1 - shrink * mass)
        self.sums[2] += weight * (self.figure[t] - shrink * moment)
        self.sums[3] += weight
        self.grown[block] += weight

    def step(self) -> tuple[Floats, Floats, Floats]:
        """(effect, information, part of the weight before the onset)."""
        xx, x1, xy, since = self.sums
        ones, level = self.ones
        with np.errstate(divide="ignore", invalid="ignore"):
            information = np.maximum(xx - x1**2 / ones, 0.0)
            effect = np.where(information > 1e-12, (xy - x1 * level / ones) / information, 0.0)
            earlier = 1 - since / self.totals[0].sum(axis=0)
        return np.nan_to_num(effect), information, np.nan_to_num(earlier, nan=0.5)
