"""Every slice of one to three dimensions with its months: units, values, residuals, rolled up from the
cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.coding import Coded
from liuke.insight.drilldown.rollup import Rollup

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

VISITS = 4_000_000
"""Cells the count of three-dimensional slices may visit: below it every triple is searched, above it those
inside the pairs that moved most."""

_BASE = 4096
_FEW = 1 << 16
_MEASURES = ("units", "value", "value_sq", "resid")


@dataclass(frozen=True)
class Months:
    """Sums per slice (rows) and month (columns)."""

    units: Floats
    value: Floats
    value_sq: Floats
    resid: Floats

    def rows(self, which: Ints | Sequence[int]) -> Months:
        return Months(*(getattr(self, name)[which] for name in _MEASURES))

    def joined(self, other: Months) -> Months:
        return Months(*(np.vstack([getattr(self, name), getattr(other, name)]) for name in _MEASURES))

    def less(self, other: Months) -> Months:
        return Months(*(getattr(self, name) - getattr(other, name) for name in _MEASURES))


@dataclass(frozen=True)
class Slices:
    """Row i is the slice with the values ``codes[i]`` of the dimensions ``groups[group[i]]``; row 0 is
    everything."""

    groups: tuple[tuple[int, ...], ...]
    group: Ints
    keys: Ints
    months: Months

    @property
    def depth(self) -> Ints:
        return np.array([len(g) for g in self.groups], dtype=np.int64)[self.group]

    def dimensions(self, row: int) -> tuple[int, ...]:
        return self.groups[int(self.group[row])]

    def codes(self, row: int) -> dict[int, int]:
        """Dimension → code of its value."""
        dimensions = self.dimensions(row)
        return dict(zip(dimensions, self.codes_of(np.array([row]))[0].tolist(), strict=True))

    def codes_of(self, rows: Ints) -> Ints:
        """Codes of some rows (at least one) of one group, a column for each of its dimensions."""
        depth = len(self.dimensions(int(rows[0])))
        powers = _BASE ** np.arange(depth - 1, -1, -1)
        return np.asarray(self.keys[rows][:, None] // powers % _BASE)

    def find(self, codes: dict[int, int]) -> int | None:
        """The row of a slice, if it was counted."""
        dimensions = tuple(sorted(codes))
        if dimensions not in self.groups:
            return None
        rows = self.of_group(self.groups.index(dimensions))
        key = 0
        for dimension in dimensions:
            key = key * _BASE + codes[dimension]
        place = int(np.searchsorted(self.keys[rows], key))
        return int(rows[place]) if place < len(rows) and self.keys[rows[place]] == key else None

    def of_group(self, group: int) -> Ints:
        """Rows of a group: they lie together, ordered by key."""
        first, last = np.searchsorted(self.group, [group, group + 1])
        return np.arange(first, last)

    def joined(self, other: Slices) -> Slices:
        return Slices(
            self.groups + other.groups,
            np.concatenate([self.group, other.group + len(self.groups)]),
            np.concatenate([self.keys, other.keys]),
            self.months.joined(other.months),
        )


def broad_slices(coded: Coded, least: float) -> Slices:
    """The whole group, and every slice of one or two dimensions with at least ``least`` units."""
    question = coded.question
    width = range(len(question.dimensions))
    groups = [g for size in range(min(question.options.depth, 2) + 1) for g in combinations(width, size)]
    groups = [g for g in groups if len(g) < 2 or not coded.nested(*g)]
    rolled = Rollup.of(coded)
    # Two bundles at a time first: what one of them alone needs is then counted from the same sums.
    counted = {g: _counted(rolled.over(g), None, g, least) for g in sorted(groups, key=len, reverse=True)}
    return _stacked(coded, [(g, counted[g]) for g in groups])


def promising_pairs(coded: Coded, broad: Slices, moved: Floats) -> tuple[Ints, bool]:
    """The pairs of dimensions' values to refine, in ascending order, and whether that is all of them.

    All, when counting every triple visits at most VISITS cells; else those with the smallest ``moved`` (a
    number per row of ``broad``) whose cells, visited once for each further dimension, are that many.
    """
    pairs = np.flatnonzero(broad.depth == 2)
    width = len(coded.levels)
    if comb(width, 3) * len(coded.month) <= VISITS or len(pairs) == 0:
        return pairs, True
    order = pairs[np.lexsort((pairs, moved[pairs]))]
    parts = broad.months.units[order].sum(axis=1) / broad.months.units[0].sum()
    return np.sort(order[np.cumsum(parts) * len(coded.month) * (width - 2) <= VISITS]), False


def triples_at_most(coded: Coded, broad: Slices, least: float) -> dict[tuple[int, ...], float]:
    """For every set of three dimensions, a number its slices of ``least`` units cannot exceed: a pair has at
    most units ÷ ``least`` of them, and at most one for each value of the third dimension."""
    bounds: dict[tuple[int, ...], float] = {}
    for number, pair in enumerate(broad.groups):
        units = broad.months.units[broad.of_group(number)].sum(axis=1)
        for triple in _triples(coded, pair):
            (third,) = set(triple) - set(pair)
            bound = float(np.minimum(units // least, len(coded.levels[third])).sum())
            bounds[triple] = min(bounds.get(triple, bound), bound)
    return bounds


def narrow_slices(coded: Coded, broad: Slices, promising: Ints, least: float) -> Slices:
    """Slices of three dimensions with at least ``least`` units inside one of the ``promising`` pairs, which
    are rows of ``broad`` in ascending order."""
    found: dict[tuple[int, ...], list[_Counted]] = {}
    done: set[tuple[int, ...]] = set()
    for number, pair in enumerate(broad.groups):
        rows = promising[broad.group[promising] == number]
        triples = [t for t in _triples(coded, pair) if t not in done]
        if len(rows) == 0 or not triples:
            continue
        whole = len(rows) == len(broad.of_group(number))
        cells = None if whole else _cells_of(coded, pair, broad.keys[rows])
        for triple in triples:
            found.setdefault(triple, []).append(_counted(coded, cells, triple, least))
        done.update(triples if whole else ())
    return _stacked(coded, [(triple, _merged(counted)) for triple, counted in sorted(found.items())])


def overlap(coded: Coded, slices: Slices, row: int, *, resid: bool = True) -> Months:
    """For every slice, the units and (if asked for) residuals it shares with slice ``row``, by month."""
    cells = coded.inside(slices.codes(row))
    wanted = ("units", "resid") if resid else ("units",)
    nothing = np.zeros_like(slices.months.units)
    shared = Months(**{name: nothing.copy() if name in wanted else nothing for name in _MEASURES})
    for number, group in enumerate(slices.groups):
        rows = slices.of_group(number)
        counted = _counted(coded, cells, group, 0.0, wanted)
        place = np.minimum(np.searchsorted(slices.keys[rows], counted.keys), max(len(rows) - 1, 0))
        known = slices.keys[rows][place] == counted.keys if len(rows) else np.zeros(len(place), bool)
        for name in wanted:
            getattr(shared, name)[rows[place[known]]] = getattr(counted.months, name)[known]
    return shared


@dataclass(frozen=True)
class _Counted:
    keys: Ints
    months: Months


def _counted(
    coded: Coded, cells: Ints | None, group: Sequence[int], least: float, wanted: Sequence[str] | None = None
) -> _Counted:
    """Slices of a group with at least ``least`` units, over all cells or some; only the ``wanted`` sums are
    made."""
    wanted = wanted or [name for name in _MEASURES if name != "value_sq" or coded.question.measure == "mean"]
    part = slice(None) if cells is None else cells
    month, units = coded.month[part], coded.units[part]
    widths = [len(coded.levels[d]) + 1 for d in group]
    key = np.zeros(len(month), np.int64)
    for dimension, width in zip(group, widths, strict=True):
        key = key * width + coded.codes[dimension][part]
    size = prod(widths)
    if size * coded.months > max(2 * len(key), _FEW):
        distinct, key = _large_enough(key, units, size, least)
    else:
        distinct = np.arange(size)
    keys, known = _keys_of(distinct, widths)
    flat = key * coded.months + month
    sums = dict.fromkeys(_MEASURES, np.zeros((len(distinct), coded.months)))
    for name in wanted:
        weights = None if name == "units" and coded.single else getattr(coded, name)[part]
        added = np.bincount(flat, weights, (len(distinct) + 1) * coded.months)[: len(distinct) * coded.months]
        sums[name] = added.reshape(-1, coded.months).astype(np.float64, copy=False)
    total = sums["units"].sum(axis=1)
    kept = known & (total > 0) & (total >= least)
    return _Counted(keys[kept], Months(**sums).rows(np.flatnonzero(kept)))


def _large_enough(key: Ints, units: Floats, size: int, least: float) -> tuple[Ints, Ints]:
    """The keys that count ``least`` units or more, and for each row the place of its key among them; all
    others share one more place, which is cheaper than leaving them out."""
    distinct = None
    if size > max(4 * len(key), _FEW):
        distinct, key = np.unique(key, return_inverse=True)
        size = len(distinct)
    total = np.bincount(key, units, size)
    kept = np.flatnonzero((total > 0) & (total >= least))
    place = np.full(size, len(kept))
    place[kept] = np.arange(len(kept))
    return (kept if distinct is None else distinct[kept]), place[key]


def _keys_of(distinct: Ints, widths: Sequence[int]) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Keys to the common base, and which have no unknown value."""
    keys, known, factor = np.zeros_like(distinct), np.ones(len(distinct), dtype=bool), 1
    for width in reversed(widths):
        distinct, code = np.divmod(distinct, width)
        keys += code * factor
        known &= code > 0
        factor *= _BASE
    return keys, known


def _merged(counted: Sequence[_Counted]) -> _Counted:
    """One triple reached through several pairs is counted once: every way counts all of its units."""
    keys, first = np.unique(np.concatenate([c.keys for c in counted]), return_index=True)
    months = Months(*(np.vstack([getattr(c.months, name) for c in counted])[first] for name in _MEASURES))
    return _Counted(keys, months)


def _stacked(coded: Coded, parts: Sequence[tuple[tuple[int, ...], _Counted]]) -> Slices:
    nothing = np.zeros((0, coded.months))
    return Slices(
        tuple(group for group, _ in parts),
        np.repeat(np.arange(len(parts)), [len(c.keys) for _, c in parts]),
        np.concatenate([np.zeros(0, np.int64), *(c.keys for _, c in parts)]),
        Months(*(np.vstack([nothing, *(getattr(c.months, name) for _, c in parts)]) for name in _MEASURES)),
    )


def _cells_of(coded: Coded, pair: tuple[int, ...], keys: Ints) -> Ints:
    """The cells of some slices of two dimensions."""
    wanted = np.zeros((len(coded.levels[pair[0]]) + 1, len(coded.levels[pair[1]]) + 1), dtype=bool)
    wanted[keys // _BASE, keys % _BASE] = True
    return np.flatnonzero(wanted[coded.codes[pair[0]], coded.codes[pair[1]]])


def _triples(coded: Coded, pair: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The sets of three dimensions that refine a pair."""
    if len(pair) != 2:
        return []
    others = [d for d in range(len(coded.levels)) if d not in pair]
    return [tuple(sorted((*pair, d))) for d in others if not any(coded.nested(d, p) for p in pair)]
