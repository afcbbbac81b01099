"""The list of cars, the one to speak to first leading."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from liuke.audit.actions.note_look import note_look
from liuke.audit.actions.record import Subject
from liuke.org.queries import stores_within
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.vehicles.models import Calendar
from liuke.vehicles.queries import DUE_DAYS, CarFilters, cars_within, due_by_kind, listed_cars, series_within
from liuke.web.console.custom_fields.words import labels
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.console.vehicles import words
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission
SOON_DAYS = 30


@needs(P.SEE_VEHICLES)
@require_GET
def vehicles(request: Asking) -> HttpResponse:
    """Every car within reach; names of owners only for those who may see owners."""
    today, filters = timezone.localdate(), _filters(request)
    shown = paged(request, listed_cars(request.rights, filters, as_of=today))
    named = set(
        cars_within(request.rights)
        .filter(pk__in=[car.pk for car in shown], owner__isnull=False)
        .values_list("pk", flat=True)
    )
    if named:
        subject = Subject("vehicles.list", "list", t("Vehicles"))
        note_look(actor=request.rights.actor, subject=subject, cars=len(named))
    stores = stores_within(request.rights, P.SEE_VEHICLES)
    context = {
        "paged": shown,
        "rest": rest_of_query(request),
        "filters": filters,
        "asked": filters != CarFilters(),
        "stores": [(str(one.pk), one.name) for one in stores.order_by("pinyin")],
        "labels": labels(Bearer.VEHICLE),
        "series": series_within(request.rights),
        "kinds": {kind: t(name) for kind, name in words.KINDS.items()},
        "spans": DUE_DAYS,
        "due": _due(request, today),
        "due_days": SOON_DAYS,
        "named": named,
        "today": today,
        "in_days": words.in_days,
        "may_add": request.rights.may_somewhere(P.CHANGE_VEHICLES),
        "may_import": request.rights.may_somewhere(P.IMPORT),
        "worked_out": Calendar.objects.exists(),
    }
    return page(request, "console/vehicles/list.html.j2", context)


def _due(request: Asking, today: dt.date) -> list[tuple[str, str, int]]:
    """Kind, words and number of the cars to be spoken to soon, in the order of the calendar."""
    counts = due_by_kind(request.rights, days=SOON_DAYS, as_of=today)
    return [(kind, t(name), counts[kind]) for kind, name in words.KINDS.items() if counts.get(kind)]


def _filters(request: Asking) -> CarFilters:
    asked = request.GET
    days = asked.get("due", "")
    return CarFilters(
        typed=asked.get("q", "").replace("\0", "").strip()[:20],
        store_id=_id(asked.get("store", "")),
        series=asked.get("series", "").replace("\0", "")[:100],
        kind=asked.get("kind", "") if asked.get("kind", "") in words.KINDS else "",
        due_days=int(days) if days in {str(one) for one in DUE_DAYS} else None,
        differs="differs" in asked,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
