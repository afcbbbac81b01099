"""The units as DuckDB streams them, with every dimension value as a small integer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, log2

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.question import Question

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int16]

MOST_LEVELS = 2000
"""Values of one dimension that can be told apart; the smaller ones beyond are searched only as part of
others."""

_STEADY = 0.8
"""Part of the history a value must span to be there all along."""

_DETERMINED = 0.99
"""A dimension is determined by another if so many units follow the rule (a model has one energy type)."""

_BATCH = 500_000


@dataclass(frozen=True)
class Level:
    """One value of a dimension. ``steady``: it was there for (nearly) the whole history."""

    name: str
    steady: bool


@dataclass(frozen=True)
class Coded:
    """Units by row: ``month`` (from 0), per dimension the place of its value in ``levels`` (from 1; 0 =
    unknown or too rare to be named), units, value, value_sq and resid (value − expectation).

    Values are turned round where higher is worse, so that inside lower always is. All sums lie on ``grain``,
    a power of two: adding them is exact in whatever order it is done, so equal input gives equal answers to
    the last digit. ``determines``: (finer, coarser) dimensions of which the first settles the second.
    """

    question: Question
    first_month: int
    months: int
    levels: tuple[tuple[Level, ...], ...]
    month: Ints
    codes: tuple[Codes, ...]
    units: Floats
    value: Floats
    value_sq: Floats
    resid: Floats
    grain: float
    cross: dict[tuple[int, int], Floats]

    @cached_property
    def determines(self) -> frozenset[tuple[int, int]]:
        """Pairs of dimensions (finer, coarser) where nearly all units of a value have one value of the
        other."""
        found = set()
        for (i, j), table in self.cross.items():
            known = table[1:, 1:]
            if known.size and known.max(axis=1).sum() >= _DETERMINED * known.sum():
                found.add((i, j))
            if known.size and known.max(axis=0).sum() >= _DETERMINED * known.sum():
                found.add((j, i))
        return frozenset(found)

    @cached_property
    def single(self) -> bool:
        """Every row is one unit."""
        return bool((self.units == 1.0).all())

    def names(self, codes: dict[int, int]) -> dict[str, str]:
        """Dimension and value in words."""
        return {self.question.dimensions[d].name: self.levels[d][code - 1].name for d, code in codes.items()}

    def nested(self, first: int, second: int) -> bool:
        """The two dimensions together cut no finer than one of them, by what the caller says or the units
        show."""
        return self.question.nested(first, second) or bool(
            {(first, second), (second, first)} & self.determines
        )

    def inside(self, codes: dict[int, int]) -> Ints:
        """The rows of a slice, as places."""
        mask = np.ones(len(self.month), dtype=bool)
        for dimension, code in codes.items():
            mask &= self.codes[dimension] == code
        return np.flatnonzero(mask)

    def expecting(self, expected: Floats) -> Coded:
        """The same with resid = value − units × ``expected`` (by row)."""
        return replace(self, resid=_on_grid(self.value - self.units * expected, self.grain))

    def without(self, codes: dict[int, int], course: Floats) -> Coded:
        """The same once an effect (per unit, by month) is taken out of the residuals of one slice."""
        rows = self.inside(codes)
        resid = self.resid.copy()
        resid[rows] -= _on_grid(self.units[rows] * course[self.month[rows]], self.grain)
        return replace(self, resid=resid)


def coded_units(question: Question) -> Coded | None:
    """Reads and codes the units of ``question``; None when they are too few to tell anything."""
    sums, columns, dictionaries = _read(question)
    month, units, value, squares = sums
    if units.sum() < 2 * question.options.least_units:
        return None
    earliest = int(month.min())
    month -= earliest
    months = question.options.history_months - earliest
    coded = [
        _named(codes, names, (month, units), months, 2 * question.options.least_units)
        for codes, names in zip(columns, dictionaries, strict=True)
    ]
    codes = tuple(column for column, _ in coded)
    levels = tuple(found for _, found in coded)
    grain, coarse = (_grain(total) for total in (max(units.sum(), np.abs(value).sum()), squares.sum()))
    return Coded(
        question=question,
        first_month=question.last_month - months + 1,
        months=months,
        levels=levels,
        month=month,
        codes=codes,
        units=_on_grid(units, grain),
        value=_on_grid(value, grain),
        value_sq=_on_grid(squares, coarse),
        resid=np.zeros(len(value)),
        grain=grain,
        cross=_cross_tables(codes, [len(found) + 1 for found in levels], _on_grid(units, grain)),
    )


def _read(
    question: Question,
) -> tuple[tuple[Ints, Floats, Floats, Floats], list[npt.NDArray[np.integer]], list[list[str]]]:
    """(month, units, value, squares), and per dimension the codes (from 1, 0 unknown) and the names they
    stand for.

    Streamed in batches that are coded as they come: the texts of a large group never are in memory together.
    """
    earliest = question.last_month - question.options.history_months + 1
    value = "value::DOUBLE"
    if question.worse == "higher":
        value = f"units - {value}" if question.measure == "share" else f"-({value})"
    squares = "value_sq" if question.measure == "mean" else "0"
    texts = "".join(f", {_quoted(d.name)}::VARCHAR" for d in question.dimensions)
    reader = question.connection.execute(
        f"SELECT month - {earliest}, units::DOUBLE, ({value})::DOUBLE, ({squares})::DOUBLE {texts}"
        f" FROM {question.table} WHERE month BETWEEN {earliest} AND {question.last_month}"
        " AND units > 0 AND isfinite(value::DOUBLE)"
    ).to_arrow_reader(_BATCH)
    found: list[dict[str, int]] = [{} for _ in question.dimensions]
    figures: list[list[Floats]] = [[] for _ in range(4)]
    columns: list[list[npt.NDArray[np.integer]]] = [[] for _ in found]
    for batch in reader:
        for place, part in enumerate(figures):
            part.append(batch.column(place).to_numpy())
        for place, known in enumerate(found):
            encoded = batch.column(len(figures) + place).dictionary_encode()
            local = [known.setdefault(name, len(known) + 1) for name in encoded.dictionary.to_pylist()]
            table = np.array([*local, 0], dtype=np.int32)
            columns[place].append(table[encoded.indices.fill_null(len(local)).to_numpy()])
    month, units, sums, squared = (np.concatenate([np.zeros(0), *part]) for part in figures)
    codes = [np.concatenate([np.zeros(0, np.int32), *part]) for part in columns]
    return (month.astype(np.int64), units, sums, squared), codes, [list(known) for known in found]


def _named(
    codes: npt.NDArray[np.integer], names: Sequence[str], by: tuple[Ints, Floats], months: int, least: float
) -> tuple[Codes, tuple[Level, ...]]:
    """Codes in the order of names, 0 for values of fewer than ``least`` units, and the levels they stand
    for."""
    month, units = by
    table = np.bincount(codes * months + month, units, (len(names) + 1) * months).reshape(-1, months)[1:]
    total = table.sum(axis=1)
    large = sorted(np.flatnonzero(total >= least).tolist(), key=lambda i: (-total[i], names[i]))[:MOST_LEVELS]
    kept = sorted(large, key=lambda i: names[i])
    place = np.zeros(len(names) + 1, dtype=np.int16)
    place[np.array(kept, dtype=np.int64) + 1] = np.arange(1, len(kept) + 1)
    levels = []
    for i in kept:
        there = np.flatnonzero(table[i] > 0)
        levels.append(Level(names[i], bool(there[-1] - there[0] + 1 >= _STEADY * months)))
    return place[codes], tuple(levels)


def _cross_tables(
    codes: Sequence[Codes], widths: Sequence[int], units: Floats
) -> dict[tuple[int, int], Floats]:
    """Units by the codes of every two dimensions."""
    tables = {}
    for i, first in enumerate(codes):
        key = first.astype(np.int32)
        for j in range(i + 1, len(codes)):
            counted = np.bincount(key * widths[j] + codes[j], units, widths[i] * widths[j])
            tables[i, j] = np.asarray(counted.reshape(widths[i], widths[j]), dtype=np.float64)
    return tables


def _grain(total: float) -> float:
    return float(2.0 ** (ceil(log2(max(total, 1.0))) - 48))


def _on_grid(values: Floats, grain: float) -> Floats:
    return np.asarray(np.round(values / grain) * grain)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
