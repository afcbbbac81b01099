"""The rows added up over a few dimensions, so that a cube is counted from thousands of cells and not from
every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.coding import Coded

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SAMPLE = 20_000
_WIDER = 1.5
"""Dimensions are kept together as long as their combinations are hardly more than the values of the
widest."""


@dataclass(frozen=True)
class _Bundle:
    """Dimensions that nearly settle one another (model, series, energy type): ``place`` per row among the
    combinations that occur, ``codes`` of each combination, a column per dimension."""

    dimensions: tuple[int, ...]
    place: npt.NDArray[np.int32]
    codes: npt.NDArray[np.int16]


@dataclass(frozen=True)
class Rollup:
    """Adds a group's rows up, by bundles of dimensions; what was added up once is kept."""

    coded: Coded
    bundles: tuple[_Bundle, ...]
    kept: dict[tuple[int, ...], Coded] = field(default_factory=dict)

    @classmethod
    def of(cls, coded: Coded) -> Rollup:
        widest = sorted(range(len(coded.levels)), key=lambda d: (-len(coded.levels[d]), d))
        sample = slice(None, None, max(1, len(coded.month) // _SAMPLE))
        together: list[list[int]] = []
        for dimension in widest:
            for bundle in together:
                most = _WIDER * (len(coded.levels[bundle[0]]) + 1)
                if len(_combined(coded, [*bundle, dimension], sample)[1]) <= most:
                    bundle.append(dimension)
                    break
            else:
                together.append([dimension])
        return cls(coded, tuple(_Bundle(tuple(b), *_combined(coded, b, slice(None))) for b in together))

    def over(self, dimensions: Sequence[int]) -> Coded:
        """Rows added up by month and at least the given dimensions; as they are where that would save
        nothing."""
        needed = tuple(i for i, b in enumerate(self.bundles) if set(b.dimensions) & set(dimensions))
        for known in self.kept:
            if set(needed) <= set(known):
                return self.kept[known]
        self.kept[needed] = self._added(needed)
        return self.kept[needed]

    def _added(self, needed: Sequence[int]) -> Coded:
        coded, bundles = self.coded, [self.bundles[i] for i in needed]
        size = int(np.prod([len(b.codes) for b in bundles], dtype=np.int64)) * coded.months
        if size > len(coded.month):
            return coded
        key: Ints = np.zeros(len(coded.month), dtype=np.int64)
        for bundle in bundles:
            key = key * len(bundle.codes) + bundle.place
        key = key * coded.months + coded.month
        units = np.bincount(key, None if coded.single else coded.units, size).astype(np.float64)
        cells = np.flatnonzero(units)
        rest, month = np.divmod(cells, coded.months)
        codes = [np.zeros(0, dtype=np.int16)] * len(coded.codes)
        for bundle in reversed(bundles):
            rest, place = np.divmod(rest, len(bundle.codes))
            for column, dimension in enumerate(bundle.dimensions):
                codes[dimension] = bundle.codes[place, column]

        def added(values: Floats) -> Floats:
            return np.asarray(np.bincount(key, values, size)[cells], dtype=np.float64)

        squares = coded.question.measure == "mean"
        return replace(
            coded,
            month=month,
            codes=tuple(codes),
            units=units[cells],
            value=added(coded.value),
            value_sq=added(coded.value_sq) if squares else np.zeros(len(cells)),
            resid=added(coded.resid),
        )


def _combined(
    coded: Coded, dimensions: Sequence[int], rows: slice
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int16]]:
    """(place of each row among the combinations that occur, the combinations' codes)."""
    place: npt.NDArray[np.int32] = np.zeros(len(coded.month[rows]), dtype=np.int32)
    codes = np.zeros((1, 0), dtype=np.int16)
    for dimension in dimensions:
        width = len(coded.levels[dimension]) + 1
        key = place * np.int64(width) + coded.codes[dimension][rows]
        there = np.bincount(key, minlength=len(codes) * width) > 0
        found = np.flatnonzero(there)
        place = (np.cumsum(there) - 1).astype(np.int32)[key]
        codes = np.column_stack([codes[found // width], (found % width).astype(np.int16)])
    return place, codes
