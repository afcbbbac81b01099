"""The units, filtered and added up by DuckDB, with every dimension value as a small integer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, log2

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.question import Question

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.integer]

MOST_LEVELS = 2000
"""Values of one dimension that can be told apart; the smaller ones beyond are searched only as part of
others."""

_STEADY = 0.8
"""Part of the history a value must span to be there all along."""


@dataclass(frozen=True)
class Level:
    """One value of a dimension. ``steady``: it was there for (nearly) the whole history."""

    name: str
    steady: bool


@dataclass(frozen=True)
class Coded:
    """Cells of units alike in every dimension and month: ``month`` (from 0), per dimension the place of its
    value in ``levels`` (from 1; 0 = unknown or too rare to be named), units, value, value_sq and resid (value
    − expectation).

    Values are turned round where higher is worse, so that inside lower always is. All sums lie on ``grain``,
    a power of two: adding them is exact in whatever order it is done, so equal input gives equal answers to
    the last digit.
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

    def names(self, codes: dict[int, int]) -> dict[str, str]:
        """Dimension and value in words."""
        return {self.question.dimensions[d].name: self.levels[d][code - 1].name for d, code in codes.items()}

    def inside(self, codes: dict[int, int]) -> Ints:
        """The cells of a slice, as places."""
        mask = np.ones(len(self.month), dtype=bool)
        for dimension, code in codes.items():
            mask &= self.codes[dimension] == code
        return np.flatnonzero(mask)

    def expecting(self, expected: Floats) -> Coded:
        """The same with resid = value − units × ``expected`` (by cell)."""
        return replace(self, resid=self._rounded(self.value - self.units * expected))

    def without(self, codes: dict[int, int], course: Floats) -> Coded:
        """The same once an effect (per unit, by month) is taken out of the residuals of one slice."""
        cells = self.inside(codes)
        resid = self.resid.copy()
        resid[cells] -= self._rounded(self.units[cells] * course[self.month[cells]])
        return replace(self, resid=resid)

    def _rounded(self, values: Floats) -> Floats:
        return np.asarray(np.round(values / self.grain) * self.grain)


def coded_units(question: Question) -> Coded | None:
    """Codes the units of ``question``; None when they are too few to tell anything."""
    earliest = question.last_month - question.options.history_months + 1
    squares = "sum(value_sq)" if question.measure == "mean" else "0"
    bounds = question.connection.execute(
        f"SELECT min(month), sum(units), greatest(sum(abs(value)), sum(units)), {squares}"
        f" FROM {question.table} WHERE month BETWEEN ? AND ? AND units > 0",
        [earliest, question.last_month],
    ).fetchone()
    if bounds is None or bounds[0] is None or bounds[1] < 2 * question.options.least_units:
        return None
    first = int(bounds[0])
    grains = [2.0 ** (ceil(log2(max(float(total), 1.0))) - 48) for total in bounds[2:]]
    levels = tuple(_levels(question, d.name, first) for d in question.dimensions)
    cells = question.connection.execute(_cells_sql(question, first, levels, grains)).fetchnumpy()
    return Coded(
        question=question,
        first_month=first,
        months=question.last_month - first + 1,
        levels=levels,
        month=cells["m"].astype(np.int64),
        codes=tuple(np.asarray(cells[f"d{i}"]) for i in range(len(levels))),
        units=cells["units"],
        value=cells["value"],
        value_sq=cells["value_sq"],
        resid=np.zeros_like(cells["value"]),
        grain=grains[0],
    )


def _levels(question: Question, dimension: str, first: int) -> tuple[Level, ...]:
    """Values with enough units to be searched on their own, in the order of their names."""
    most = _STEADY * (question.last_month - first + 1)
    found = question.connection.execute(
        f"""SELECT {_quoted(dimension)}, max(month) - min(month) + 1 FROM {question.table}
            WHERE month BETWEEN ? AND ? AND units > 0 AND {_quoted(dimension)} IS NOT NULL
            GROUP BY 1 HAVING sum(units) >= ? ORDER BY sum(units) DESC, 1 LIMIT {MOST_LEVELS}""",
        [first, question.last_month, 2 * question.options.least_units],
    ).fetchall()
    return tuple(Level(str(name), span >= most) for name, span in sorted(found))


def _cells_sql(
    question: Question, first: int, levels: tuple[tuple[Level, ...], ...], grains: list[float]
) -> str:
    """Joins every dimension to the places of its values and adds up what is alike."""
    joins, codes = [], []
    for i, (dimension, found) in enumerate(zip(question.dimensions, levels, strict=True)):
        names = ", ".join("'" + level.name.replace("'", "''") + "'" for level in found)
        joins.append(
            f"LEFT JOIN (SELECT unnest([{names}]::VARCHAR[]) AS v, unnest(range(1, {len(found) + 1})) AS c)"
            f" AS l{i} ON l{i}.v = t.{_quoted(dimension.name)}"
        )
        codes.append(f"coalesce(l{i}.c, 0)::{'UTINYINT' if len(found) < 256 else 'USMALLINT'} AS d{i}")
    value = "t.value"
    if question.worse == "higher":
        value = "t.units - t.value" if question.measure == "share" else "-t.value"
    fine, coarse = grains
    squares = f"round(t.value_sq / {coarse!r}) * {coarse!r}" if question.measure == "mean" else "0::DOUBLE"
    return f"""
        SELECT {", ".join([f"(t.month - {first})::UTINYINT AS m", *codes])},
               sum(round(t.units / {fine!r}) * {fine!r}) AS units,
               sum(round(({value}) / {fine!r}) * {fine!r}) AS value, sum({squares}) AS value_sq
        FROM (SELECT * FROM {question.table}
              WHERE month BETWEEN {first} AND {question.last_month} AND units > 0) AS t {" ".join(joins)}
        GROUP BY ALL"""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
