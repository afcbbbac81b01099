"""Grades of owners by recency, frequency and spend."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """Edges of R (days), F (visits in 12 months) and M (yuan in 12 months).

    5 points: R < ``recent_days``, F > ``frequent_visits``, M > ``high_yuan``;
    1 point: R > ``distant_days``, F < ``rare_visits``, M < ``low_yuan``; 3 points between, edges included.
    """

    recent_days: float
    distant_days: float
    rare_visits: float
    frequent_visits: float
    low_yuan: float
    high_yuan: float


@dataclass(frozen=True)
class Tier:
    """One grade: owners, their share of all owners, their share of after-sales profit (None: no profit)."""

    owners: int
    share: float
    profit_share: float | None
    expected_share: float
    expected_profit_share: float
    profit_yuan: float


@dataclass(frozen=True)
class Tiers:
    vip: Tier
    important: Tier
    ordinary: Tier
    sleeping: Tier


@dataclass(frozen=True)
class Calibrated:
    thresholds: Thresholds
    vip: Tier
    important: Tier
    ordinary: Tier
    sleeping: Tier


@dataclass(frozen=True)
class Mark:
    """What marks the most valuable fifth: a value more frequent among them (lift = ratio of shares)."""

    dimension: str
    value: str
    share_among_top: float
    share_overall: float
    lift: float


@dataclass(frozen=True)
class Rfm:
    thresholds: Thresholds
    tiers: Tiers
    calibrated: Calibrated
    owners: int
    top_fifth_profit_share: float | None
    marks: list[Mark]
    lorenz: list[tuple[float, float]]
    """(share of owners, richest last; share of profit), from (0, 0) to (1, 1)."""
    gini: float | None
