"""How far every slice lies from the rest of the group, over all months and in either half of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy

from liuke.insight.drilldown.evidence import BUDGET
from liuke.insight.drilldown.noise import extra_noise, unit_variances
from liuke.insight.drilldown.question import Question
from liuke.insight.drilldown.scan import binomial_root
from liuke.insight.drilldown.slices import Months, Slices

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """Slices with what is not yet explained of their distance to the whole figure of each month, and what
    they vary by: ``unit`` for one unit, ``noise`` for a month's own shock."""

    question: Question
    slices: Slices
    unit: Floats
    noise: Floats
    resid: Floats

    @property
    def units(self) -> Floats:
        return self.slices.months.units

    @classmethod
    def of(cls, question: Question, slices: Slices) -> Standing:
        months = slices.months
        unit = unit_variances(months=months, share=question.measure == "share")
        noise = np.zeros(len(unit))
        for number in range(len(slices.groups)):
            rows = slices.of_group(number)
            noise[rows] = extra_noise(months=months.rows(rows), unit_variance=unit[rows])
        return cls(question, slices, unit, noise, months.resid)

    def least(self, rows: npt.NDArray[np.int64] | list[int]) -> Floats:
        """The smallest distance worth telling, by slice: as for changes, from the whole group's figure."""
        options = self.question.options
        whole = float(self.slices.months.value[0].sum() / self.units[0].sum())
        if self.question.measure == "share":
            return np.full(len(rows), max(min(options.least_points, 1 - whole, whole / 2), 1e-9))
        return np.full(len(rows), options.least_relative * abs(whole))


@dataclass(frozen=True)
class Gaps:
    """Per slice: distance to the rest of the group (negative: worse), its standard errors, what the distances
    of its values alone add up to, and whether either half of the months shows at least half of it."""

    gap: Floats
    z: Floats
    additive: Floats
    persistent: npt.NDArray[np.bool_]


def gaps_to_rest(standing: Standing) -> Gaps:
    """gap = r/n − (R − r)/(N − n), r and R the residual sums of slice and whole, n and N their units.

    variance = unit × (1/n + 1/(N − n)) + noise × Σ(n_t/n)², unit being the whole group's for shares (that of
    equals) and the slice's own, if larger, for means. 0 where there is no rest.
    """
    units, resid = standing.units, standing.resid
    mass = units.sum(axis=1)
    rest = mass[0] - mass
    gap = _gap(units, resid)
    share = standing.question.measure == "share"
    unit = np.full(len(mass), standing.unit[0]) if share else np.maximum(standing.unit, standing.unit[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        shock = standing.noise * ((units / mass[:, None]) ** 2).sum(axis=1)
        information = np.where(rest > 0, 1 / (unit * (1 / mass + 1 / rest) + shock), 0.0)
    z = gap * np.sqrt(information)
    if share:
        # Two binomials that together come to the whole group's figure.
        others = standing.slices.months.value[0].sum() / mass[0] - gap * mass / mass[0]
        z = binomial_root(np.clip(others, 0.0, 1.0), gap, information, (rest, mass))
    middle = int(np.searchsorted(np.cumsum(units[0]), units[0].sum() / 2)) + 1
    halves = [_gap(units[:, part], resid[:, part]) for part in (slice(None, middle), slice(middle, None))]
    persistent = np.minimum(*(half * np.sign(gap) for half in halves)) >= 0.5 * np.abs(gap)
    return Gaps(gap, z, _additive(standing.slices, gap), persistent)


def log_chances(standing: Standing, gaps: Gaps) -> Floats:
    """Log of the chance that any slice of the depth lies this far off by luck, either way."""
    depth = standing.slices.depth
    sizes = np.array([max(int((depth == d).sum()), 1) for d in range(4)])
    price = np.log(2 * sizes / np.array(BUDGET))
    return np.asarray(np.minimum(scipy.special.log_ndtr(-np.abs(gaps.z)) + price[depth], 0.0))


def without(standing: Standing, shared: Months, gap: float) -> Standing:
    """The same, once the units shared with a slice are told to lie ``gap`` off."""
    return replace(standing, resid=standing.resid - gap * shared.units)


def _additive(slices: Slices, gap: Floats) -> Floats:
    """For slices of two and three dimensions, the sum of the distances of each value alone; else 0."""
    alone: dict[int, Floats] = {}
    total = np.zeros(len(gap))
    for number, group in enumerate(slices.groups):
        rows = slices.of_group(number)
        if len(rows) == 0:
            continue
        codes = slices.codes_of(rows)
        if len(group) == 1:
            alone[group[0]] = np.zeros(int(codes.max()) + 1)
            alone[group[0]][codes[:, 0]] = gap[rows]
        elif len(group) > 1:
            for place, dimension in enumerate(group):
                total[rows] += alone[dimension][codes[:, place]]
    return total


def _gap(units: Floats, resid: Floats) -> Floats:
    mass, total = units.sum(axis=1), resid.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = total / mass - (total[0] - total) / (mass[0] - mass)
    return np.asarray(np.nan_to_num(gap, nan=0.0, posinf=0.0, neginf=0.0))
