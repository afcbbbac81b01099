"""A chart as data: what the page's script draws, and the table that stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Values = Sequence[float | None]


@dataclass(frozen=True)
class Table:
    """A table in words: the first cell of each row is its header."""

    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Chart:
    """``spec`` is what assets/charts draws; ``reading`` says in a sentence what there is to see."""

    key: str
    title: str
    reading: str
    spec: dict[str, object]
    table: Table
    shape: Literal["wide", "square", "low"] = "wide"


@dataclass(frozen=True)
class Line:
    """A named line or row of bars. ``role`` is one of assets/theme.json: colour, dash and mark."""

    name: str
    role: str
    values: Values
    of: Values | None = None


@dataclass(frozen=True)
class Trail:
    """A named line through points of its own."""

    name: str
    role: str
    points: Sequence[tuple[float, ...]]
    joined: bool = True
    marks: bool = False


@dataclass(frozen=True)
class Marks:
    """What a trend marks: the index of the month of onset, the standard, and their words."""

    onset: int | None = None
    onset_label: str = ""
    standard: float | None = None
    standard_label: str = ""


SERIES_ROLES = ("a", "b", "c", "d", "e", "f")
"""Roles for lines that stand side by side without one of them being the point."""


def legend(lines: Sequence[Line] | Sequence[Trail]) -> list[dict[str, str]]:
    """Nothing to tell apart, no legend."""
    return [{"name": line.name, "role": line.role} for line in lines] if len(lines) > 1 else []


@dataclass(frozen=True)
class Heading:
    """Key, title and reading of a chart, so that the builders take one parameter for them."""

    key: str
    title: str
    reading: str = field(default="")
