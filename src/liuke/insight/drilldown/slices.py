"""Every slice of one to three dimensions with its months: units, values, residuals, counted in DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.coding import Coded

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

VISITS = 4_000_000
"""Rows the count of three-dimensional slices may visit: below it every triple is searched, above it those
inside the pairs that moved most."""

_BASE = 4096
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
        dimensions, key = self.dimensions(row), int(self.keys[row])
        codes = []
        for _ in dimensions:
            key, code = divmod(key, _BASE)
            codes.append(code)
        return dict(zip(dimensions, reversed(codes), strict=True))

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
    groups = [g for g in groups if len(g) < 2 or not question.nested(*g)]
    return _stacked(coded, [(g, _counted(coded, coded.name, g, least)) for g in groups])


def promising_pairs(coded: Coded, broad: Slices, moved: Floats) -> tuple[Ints, bool]:
    """The pairs of dimensions' values to refine, in ascending order, and whether that is all of them.

    All, when counting every triple visits at most VISITS rows; else those with the smallest ``moved`` (a
    number per row of ``broad``) whose rows, visited once for each further dimension, are that many.
    """
    pairs = np.flatnonzero(broad.depth == 2)
    width = len(coded.levels)
    if comb(width, 3) * coded.rows <= VISITS or len(pairs) == 0:
        return pairs, True
    order = pairs[np.lexsort((pairs, moved[pairs]))]
    parts = broad.months.units[order].sum(axis=1) / broad.months.units[0].sum()
    return np.sort(order[np.cumsum(parts) * coded.rows * (width - 2) <= VISITS]), False


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
        part = coded.name if whole else _part(coded, pair, broad.keys[rows])
        for triple in triples:
            found.setdefault(triple, []).append(_counted(coded, part, triple, least))
        done.update(triples if whole else ())
        if not whole:
            coded.question.connection.execute(f"DROP TABLE {part}")
    return _stacked(coded, [(triple, _merged(counted)) for triple, counted in sorted(found.items())])


def overlap(coded: Coded, slices: Slices, row: int) -> Months:
    """For every slice, what it shares with slice ``row``, by month."""
    connection = coded.question.connection
    part = f"{coded.name}_part"
    where = " AND ".join(["TRUE", *(f"d{d} = {code}" for d, code in slices.codes(row).items())])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {part} AS SELECT * FROM {coded.name} WHERE {where}")
    shared = Months(*(np.zeros_like(slices.months.units) for _ in _MEASURES))
    for number, group in enumerate(slices.groups):
        rows = slices.of_group(number)
        counted = _counted(coded, part, group, 0.0)
        place = np.searchsorted(slices.keys[rows], counted.keys)
        place[place == len(rows)] = 0
        known = slices.keys[rows][place] == counted.keys if len(rows) else np.zeros(len(place), bool)
        for name in _MEASURES:
            getattr(shared, name)[rows[place[known]]] = getattr(counted.months, name)[known]
    connection.execute(f"DROP TABLE {part}")
    return shared


@dataclass(frozen=True)
class _Counted:
    keys: Ints
    months: Months


def _counted(coded: Coded, source: str, group: Sequence[int], least: float) -> _Counted:
    columns = "".join(f"d{d}, " for d in group)
    big = ""
    if len(group) == 3 and least > 0:
        big = (
            f"JOIN (SELECT {columns[:-2]} FROM {source} GROUP BY ALL HAVING sum(units) >= {least}) AS big"
            f" USING ({columns[:-2]})"
        )
    sums = ", ".join(f"sum({name}) AS {name}" for name in coded.measures)
    found = coded.question.connection.execute(
        f"SELECT {columns}m, {sums} FROM {source} {big} GROUP BY ALL"
    ).fetchnumpy()
    key = np.zeros(len(found["m"]), dtype=np.int64)
    named = np.ones(len(key), dtype=bool)
    for d in group:
        code = found[f"d{d}"].astype(np.int64)
        key = key * _BASE + code
        named &= code > 0
    keys, place = np.unique(key[named], return_inverse=True)
    total = np.bincount(place, found["units"][named], len(keys))
    cell = place * coded.months + found["m"][named].astype(np.int64)
    sums_by_month = []
    for name in _MEASURES:
        flat = np.zeros(len(keys) * coded.months)
        if name in coded.measures:
            flat[cell] = found[name][named]
        sums_by_month.append(flat.reshape(len(keys), coded.months)[total >= least])
    return _Counted(keys[total >= least], Months(*sums_by_month))


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


def _part(coded: Coded, pair: tuple[int, ...], keys: Ints) -> str:
    """The rows of some slices of two dimensions."""
    name = f"{coded.name}_part"
    cells = ", ".join(str(key) for key in keys.tolist())
    coded.question.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {coded.name}"
        f" WHERE d{pair[0]}::INTEGER * {_BASE} + d{pair[1]} IN ({cells})"
    )
    return name


def _triples(coded: Coded, pair: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The sets of three dimensions that refine a pair."""
    if len(pair) != 2:
        return []
    question = coded.question
    others = [d for d in range(len(question.dimensions)) if d not in pair]
    return [tuple(sorted((*pair, d))) for d in others if not any(question.nested(d, p) for p in pair)]
