"""How owners come back, cohort by cohort."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HeatRow:
    """One delivery month: cars delivered and, per column, the share that came (None: not mature)."""

    month: str
    vehicles: int
    cells: list[float | None]


@dataclass(frozen=True)
class Heatmap:
    """Share of the cars of a delivery month with a maintenance visit in each half year of age."""

    columns: list[str]
    rows: list[HeatRow]


@dataclass(frozen=True)
class FunnelStep:
    """``step`` 0 is sold, n the n-th service; each counts only cars old enough to have made it."""

    step: int
    vehicles: int
    of: int
    share: float | None


@dataclass(frozen=True)
class Curve:
    """Kaplan–Meier share of cars back by age: points (months, share back, low, high)."""

    label: str
    vehicles: int
    points: list[tuple[float, float, float, float]]


@dataclass(frozen=True)
class LeaverStop:
    """Where leavers stop: cars whose last maintenance was the n-th and whose next one is long overdue."""

    after_service: int
    vehicles: int
    share: float


@dataclass(frozen=True)
class Retention:
    heatmap: Heatmap | None
    funnel: list[FunnelStep]
    first_return_curves: list[Curve]
    second_return_curves: list[Curve]
    leavers: list[LeaverStop]
