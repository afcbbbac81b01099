"""The list of owners."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from liuke.audit.actions.note_look import note_look
from liuke.audit.actions.record import Subject
from liuke.org.queries import stores_within
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.owners.code_words import TIERS
from liuke.owners.queries import (
    FIRST_PHONES,
    Filters,
    candidates_within,
    found,
    owners_within,
)
from liuke.vehicles.owner_facts import plates_of
from liuke.web.console.custom_fields.words import labels
from liuke.web.console.owners import words
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission


@needs(P.SEE_OWNERS)
@require_GET
def owners(request: Asking) -> HttpResponse:
    """The owners within reach that the filters leave."""
    stores = list(stores_within(request.rights, P.SEE_OWNERS))
    filters = _filters(request, {str(one.pk): one.pk for one in stores})
    rows = found(owners_within(request.rights), filters).prefetch_related(FIRST_PHONES)
    shown = paged(request, rows)
    people = list(shown.object_list)
    if people:
        note_look(
            actor=request.rights.actor, subject=Subject("owners.list", "", t("Owners")), cars=len(people)
        )
    context = {
        "paged": shown,
        "rest": rest_of_query(request),
        "filters": filters,
        "narrowed": filters != Filters(),
        "stores": stores,
        "kinds": words.choices(words.KIND_FILTER),
        "tiers": TIERS,
        "labels": labels(Bearer.OWNER),
        "plates": plates_of(one.pk for one in people),
        "may_create": request.rights.may_somewhere(P.CHANGE_OWNERS),
        "pairs": candidates_within(request.rights).count()
        if request.rights.may_somewhere(P.MERGE_OWNERS)
        else None,
    }
    return page(request, "console/owners/list.html.j2", context)


def _filters(request: Asking, stores: dict[str, UUID]) -> Filters:
    given = request.GET
    return Filters(
        words=given.get("q", "").replace("\0", "").strip()[:40],
        kind=given.get("kind", "") if given.get("kind") in words.KIND_FILTER else "",
        tier=given.get("tier", "") if given.get("tier") in TIERS else "",
        store=stores.get(given.get("store", "")),
        differs=bool(given.get("differs")),
    )
