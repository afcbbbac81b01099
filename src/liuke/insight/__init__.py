"""Pure analytics over the star schema: figures, causes, risks, values. No web, no ORM, no clock.

The doors of the library, loaded when first used:

>>> import datetime as dt
>>> from liuke import insight
>>> insight.cohort_window(as_of=dt.date(2024, 10, 1), due_months=6).end
datetime.date(2024, 1, 1)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from liuke.insight.churn.assess import assess
    from liuke.insight.diagnosis.diagnose import diagnose
    from liuke.insight.drilldown.find_always_low import find_always_low
    from liuke.insight.drilldown.find_changes import find_changes
    from liuke.insight.engine.duckdb_engine import DuckDbEngine, open_star
    from liuke.insight.metrics.evaluate import cohort_window, evaluate
    from liuke.insight.metrics.series import monthly_series
    from liuke.insight.retention.describe_retention import describe_retention
    from liuke.insight.rfm.grade_owners import grade_owners
    from liuke.insight.star.build import build_star

_DOORS = {
    "DuckDbEngine": "engine.duckdb_engine",
    "assess": "churn.assess",
    "build_star": "star.build",
    "cohort_window": "metrics.evaluate",
    "describe_retention": "retention.describe_retention",
    "diagnose": "diagnosis.diagnose",
    "evaluate": "metrics.evaluate",
    "find_always_low": "drilldown.find_always_low",
    "find_changes": "drilldown.find_changes",
    "grade_owners": "rfm.grade_owners",
    "monthly_series": "metrics.series",
    "open_star": "engine.duckdb_engine",
}

__all__ = [
    "DuckDbEngine",
    "assess",
    "build_star",
    "cohort_window",
    "describe_retention",
    "diagnose",
    "evaluate",
    "find_always_low",
    "find_changes",
    "grade_owners",
    "monthly_series",
    "open_star",
]


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_DOORS[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
