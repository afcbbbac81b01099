"""A figure with everything it is held against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Level = Literal["red", "orange", "yellow", "watch", "green", "no_data"]

WhyNot = Literal[
    "no_usable_rows", "no_settled_orders", "none_before_cut_off", "history_too_short", "no_time_of_day",
    "nothing_due",
]  # fmt: skip
"""Why a figure has no value though the files had every field it needs."""


@dataclass(frozen=True)
class Window:
    """Half-open [start, end)."""

    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class Previous:
    value: float | None
    numerator: float | None
    denominator: float | None
    window: Window


@dataclass(frozen=True)
class Kpi:
    """One vital sign. Shares are fractions; money is yuan; NPS is −100 to 100; waits are minutes."""

    key: str
    group: Literal["retention", "efficiency", "experience", "business", "growth"]
    unit: Literal["share", "yuan", "minutes", "points", "count", "per_year"]
    value: float | None
    numerator: float | None
    denominator: float | None
    window: Window
    standard: float | None
    excellent: float | None
    level: Level
    previous: Previous
    needs: list[str]
    """Fields no file had (kind.field), when there is no data."""
    better: Literal["higher", "lower"]
    why: WhyNot | None = None


@dataclass(frozen=True)
class SeriesPoint:
    """One month; ``mature`` False or value None is drawn as a gap."""

    month: str
    value: float | None
    numerator: float | None
    denominator: float | None
    mature: bool


@dataclass(frozen=True)
class Series:
    """Monthly series of a figure. ``axis``: calendar month, delivery month or due month."""

    key: str
    axis: Literal["calendar", "due_early", "due_final"]
    points: list[SeriesPoint]
