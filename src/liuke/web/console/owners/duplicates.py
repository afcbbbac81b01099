"""Owners that may be one: the list, the two side by side, one out of two, and two again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liuke.audit.actions.note_look import note_look
from liuke.audit.actions.record import Subject
from liuke.insight.reports.masking import masked_phone
from liuke.loyalty.ledger.refusals import NeedsSecondPerson
from liuke.org.models import Staff, Store
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.owners.actions.dismiss_duplicate import dismiss_duplicate
from liuke.owners.actions.find_duplicates import find_duplicates
from liuke.owners.actions.merge_owners import merge_owners
from liuke.owners.actions.part_owners import part_owners
from liuke.owners.models import Owner
from liuke.owners.queries import candidates_within, first_phones, merge_within, owner_within, owners_within
from liuke.owners.rules.merge_choice import CHOOSABLE, differing
from liuke.values.phone import read_phone
from liuke.values.reading import BadCell
from liuke.values.refusal import Refusal
from liuke.vehicles.owner_facts import plates_of
from liuke.web.console.desk.forms import ReasonForm
from liuke.web.console.desk.selling import deed_page
from liuke.web.console.desk.standing import Asked, send
from liuke.web.console.owners import words
from liuke.web.console.owners.edit import back_to
from liuke.web.console.paging import paged
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import N_, refused, t

P = Permission


@needs(P.MERGE_OWNERS)
@require_GET
def duplicates(request: Asking) -> HttpResponse:
    """Pairs nobody has decided about, the likeliest first."""
    shown = paged(request, candidates_within(request.rights))
    pairs = list(shown.object_list)
    ids = {pk for one in pairs for pk in (one.first_id, one.second_id)}
    if pairs:
        subject = Subject("owners.list", "", t("Possible duplicates"))
        note_look(actor=request.rights.actor, subject=subject, cars=len(ids))
    context = {
        "paged": shown,
        "pairs": pairs,
        "phones": first_phones(ids),
        "plates": plates_of(ids),
        "reasons": words.REASONS,
    }
    return page(request, "console/owners/duplicates.html.j2", context)


@needs(P.MERGE_OWNERS)
@require_POST
def duplicates_find(request: Asking) -> HttpResponse:
    """Looks now instead of tonight."""
    find_duplicates()
    messages.success(request, t("The list is up to date."))
    return HttpResponseRedirect(reverse("duplicates"))


@needs(P.MERGE_OWNERS)
@require_POST
def duplicate_dismiss(request: Asking, candidate_id: int) -> HttpResponse:
    """They are two."""
    dismiss_duplicate(scope=request.rights, candidate_id=candidate_id, at=now())
    messages.success(request, t("Kept as two. This pair will not be asked about again."))
    return HttpResponseRedirect(reverse("duplicates"))


@needs(P.MERGE_OWNERS)
@require_http_methods(["GET", "POST"])
def owner_merge(request: Asking, owner_id: UUID) -> HttpResponse:
    """The two side by side; the choice of values; one of them survives."""
    scope, given = request.rights, request.POST or request.GET
    rows = owners_within(scope, P.MERGE_OWNERS)
    one = rows.filter(pk=owner_id).first()
    if one is None:
        raise NotFound
    two = _other(request, one, rows)
    if two is None:
        messages.error(
            request, t("No other owner with this number. Open the duplicates, or type another number.")
        )
        return back_to(one.pk)
    problem = ""
    if request.method == "POST":
        problem = _merge(request, one, two)
        if not problem:
            messages.success(request, t("Merged. It can be undone on this page."))
            return back_to(two.pk if given.get("survivor") == str(two.pk) else one.pk)
    return _compare(request, one, two, problem)


def _other(request: Asking, one: Owner, rows: Any) -> Owner | None:
    """By id, or by the number typed on the owner's page."""
    given = request.POST or request.GET
    number = given.get("number", "").replace("\0", "")
    try:
        if given.get("other"):
            found: Owner | None = rows.filter(pk=UUID(given["other"])).exclude(pk=one.pk).first()
        else:
            wanted = read_phone(number).value if number else None
            found = rows.filter(phones__number=wanted).exclude(pk=one.pk).first() if wanted else None
    except (ValueError, BadCell):
        found = None
    if found is None and given.get("other"):
        raise NotFound
    return found


def _merge(request: Asking, one: Owner, two: Owner) -> str:
    """Why it could not be done; empty where it was."""
    given = request.POST
    versions = {}
    for row, name in ((one, "version"), (two, "other_version")):
        text = given.get(name, "")
        versions[row.pk] = int(text) if text.isdecimal() and len(text) < 9 else 0
    survivor, other = (two, one) if given.get("survivor") == str(two.pk) else (one, two)
    take_other = {f for f in CHOOSABLE if given.get(f"field_{f}") == str(other.pk)}
    try:
        merge_owners(
            scope=request.rights,
            survivor=(survivor.pk, versions[survivor.pk]),
            other=(other.pk, versions[other.pk]),
            take_other=frozenset(take_other),
            at=now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return refused(refusal)
    return ""


def _compare(request: Asking, one: Owner, two: Owner, problem: str) -> HttpResponse:
    both = [one, two]
    values = [{f: getattr(row, f) for f in CHOOSABLE} for row in both]
    names = _names(values)
    lines = [
        {
            "field": field,
            "name": t(words.FIELDS[field]),
            "choice": field in differing(*values),
            "sides": [_shown(field, side[field], names) for side in values],
        }
        for field in CHOOSABLE
        if any(side[field] for side in values)
    ]
    ids = [row.pk for row in both]
    context = {
        "both": both,
        "lines": lines,
        "numbers": [[masked_phone(p.number) for p in row.phones.order_by("-first", "id")] for row in both],
        "plates": plates_of(ids),
        "problem": problem,
    }
    return page(request, "console/owners/merge.html.j2", context, status=422 if problem else 200)


def _names(values: list[dict[str, Any]]) -> dict[UUID, str]:
    """Stores and advisers by id."""
    stores = {side[f] for side in values for f in ("home_store_id", "preferred_store_id") if side[f]}
    staff = {side["preferred_adviser_id"] for side in values if side["preferred_adviser_id"]}
    named = dict(Store.objects.filter(pk__in=stores).values_list("pk", "name"))
    return named | dict(Staff.objects.filter(pk__in=staff).values_list("pk", "name"))


def _shown(field: str, value: Any, names: dict[UUID, str]) -> str:
    if not value:
        return "—"
    return names[value] if field.endswith("_id") else words.code_words(field, value)


@needs(P.MERGE_OWNERS)
@require_POST
def owner_part(request: Asking, merge_id: UUID) -> HttpResponse:
    """Two again; what has changed since stays where it is and is told."""
    survivor = merge_within(request.rights, merge_id).survivor_id
    if "ask" in request.POST:
        return _ask_to_part(request, merge_id, survivor)
    try:
        merge = part_owners(scope=request.rights, merge_id=merge_id, at=now())
    except NotFound:
        raise
    except NeedsSecondPerson as refusal:
        form = ReasonForm()
        form.second_person = True
        messages.error(request, refused(refusal))
        return _part_page(request, form, survivor)
    except Refusal as refusal:
        messages.error(request, refused(refusal))
        return back_to(survivor)
    messages.success(request, t("Parted: both stand as before the merge."))
    if merge.left:
        told = "、".join(_left(one) for one in merge.left)
        messages.warning(request, t("Changed since the merge, and left as it is: %(what)s", what=told))
    return back_to(survivor)


def _ask_to_part(request: Asking, merge_id: UUID, survivor: UUID) -> HttpResponse:
    """Balances moved with the merge: a second person has to agree that they go back."""
    form = ReasonForm(request.POST)
    form.second_person = True
    if form.is_valid():
        asked = Asked(
            kind="part",
            owner_id=survivor,
            asked={"merge": str(merge_id)},
            reason=form.cleaned_data["reason"],
            needs=P.MERGE_OWNERS,
        )
        answer = send(request, form, asked)
        if answer:
            return answer
    return _part_page(request, form, survivor)


def _part_page(request: Asking, form: ReasonForm, survivor: UUID) -> HttpResponse:
    context = {"title": t("Part two owners"), "picture": "arrows-split", "do": t("Try again")}
    return deed_page(request, owner_within(request.rights, survivor, P.MERGE_OWNERS), form, context)


LEFT = {
    "owners_phone": N_("Phones"),
    "vehicles_vehicle": N_("Cars"),
    "vehicles_ownership": N_("Cars held"),
    "owners_householdmember": N_("Household"),
    "owners_standing": N_("Grade"),
}


def _left(one: dict[str, Any]) -> str:
    table = one["what"].partition(".")[0]
    name = words.FIELDS.get(one["what"]) or LEFT.get(table, N_("Other entries"))
    return f"{t(name)} × {one['rows']}" if one["rows"] else t(name)
