"""G1 The first board 体检: vital signs, cohort map, problems, and how they move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from liuke.cockpit.places import Spot
from liuke.feeds.models import Analysis
from liuke.feeds.queries import figures_at, latest_analysis, problems_found
from liuke.org.scope import Scope
from liuke.owners.models import Standing
from liuke.vehicles.queries import cars_within, of_these


@dataclass(frozen=True)
class Board:
    """Everything the page shows. ``problems`` carry the number of this place's cars in ``cars``.

    ``tiers`` are owners by grade, ``calibrated`` the same by thresholds fitted to the expected shares.
    """

    as_of: dt.date
    at: dt.datetime
    size: Mapping[str, int]
    kpis: Sequence[Mapping[str, Any]]
    series: Mapping[str, Mapping[str, Any]]
    heatmap: Mapping[str, Any] | None
    problems: Sequence[Mapping[str, Any]]
    tiers: Mapping[str, int]
    calibrated: Mapping[str, int]


def board_of(scope: Scope, spot: Spot) -> Board | None:
    """The board of a place that ``spot_within`` gave; None before the first analysis knows the place."""
    analysis = latest_analysis()
    if analysis is None:
        return None
    found = figures_at(analysis, region_id=spot.place.region_id, store_id=spot.place.store_id)
    if found is None:
        return None
    return Board(
        as_of=analysis.as_of,
        at=analysis.at,
        size=found["size"],
        kpis=found["kpis"],
        series=_best_series(found["series"]),
        heatmap=found["retention"]["heatmap"],
        problems=problems_of(scope, spot, analysis),
        tiers=_owners_by(spot, "tier"),
        calibrated=_owners_by(spot, "calibrated_tier"),
    )


def _best_series(series: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """One series a figure: by due month at full age, else by calendar month, else by due month read early."""
    rank = {"due_final": 0, "calendar": 1, "due_early": 2}
    best: dict[str, Mapping[str, Any]] = {}
    for one in sorted(series, key=lambda s: rank.get(s["axis"], 3)):
        best.setdefault(one["key"], one)
    return best


def problems_of(scope: Scope, spot: Spot, analysis: Analysis) -> list[dict[str, Any]]:
    """The group's problems for the group; for a place those that concern its cars."""
    told = [(rank, one) for rank, one in enumerate(problems_found(analysis), 1) if spot.concerns(one)]
    cars = of_these(cars_within(scope), [vin for _, one in told for vin in one["vins"]])
    if not spot.place.whole:
        cars = cars.filter(store__name__in=spot.place.stores)
    seen = set(cars.values_list("vin", flat=True))
    problems: list[dict[str, Any]] = []
    for rank, problem in told:
        own = spot.place.whole or problem["slice"].get("store") is not None
        count = len(seen.intersection(problem["vins"]))
        if own or count:
            rest = {key: value for key, value in problem.items() if key != "vins"}
            problems.append({"rank": rank, "own": own, "cars": count, **rest})
    return problems


def _owners_by(spot: Spot, column: str) -> dict[str, int]:
    rows = Standing.objects.all()
    if not spot.place.whole:
        rows = rows.filter(owner__home_store__name__in=spot.place.stores)
    return dict(rows.values_list(column).annotate(n=Count("owner_id")))
