"""The units with every dimension value as a small integer, in a temporary table the cubes are counted
from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from math import ceil, log2

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.question import Question

MOST_LEVELS = 2000
"""Values of one dimension that can be told apart; the smaller ones beyond are searched only as part of
others."""

_numbers = count()


@dataclass(frozen=True)
class Level:
    """One value of a dimension. ``steady``: it was there for at least half of the history."""

    name: str
    steady: bool


@dataclass(frozen=True)
class Coded:
    """Units coded as m (month from 0) and d0, d1 … (place of the value in ``levels``, from 1; 0 = unknown or
    too rare to be named), with units, value, value_sq and resid in the temporary table ``name`` once it is
    filled.

    Values are turned round where higher is worse, so that inside lower always is. They lie on ``grain``, a
    power of two: sums of its multiples are exact in whatever order threads add them, so equal input gives
    equal answers.
    """

    question: Question
    name: str
    first_month: int
    months: int
    levels: tuple[tuple[Level, ...], ...]
    rows: int
    grain: float
    grain_sq: float

    @property
    def columns(self) -> list[str]:
        return [f"d{i}" for i in range(len(self.levels))]

    @property
    def measures(self) -> tuple[str, ...]:
        """What is summed: the squares matter for means only."""
        return ("units", "value", "resid", *(("value_sq",) if self.question.measure == "mean" else ()))

    def names(self, codes: dict[int, int]) -> dict[str, str]:
        """Dimension and value in words."""
        return {self.question.dimensions[d].name: self.levels[d][code - 1].name for d, code in codes.items()}


@contextmanager
def coded_units(question: Question) -> Iterator[Coded | None]:
    """Yields the coding of ``question``'s units, or None when they are too few; drops the table it filled."""
    coded = _coded(question)
    try:
        yield coded
    finally:
        if coded is not None:
            question.connection.execute(f"DROP TABLE IF EXISTS {coded.name}")


def sample_rows(coded: Coded, most: int) -> dict[str, npt.NDArray[np.float64]]:
    """At most about ``most`` rows of m, d0 …, units, value; chosen by content, so the order of rows is no
    matter."""
    step = max(1, coded.rows // most)
    parts = ", ".join(
        ["t.month", "t.units", "t.value", *(f"t.{_quoted(d.name)}" for d in coded.question.dimensions)]
    )
    source = _source(coded) + ("" if step == 1 else f" AND hash({parts}) % {step} = 0")
    rows = coded.question.connection.execute(
        f"SELECT {_codes(coded)}, {_value(coded)} FROM (SELECT * {source}) AS t {_joins(coded, ())}"
    ).fetchnumpy()
    return {name: np.asarray(column) for name, column in rows.items()}


def fill(coded: Coded, by_month: Sequence[float], effects: Sequence[Sequence[float]]) -> None:
    """Makes the table, with resid = value − units × (by_month[m] + the sum of effects[dimension][code])."""
    numbers = ", ".join(repr(float(e)) for e in by_month)
    expected = " + ".join(
        [f"list_extract([{numbers}]::DOUBLE[], m + 1)", *(f"e{i}" for i in range(len(effects)))]
    )
    kept = [f"e{i}" for i in range(len(effects))]
    squares = ""
    if coded.question.measure == "mean":
        squares = f", round(t.value_sq / {coded.grain_sq!r}) * {coded.grain_sq!r} AS value_sq"
    effect_columns = "".join(f", coalesce(l{i}.e, {float(e[0])!r}) AS e{i}" for i, e in enumerate(effects))
    excluded = f"EXCLUDE ({', '.join(kept)})" if kept else ""
    coded.question.connection.execute(f"""
        CREATE TEMP TABLE {coded.name} AS
        SELECT * {excluded},
               round((value - units * ({expected})) / {coded.grain!r}) * {coded.grain!r} AS resid
        FROM (SELECT {_codes(coded)}, {_value(coded)} {squares} {effect_columns}
              FROM (SELECT * {_source(coded)}) AS t {_joins(coded, effects)})""")


def take_out(coded: Coded, codes: dict[int, int], course: Sequence[float]) -> None:
    """Takes an explained effect (per unit, by month) out of the residuals of one slice."""
    numbers = ", ".join(repr(float(e)) for e in course)
    where = " AND ".join(["TRUE", *(f"d{d} = {code}" for d, code in codes.items())])
    left = f"resid - units * list_extract([{numbers}]::DOUBLE[], m + 1)"
    coded.question.connection.execute(
        f"UPDATE {coded.name} SET resid = round(({left}) / {coded.grain!r}) * {coded.grain!r} WHERE {where}"
    )


def _coded(question: Question) -> Coded | None:
    squares = "sum(value_sq)" if question.measure == "mean" else "0"
    earliest = question.last_month - question.options.history_months + 1
    bounds = question.connection.execute(
        f"SELECT min(month), count(*), sum(units), greatest(sum(abs(value)), sum(units)), {squares}"
        f" FROM {question.table} WHERE month BETWEEN ? AND ? AND units > 0",
        [earliest, question.last_month],
    ).fetchone()
    if bounds is None or bounds[0] is None or bounds[2] < 2 * question.options.least_units:
        return None
    first = int(bounds[0])
    levels = tuple(_levels(question, d.name, first) for d in question.dimensions)
    grain, grain_sq = (2.0 ** (ceil(log2(max(float(total), 1.0))) - 48) for total in bounds[3:])
    name = f"drilldown_{next(_numbers)}"
    return Coded(
        question, name, first, question.last_month - first + 1, levels, int(bounds[1]), grain, grain_sq
    )


def _levels(question: Question, dimension: str, first: int) -> tuple[Level, ...]:
    """Values with enough units to be searched on their own, in the order of their names."""
    half = (question.last_month - first + 1) / 2
    found = question.connection.execute(
        f"""SELECT {_quoted(dimension)}, max(month) - min(month) + 1 FROM {question.table}
            WHERE month BETWEEN ? AND ? AND units > 0 AND {_quoted(dimension)} IS NOT NULL
            GROUP BY 1 HAVING sum(units) >= ? ORDER BY sum(units) DESC, 1 LIMIT {MOST_LEVELS}""",
        [first, question.last_month, 2 * question.options.least_units],
    ).fetchall()
    return tuple(Level(str(name), span >= half) for name, span in sorted(found))


def _source(coded: Coded) -> str:
    last = coded.question.last_month
    return (
        f"FROM {coded.question.table} AS t WHERE month BETWEEN {coded.first_month} AND {last} AND units > 0"
    )


def _codes(coded: Coded) -> str:
    codes = [
        f"coalesce(l{i}.c, 0)::{'UTINYINT' if len(found) < 256 else 'USMALLINT'} AS d{i}"
        for i, found in enumerate(coded.levels)
    ]
    return ", ".join([f"(t.month - {coded.first_month})::UTINYINT AS m", *codes])


def _value(coded: Coded) -> str:
    value = "t.value"
    if coded.question.worse == "higher":
        value = "t.units - t.value" if coded.question.measure == "share" else "-t.value"
    return (
        f"round(t.units / {coded.grain!r}) * {coded.grain!r} AS units,"
        f" round(({value}) / {coded.grain!r}) * {coded.grain!r} AS value"
    )


def _joins(coded: Coded, effects: Sequence[Sequence[float]]) -> str:
    """Joins every dimension to its values, their codes and their effects."""
    joins = []
    dimensions = coded.question.dimensions
    for i, (dimension, found) in enumerate(zip(dimensions, coded.levels, strict=True)):
        names = ", ".join("'" + level.name.replace("'", "''") + "'" for level in found)
        numbers = ", ".join(repr(float(e)) for e in effects[i][1:]) if effects else ""
        listed = f", unnest([{numbers}]::DOUBLE[]) AS e" if effects else ""
        joins.append(
            f"LEFT JOIN (SELECT unnest([{names}]::VARCHAR[]) AS v, unnest(range(1, {len(found) + 1})) AS c"
            f" {listed}) AS l{i} ON l{i}.v = t.{_quoted(dimension.name)}"
        )
    return " ".join(joins)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
