"""Owners: list and page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from liuke.audit.actions.note_look import note_look
from liuke.audit.actions.note_opened import note_opened
from liuke.audit.actions.record import Subject
from liuke.audit.queries import Filters as TrailFilters
from liuke.audit.queries import entries_within
from liuke.org.queries import NotFound, stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.editing import subject_of
from liuke.owners.models import ConsentNow, HouseholdMember, Owner
from liuke.owners.queries import (
    FIRST_PHONES,
    Filters,
    candidates_within,
    found,
    merges_of,
    owner_within,
    owners_within,
    survivor_of,
)
from liuke.owners.rules.life_stage import Stage, Step, steps_of
from liuke.vehicles.owner_facts import history_of, plates_of
from liuke.vehicles.queries import cars_within
from liuke.web.console.board.words import TIERS
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


@needs(P.SEE_OWNERS)
@require_GET
def owner(request: Asking, owner_id: UUID) -> HttpResponse:
    """One owner: cars, worth, reach, consent, stage, family, latest changes."""
    scope = request.rights
    try:
        person = owner_within(scope, owner_id)
    except NotFound:
        survivor = survivor_of(scope, owner_id)
        if survivor is None:
            raise
        return HttpResponseRedirect(reverse("owner", args=[survivor.pk]))
    note_opened(actor=scope.actor, subject=subject_of(person))
    history = history_of(person)
    said = [
        Step(Stage(mark.stage), mark.day, mark.by, mark.source, mark.lost_reason)
        for mark in person.stage_marks.order_by("at", "pk")
    ]
    context = {
        "owner": person,
        "words": words,
        "tiers": TIERS,
        "standing": getattr(person, "standing", None),
        "history": history,
        "cars": cars_within(scope).filter(owner=person).order_by("-delivery_day", "vin"),
        "phones": person.phones.order_by("-first", "id"),
        "wechat_ids": person.wechat_ids.order_by("id"),
        "interests": [one.interest.name for one in person.interests.select_related("interest")],
        "consent": _consent(person),
        "stages": steps_of(history.facts, said, as_of=timezone.localdate()),
        "member": HouseholdMember.objects.select_related("household").filter(owner=person).first(),
        "contacts": person.contacts.order_by("id") if person.kind == "fleet" else None,
        "differs": _differs(person, scope),
        "merges": merges_of(person),
        "latest": entries_within(scope.reach(P.SEE_AUDIT), TrailFilters(object_id=str(person.pk))).exclude(
            verb__startswith="personal."
        )[:8],
        **_rights(scope, person),
    }
    return page(request, "console/owners/owner.html.j2", context)


def _rights(scope: Scope, person: Owner) -> dict[str, bool]:
    """What the asker may do with this owner, each by its own reach."""
    asked = {
        "may_change": P.CHANGE_OWNERS,
        "may_reveal": P.REVEAL_PERSONAL,
        "may_merge": P.MERGE_OWNERS,
        "may_handle": P.HANDLE_PRIVACY,
    }
    return {
        name: scope.may_somewhere(right) and owners_within(scope, right).filter(pk=person.pk).exists()
        for name, right in asked.items()
    }


def _consent(person: Owner) -> list[tuple[str, list[ConsentNow]]]:
    """The latest words by purpose; purposes nobody has said anything about are empty."""
    told = list(ConsentNow.objects.filter(owner=person))
    order = list(words.CHANNELS)
    return [
        (t(name), sorted((c for c in told if c.purpose == code), key=lambda c: order.index(c.channel)))
        for code, name in words.PURPOSES.items()
    ]


def _differs(person: Owner, scope: Scope) -> list[dict[str, Any]]:
    """What the records say against what somebody has set by hand."""
    lines = []
    for field, said in person.records_say.items():
        told = said
        if field == "home_store_id":
            store = stores_within(scope).filter(pk=said).first()
            told = store.name if store else "—"
        lines.append({"field": field, "name": t(words.FIELDS[field]), "said": told})
    return lines
