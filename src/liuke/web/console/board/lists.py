"""The owners and cars behind a figure, on the page and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET, require_POST

from liuke.audit.actions.note_export import note_export
from liuke.audit.actions.note_look import note_look
from liuke.audit.actions.record import Subject
from liuke.cockpit.behind import Behind
from liuke.cockpit.list_workbook import OwnColumns, list_workbook
from liuke.cockpit.lists import cars_behind, part_of, rows_of
from liuke.cockpit.places import Spot, spot_within
from liuke.feeds.models import Analysis
from liuke.feeds.queries import latest_analysis
from liuke.insight.metrics.catalogue import METRICS
from liuke.insight.reports.wording import kpis
from liuke.org.custom_fields import own_labels
from liuke.org.queries import NotFound
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.owners.code_words import TIERS
from liuke.vehicles.models import Vehicle
from liuke.vehicles.queries import cars_within
from liuke.web.console.board import words
from liuke.web.console.custom_fields.columns import asked_fields, cells, columns
from liuke.web.console.paging import PER_PAGE, number_of
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import download
from liuke.web.shell.pages import page
from liuke.web.shell.wording import chinese, t

MOST_EXPORTED = 50_000


@dataclass(frozen=True)
class _Asked:
    """A list as the address names it."""

    spot: Spot
    behind: Behind
    analysis: Analysis

    @property
    def query(self) -> dict[str, Any]:
        one = self.behind
        return {
            "place": self.spot.key,
            "kind": one.kind,
            "key": one.key,
            "side": one.side,
            "column": one.column,
        }


@needs(Permission.SEE_BOARD)
@require_GET
def board_list(request: Asking) -> HttpResponse:
    """One page of the list."""
    asked = _asked(request, request.GET)
    cars = cars_behind(request.rights, asked.spot, asked.analysis, asked.behind)
    part, title = part_of(cars, page=number_of(request), size=PER_PAGE), _title(asked.behind)
    rows = rows_of(part.shown, masked=True)
    note_look(actor=request.rights.actor, subject=_subject(asked, title), cars=len(rows))
    context = {
        "title": title,
        "place_name": words.place_name(asked.spot),
        "paged": Paginator(range(part.cars), PER_PAGE).get_page(number_of(request)),
        "rows": rows,
        "owners": part.owners,
        "rest": f"?{urlencode(asked.query)}&",
        "may_reveal": request.rights.may_somewhere(Permission.REVEAL_PERSONAL),
        "tiers": TIERS,
        "query": asked.query,
        "back": urlencode({"place": asked.spot.key}),
        "sides": _sides(asked),
        "may_export": request.rights.may_somewhere(Permission.EXPORT),
    }
    return page(request, "console/board/list.html.j2", context)


@needs(Permission.EXPORT, fresh=True)
@require_POST
def board_export(request: Asking) -> HttpResponse:
    """The whole list with full numbers, as far as the right to export reaches; the trail keeps it."""
    asked = _asked(request, request.POST)
    cars = cars_behind(request.rights, asked.spot, asked.analysis, asked.behind)
    allowed = cars_within(request.rights, Permission.EXPORT).values("pk")
    taken = list(cars.filter(pk__in=allowed)[:MOST_EXPORTED])
    rows = rows_of(taken, masked=False)
    title, at = _title(asked.behind), now()
    mark = note_export(
        actor=request.rights.actor,
        subject=_subject(asked, title),
        rows=len(rows),
        reason=request.POST.get("reason", "")[:200],
        at=at,
    )
    book = list_workbook(
        rows, title=t("List"), watermark=mark, say=t, tiers=lambda one: t(TIERS[one]), own=_own_columns(taken)
    )
    return download(book, name="list", ending="xlsx", at=at)


def _own_columns(cars: Sequence[Vehicle]) -> OwnColumns:
    people, things = asked_fields(Bearer.OWNER), asked_fields(Bearer.VEHICLE)
    return OwnColumns(
        words=own_labels(Bearer.VEHICLE, chinese=chinese()),
        columns=[*columns(people), *columns(things)],
        cells=[
            [*cells(people, car.owner.custom if car.owner else {}), *cells(things, car.custom)]
            for car in cars
        ],
    )


def _subject(asked: _Asked, title: str) -> Subject:
    """The list as the audit trail names it."""
    return Subject("cockpit.list", urlencode(asked.query), title, asked.spot.place.store_id)


def _asked(request: Asking, given: QueryDict) -> _Asked:
    """Raises NotFound for a place out of reach, an unknown figure, and before the first analysis."""
    spot = spot_within(request.rights, given.get("place") or None)
    analysis = latest_analysis()
    if analysis is None:
        raise NotFound
    column = given.get("column", "0")
    behind = Behind(
        kind=given.get("kind", ""),
        key=given.get("key", ""),
        side=given.get("side") or "all",
        column=int(column) if column.isdecimal() and len(column) < 4 else 0,
    )
    return _Asked(spot, behind, analysis)


def _title(behind: Behind) -> str:
    if behind.kind == "kpi" and behind.key in METRICS:
        return t(kpis.words(behind.key).name)
    if behind.kind == "cohort":
        first = 6 * behind.column + 1
        return t(
            "Delivered %(month)s, months %(first)s–%(last)s", month=behind.key, first=first, last=first + 5
        )
    if behind.kind in ("tier", "calibrated") and behind.key in TIERS:
        return t(TIERS[behind.key])
    if behind.kind == "problem":
        return t("Problem %(rank)s", rank=behind.key)
    raise NotFound


def _sides(asked: _Asked) -> list[tuple[str, str, bool]]:
    """The tabs of a list that has sides: (address, words, here)."""
    if asked.behind.kind not in ("kpi", "cohort"):
        return []
    if asked.behind.kind == "kpi" and METRICS[asked.behind.key].denominator is None:
        return []
    return [
        (urlencode({**asked.query, "side": side}), t(name), side == asked.behind.side)
        for side, name in words.SIDES.items()
    ]
