"""Whether the files are enough for a verdict, and what is said where they are not."""

from __future__ import annotations

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.sections.vitals import why_not


def anything_known(diagnosis: Diagnosis) -> bool:
    """Whether any figure has a value; that nobody came says nothing yet."""
    return any(k.value is not None and (k.key, k.value) != ("visits", 0) for k in diagnosis.kpis)


def nothing_searched(diagnosis: Diagnosis, pen: Pen) -> str:
    """Why orders that were given brought no visit; empty where there were none, or some did."""
    return next((why_not(k, pen) for k in diagnosis.kpis if k.key == "yearly_visits_per_owner"), "")
