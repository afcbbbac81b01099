"""The rule that makes a grade 分级 of recency, frequency and spend, and what practice expects of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liuke.insight.rfm.findings import Thresholds

PRACTISED = Thresholds(
    recent_days=30, distant_days=90, rare_visits=4, frequent_visits=8, low_yuan=10_000, high_yuan=20_000
)
"""The thresholds in use in the trade: R 30 and 90 days, F 4 and 8 visits, M 10,000 and 20,000 yuan."""


@dataclass(frozen=True)
class Grade:
    """One grade: the least sum of points that makes it, and its expected shares of owners and of profit."""

    least_score: int
    share: float
    profit_share: float


GRADES: Mapping[str, Grade] = {
    "vip": Grade(12, 0.15, 0.65),
    "important": Grade(8, 0.35, 0.30),
    "ordinary": Grade(5, 0.30, 0.05),
    "sleeping": Grade(3, 0.20, 0.00),
}
"""From the highest to the lowest."""


def points_sql(thresholds: Thresholds) -> tuple[str, str, str]:
    """The points (1, 3 or 5) of R, F and M over a row of ``owner``; ``$as_of`` is to be bound.

    The edges themselves give 3 points; an owner without any visit has 1 + 1 + 1.
    """
    edges = thresholds
    return (
        _points("$as_of - last_visit_day", f"> {edges.distant_days!r}", f"< {edges.recent_days!r}"),
        _points("visits_12", f"< {edges.rare_visits!r}", f"> {edges.frequent_visits!r}"),
        _points("spend_12_fen", f"< {edges.low_yuan!r} * 100", f"> {edges.high_yuan!r} * 100"),
    )


def _points(measure: str, poorest: str, best: str) -> str:
    return (
        f"CASE WHEN last_visit_day IS NULL OR {measure} {poorest} THEN 1"
        f" WHEN {measure} {best} THEN 5 ELSE 3 END"
    )


def tier_sql(score: str) -> str:
    """The grade of a sum of points.

    >>> print(tier_sql("s"))
    CASE WHEN s >= 12 THEN 'vip' WHEN s >= 8 THEN 'important' WHEN s >= 5 THEN 'ordinary' ELSE 'sleeping' END
    """
    *higher, (lowest, _) = GRADES.items()
    cases = " ".join(f"WHEN {score} >= {grade.least_score} THEN '{name}'" for name, grade in higher)
    return f"CASE {cases} ELSE '{lowest}' END"
