"""Whether a slice lies lower because its units do, or because it is made up of other units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.search import Search
from liuke.insight.drilldown.shape import Shape
from liuke.insight.drilldown.slices import Months, Slices

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_COVERED = 0.6
"""A cut speaks only if this part of the slice's units lies in strata that have something to compare with."""

_COMPARABLE = 5.0
"""Units that are something to compare with."""

_LEFT = 0.5
"""Within strata this part of a step must be left."""

_SURE = 2.5
"""What goes away within strata counts only beyond this many standard errors."""


@dataclass(frozen=True)
class Contrast:
    """Two sides: their units, and the mean of the second less that of the first. One number each, or one a
    stratum."""

    first: Floats
    second: Floats
    difference: Floats

    @classmethod
    def of(cls, first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Contrast:
        """From (units, sum) of either side."""
        means = [total / np.maximum(units, 1e-9) for units, total in (first, second)]
        return cls(first[0], second[0], np.asarray(means[1] - means[0]))

    def like_with_like(self) -> tuple[float, float, float]:
        """(the strata's differences averaged with Mantel–Haenszel weights n₀n₁/(n₀ + n₁), sum of the weights,
        units of the second side in strata that have a first)."""
        some = self.first >= _COMPARABLE
        weight = np.where(some, self.first * self.second / np.maximum(self.first + self.second, 1e-9), 0.0)
        total = float(weight.sum())
        mean = float((weight * self.difference).sum()) / total if total > 0 else 0.0
        return mean, total, float(self.second[some].sum())


def only_mix(search: Search, row: int, shape: Shape, shared: Months, least: float) -> bool:
    """True when half of the slice's step, or all that was worth telling, goes away once like is compared with
    like.

    For every cut by one or two further dimensions the step is worked out within each stratum. The expectation
    already knows each dimension's own effect; what is found here are interactions: a combination that has
    always been low and became more frequent.
    """
    course = search.moved([row])[0]
    whole = _sides(search.at_rest([row]), shape.since, 0 * course)
    cuts = (_sides(shared.rows(rows), shape.since, course) for rows in cuts_of(search.slices, row))
    left = left_of_like(whole, cuts, float(search.spread.unit[row]))
    return left > min(_LEFT * float(whole.difference[0]), -least)


def left_of_like(whole: Contrast, cuts: Iterator[Contrast], unit: float) -> float:
    """What is left of a negative difference at the cut that explains most of it away; all of it if none does
    more than chance would."""
    error = unit * float((1 / whole.first + 1 / whole.second).sum())
    difference = least_left = float(whole.difference.sum())
    for strata in cuts:
        left, weight, covered = strata.like_with_like()
        if weight <= 0 or covered < _COVERED * whole.second.sum():
            continue
        variance = unit / weight
        doubt = np.sqrt(max(variance - error, 0.25 * variance))
        if left - difference > _SURE * doubt:
            least_left = max(least_left, left)
    return least_left


def cuts_of(slices: Slices, row: int) -> Iterator[Ints]:
    """For every one or two dimensions the slice ``row`` does not use: the rows of their strata."""
    for number, group in enumerate(slices.groups):
        if 1 <= len(group) <= 2 and not set(group) & set(slices.dimensions(row)):
            yield slices.of_group(number)


def _sides(months: Months, onset: int, course: Floats) -> Contrast:
    """Before and since the onset, the group's own movement taken out."""
    resid = months.resid - months.units * course
    before = (months.units[:, :onset].sum(axis=1), resid[:, :onset].sum(axis=1))
    return Contrast.of(before, (months.units[:, onset:].sum(axis=1), resid[:, onset:].sum(axis=1)))
