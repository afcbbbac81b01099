"""What the search is asked: which units, by which dimensions, and what counts as worth telling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import duckdb

from liuke.values.refusal import Refusal

Measure = Literal["share", "mean"]
Worse = Literal["lower", "higher"]

MOST_DIMENSIONS = 12
"""Beyond a dozen dimensions the triples alone are hundreds of cubes: the caller has to choose."""


class UnknownParent(Refusal):
    code = "drilldown_unknown_parent"
    sentence = "Dimension %(dimension)s names %(parent)s as its parent, which is not among the dimensions."


class TooManyDimensions(Refusal):
    code = "drilldown_too_many_dimensions"
    sentence = "%(count)d dimensions cannot be searched at once; choose at most %(most)d."


@dataclass(frozen=True)
class Dimension:
    """A column to cut by. Among slices of the same units, the lower ``priority`` number gives the name;
    ``parent`` is a coarser dimension every value belongs to (series, for model)."""

    name: str
    priority: int = 0
    parent: str | None = None


@dataclass(frozen=True)
class Options:
    """What is worth telling, and how sure the search must be.

    ``least_points``: smallest change of a share (a fraction; where less than that share fails, a doubling of
    the failing share is enough). ``least_relative``: smallest change of a mean, relative to its own past.
    ``least_units``: units needed before and since the onset. ``least_lost``: smallest loss of a share, in
    units. ``false_alarms``: probability that a group in which nothing changed is told of a change.
    ``history_months``: months looked at; ``months_before``, ``months_after``: least on either side of an
    onset.
    """

    most: int = 5
    depth: int = 3
    least_units: float = 30
    least_points: float = 0.04
    least_relative: float = 0.08
    least_lost: float = 3
    false_alarms: float = 0.05
    history_months: int = 36
    months_before: int = 6
    months_after: int = 2


@dataclass(frozen=True)
class Question:
    """One search. ``table`` is a table, view or registered relation of ``connection`` with the columns
    ``month`` (year * 12 + month - 1), one VARCHAR per dimension, ``units``, ``value`` and, for means,
    ``value_sq``."""

    connection: duckdb.DuckDBPyConnection
    table: str
    dimensions: Sequence[Dimension]
    measure: Measure
    worse: Worse
    last_month: int
    options: Options = field(default_factory=Options)

    def __post_init__(self) -> None:
        if len(self.dimensions) > MOST_DIMENSIONS:
            raise TooManyDimensions(count=len(self.dimensions), most=MOST_DIMENSIONS)
        names = {d.name for d in self.dimensions}
        for dimension in self.dimensions:
            if dimension.parent is not None and dimension.parent not in names:
                raise UnknownParent(dimension=dimension.name, parent=dimension.parent)

    def nested(self, first: int, second: int) -> bool:
        """One of the two dimensions is an ancestor of the other: together they cut no finer than the finer
        one."""
        return second in self.ancestors(first) or first in self.ancestors(second)

    def ancestors(self, dimension: int) -> list[int]:
        """The dimension's parent, its parent's parent and so on."""
        place = {d.name: i for i, d in enumerate(self.dimensions)}
        found: list[int] = []
        parent = self.dimensions[dimension].parent
        while parent is not None and place[parent] not in found:
            found.append(place[parent])
            parent = self.dimensions[place[parent]].parent
        return found

    def as_asked(self, figure: float) -> float:
        """A figure turned back: inside the search, lower is always worse."""
        if self.worse == "lower":
            return figure
        return 1 - figure if self.measure == "share" else -figure
