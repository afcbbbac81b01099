"""Reading what the last analysis found, for those who may see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from liuke.feeds.models import Analysis, PlaceFigures


def latest_analysis() -> Analysis | None:
    """The last one, without its diagnosis (large; ask for it by name). None before the first."""
    return Analysis.objects.defer("diagnosis").order_by("-at").first()


def problems_found(analysis: Analysis) -> list[dict[str, Any]]:
    """The problems of the group, the gravest first, with their cars; nothing else of it is read."""
    row = Analysis.objects.filter(pk=analysis.pk).values_list("diagnosis__problems", flat=True).first()
    return list(row or [])


def figures_at(
    analysis: Analysis, *, region_id: UUID | None = None, store_id: UUID | None = None
) -> dict[str, Any] | None:
    """The figures of the group, a region or a store; None for a place that was not there yet.

    The caller has checked that the place is within somebody's reach.
    """
    found = PlaceFigures.objects.filter(analysis=analysis, region_id=region_id, store_id=store_id).first()
    return found.figures if found else None
