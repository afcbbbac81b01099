"""Examines the deployment's own data: the diagnosis, the figures of every place, grades and risks."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path

from django.db import transaction

from liuke.feeds import folders
from liuke.feeds.actions.hand_back import hand_back
from liuke.feeds.actions.write_star import Star, write_star
from liuke.feeds.models import Analysis, PlaceFigures
from liuke.feeds.place_figures import figures_of
from liuke.feeds.places import places
from liuke.feeds.store_facts import star_settings
from liuke.insight.diagnosis.as_json import diagnosis_json
from liuke.insight.diagnosis.diagnose import Source, diagnose
from liuke.insight.engine.duckdb_engine import open_star
from liuke.insight.star.schema import STAR
from liuke.vehicles.models import ChangedPart

KEPT_ANALYSES = 60


def examine(*, today: dt.date, whole: bool = False) -> Analysis:
    """Star, diagnosis, figures per place, grades and risks; kept together, or nothing of them."""
    with folders.alone():
        return _examine(today, whole)


def _examine(today: dt.date, whole: bool) -> Analysis:
    started = time.perf_counter()
    star = write_star(today=today, whole=whole)
    seconds = {"star": time.perf_counter() - started}
    connection = open_star(folder=star.folder, tables=tuple(STAR), spill=star.folder / "spill")
    try:
        settings = star_settings()
        examined = diagnose(
            connection=connection, as_of=star.as_of, settings=settings, source=Source(), progress=_silent
        )
        seconds |= examined.diagnosis.timings
        document = json.loads(diagnosis_json(examined.diagnosis))
        began = time.perf_counter()
        figures = [
            (place, figures_of(folder=star.folder, place=place, as_of=star.as_of, settings=settings))
            for place in places()
        ]
        seconds["places"] = time.perf_counter() - began
        with transaction.atomic():
            hand_back(connection)
            analysis = _keep(star, document, seconds)
            PlaceFigures.objects.bulk_create(
                PlaceFigures(
                    analysis=analysis, region_id=place.region_id, store_id=place.store_id, figures=found
                )
                for place, found in figures
            )
    finally:
        connection.close()
    _forget_old()
    return analysis


def _keep(star: Star, document: dict[str, object], seconds: dict[str, float]) -> Analysis:
    ChangedPart.objects.filter(pk__in=star.marks).delete()
    return Analysis.objects.create(
        as_of=star.as_of, star=Path(star.folder).name, diagnosis=document, seconds=seconds
    )


def _forget_old() -> None:
    old = Analysis.objects.order_by("-at").values_list("pk", flat=True)[KEPT_ANALYSES:]
    Analysis.objects.filter(pk__in=list(old)).delete()
    folders.forget_old_stars()


def _silent(step: str) -> None:
    del step
