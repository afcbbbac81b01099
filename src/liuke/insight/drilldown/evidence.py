"""How strongly each slice speaks for a change for the worse, counted against everything that was searched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from liuke.insight.drilldown.question import Options
from liuke.insight.drilldown.scan import Steps, log_chance
from liuke.insight.drilldown.search import Search

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BUDGET = (0.1, 0.3, 0.35, 0.25)
"""Parts of the false alarms granted to slices of 0, 1, 2 and 3 dimensions: few coarse slices, many fine ones,
so the coarser of two stories told equally well wins."""

_OVERLAP = 2.0
"""The slices of a depth overlap, so chance has fewer tries than there are names. Measured on quiet groups
(bench/drilldown): without this the search rings at a third or less of the rate it is allowed."""

_SEEN = 4.0
"""A slice is searched only if a collapse would be seen at this many standard errors; others only cost
power."""

_COLLAPSE, _USUAL = 0.4, 0.2
"""A collapse and a usual change: this much of a share, or this part of a mean."""

_BAR, _FLOOR = 5.0, 0.01
"""Standard errors a usual change has to reach to be seen, and the least weight of a slice that is
searched."""


@dataclass
class Verdicts:
    """Per slice: the best onset, and the log of its chance after all that was searched (0: none)."""

    onset: Ints
    log_p: Floats
    price: Floats
    closed: npt.NDArray[np.bool_]

    @classmethod
    def open(cls, price: Floats) -> Verdicts:
        count = len(price)
        return cls(np.zeros(count, np.int64), np.zeros(count), price, np.zeros(count, bool))

    def close(self, row: int) -> None:
        """The slice is dealt with and does not come up again."""
        self.closed[row] = True
        self.log_p[row] = 0.0


def judge(search: Search, scanned: Iterable[tuple[Ints, Steps]], verdicts: Verdicts) -> None:
    """Writes the verdicts of some slices from their steps; those not searched and those closed have none."""
    for part, steps in scanned:
        worth = worth_telling(search, part, steps)
        z = np.where(worth, steps.z, 0.0)
        best = z.argmin(axis=1)
        here = (np.arange(len(part)), best)
        verdicts.onset[part] = np.array(search.onsets)[best]
        enough = enough_units(search.question.options, steps)
        lowest = np.where(enough, steps.earlier, 1.0).min(axis=1)
        highest = np.where(enough, steps.earlier, 0.0).max(axis=1)
        chance = log_chance(z[here], np.minimum(lowest, highest), highest)
        log_p = chance + verdicts.price[part]
        told = (z[here] < 0) & ~verdicts.closed[part]
        verdicts.log_p[part] = np.where(told, np.minimum(log_p, 0.0), 0.0)


def scans(search: Search, rows: Ints) -> list[tuple[Ints, Steps]]:
    """The steps of some slices; the whole group's apart, as its movement stays in."""
    return [(part, search.steps(part)) for part in (rows[rows == 0], rows[rows > 0]) if len(part)]


def price_of_looking(
    search: Search, scanned: Iterable[tuple[Ints, Steps]], triples: Mapping[tuple[int, ...], float]
) -> Floats:
    """Per slice: log of how often chance gets to try, to be added to the log of one trial's chance; inf if
    not searched.

    A depth's budget is shared equally among its sets of dimensions: where a cause lies is asked first, which
    value it has second. A set's part is shared in proportion to the chance that a usual change would be seen
    in a slice, which depends on its units only: who cannot see anything should not take from those who can.
    ``triples``: for sets of three dimensions of which not all slices were counted, how many there are at
    most.
    """
    slices = search.slices
    weight = _chance_to_see(search, scanned)
    price = np.full(len(weight), np.inf)
    totals: dict[int, float] = {}
    for number, group in enumerate(slices.groups):
        rows = slices.of_group(number)
        rows = rows[weight[rows] > 0]
        if len(rows):
            totals[number] = weight[rows].sum() * max(1.0, triples.get(group, 0.0) / len(rows))
            price[rows] = np.log(totals[number] / weight[rows])
    sets = np.bincount([len(slices.groups[number]) for number in totals], minlength=4)
    sets[3] = max(sets[3], len(triples))
    return np.asarray(price + np.log(np.maximum(sets, 1) / np.array(BUDGET) / _OVERLAP)[slices.depth])


def _chance_to_see(search: Search, scanned: Iterable[tuple[Ints, Steps]]) -> Floats:
    """Per slice, roughly the chance that a usual change would be told; 0 where not even a collapse would
    be."""
    strength = np.zeros(len(search.slices.group))
    for rows, steps in scanned:
        enough = enough_units(search.question.options, steps)
        strength[rows] = np.where(enough, np.sqrt(steps.information), 0.0).max(axis=1)
    months = search.slices.months
    if not search.share:
        strength *= np.abs(months.value.sum(axis=1) / months.units.sum(axis=1))
    seen = np.maximum(scipy.special.ndtr(strength * _USUAL - _BAR), _FLOOR)
    return np.asarray(np.where(strength * _COLLAPSE >= _SEEN, seen, 0.0))


def enough_units(options: Options, steps: Steps) -> npt.NDArray[np.bool_]:
    return (steps.units_before >= options.least_units) & (steps.units_after >= options.least_units)


def worth_telling(search: Search, rows: Ints, steps: Steps) -> npt.NDArray[np.bool_]:
    """Enough units on both sides and a material step for the worse, per slice and onset."""
    options = search.question.options
    material = steps.effect <= -least_step(search, rows, steps)
    if search.share:
        material &= -steps.effect * steps.units_after >= options.least_lost
    return material & enough_units(options, steps)


def least_step(search: Search, rows: Ints, steps: Steps) -> Floats:
    """The smallest step worth telling, per slice and onset, in the figure's unit."""
    value = search.slices.months.value[rows]
    before = np.cumsum(value, axis=1)[:, np.array(steps.onsets) - 1] / np.maximum(steps.units_before, 1e-9)
    options = search.question.options
    if search.share:
        return np.asarray(np.minimum(options.least_points, np.minimum(1 - before, before / 2)).clip(min=1e-9))
    return np.asarray(options.least_relative * np.abs(before))
