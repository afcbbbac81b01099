"""Season, services and people."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class MonthDemand:
    month: str
    visits: int
    revenue_yuan: float


@dataclass(frozen=True)
class Season:
    """``index`` per calendar month: 1.0 is an average month with the trend taken out (None: too short)."""

    months: list[MonthDemand]
    index: list[float | None]
    weekdays: list[int]
    """Visits Monday to Sunday in the latest 12 months."""
    hours: list[list[int]]
    """Visits by weekday (7) × hour (24); empty when the files have no time of day."""


@dataclass(frozen=True)
class ServiceRank:
    item: str
    kind: str | None
    visits: int
    revenue_yuan: float
    share_of_visits: float
    change: float | None
    """Change of the number of visits against the 12 months before, as a fraction."""


@dataclass(frozen=True)
class ServicePair:
    """Two items on one visit: ``lift`` = observed ÷ expected if independent (among visits of one kind).

    ``confidence`` is the share of the visits with ``first`` that have ``second`` too.
    """

    first: str
    second: str
    visits: int
    confidence: float
    lift: float


@dataclass(frozen=True)
class Services:
    """``top`` are single items, ``packages`` what is sold as a package 套餐; both by visits."""

    top: list[ServiceRank]
    pairs: list[ServicePair]
    packages: list[ServiceRank] = field(default_factory=list)


@dataclass(frozen=True)
class PersonFigures:
    """One adviser or technician. Shrunk figures lean towards the group's mean where the numbers are small.

    ``low`` and ``high`` are 90 % intervals of the shrunk figure.
    """

    name: str
    store: str | None
    visits: int
    revenue_per_visit_yuan: float
    return_share: float | None
    """Share of the owners served whose car came back for its next maintenance within due + grace."""
    return_share_shrunk: float | None
    return_low: float | None
    return_high: float | None
    satisfaction: float | None
    satisfaction_shrunk: float | None
    answers: int
    first_time_fix: float | None
    first_time_fix_shrunk: float | None
    repairs: int
    return_of: int = 0
    """Visits behind ``return_share``."""
    first_time_fix_low: float | None = None
    first_time_fix_high: float | None = None


@dataclass(frozen=True)
class People:
    advisers: list[PersonFigures]
    technicians: list[PersonFigures]
