"""Stores: list, page, master data."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from liuke.audit.queries import Filters, entries_within
from liuke.insight.reports.script_words import script_words
from liuke.org.actions.save_store import change_store, create_store
from liuke.org.editing import Taken
from liuke.org.models import Store
from liuke.org.queries import heads_of, serving, staff_within, store_within, stores_within
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.web.console.custom_fields.words import custom_facts, labels
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.console.stores.forms import StoreEditForm, StoreForm, store_values
from liuke.web.console.stores.headcount import chart_of, heads_now
from liuke.web.console.stores.words import BAY_KINDS, STORE_KINDS, WEEKDAYS
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import chinese, t

P = Permission
GROUPS_OWN = ("code", "region", "active", "dms_name")
"""What only the group changes; a store manager's form shows it, locked."""


@needs(P.SEE_STORES)
@require_GET
def stores(request: Asking) -> HttpResponse:
    """Every store within reach."""
    typed = request.GET.get("q", "").replace("\0", "").strip()[:40]
    rows = stores_within(request.rights).annotate(
        bay_count=Count("bays", filter=Q(bays__active=True), distinct=True),
        people=Count("home_staff", filter=Q(home_staff__is_active=True), distinct=True),
    )
    if typed:
        rows = rows.filter(
            Q(name__icontains=typed) | Q(code__istartswith=typed) | Q(initials__startswith=typed.lower())
        )
    context = {
        "paged": paged(request, rows.order_by("-active", "pinyin", "id")),
        "rest": rest_of_query(request),
        "typed": typed,
        "labels": labels(Bearer.STORE),
        "kinds": dict(STORE_KINDS),
        "may_create": request.rights.may(P.CREATE_STORE),
    }
    return page(request, "console/stores/list.html.j2", context)


@needs(P.SEE_STORES)
@require_GET
def store(request: Asking, store_id: UUID) -> HttpResponse:
    """One store: data, week, bays, people, latest changes."""
    found = store_within(request.rights, store_id)
    hours = {one.weekday: one for one in found.hours.all()}
    may_see_staff = request.rights.may(P.SEE_STAFF, found.pk)
    may_audit = request.rights.may(P.SEE_AUDIT, found.pk)
    year = timezone.localdate().year
    heads = heads_of(found, year) if may_see_staff else {}
    others = serving(request.rights, besides=found.pk)
    context = {
        "store": found,
        "year": year,
        "heads": heads_now(heads) if may_see_staff else None,
        "charts": {"headcount": chart_of(heads)} if heads else {},
        "chart_words": script_words(chinese=chinese()),
        "area": [(one.district, others.get(one.district, ())) for one in found.service_districts.all()],
        "labels": labels(Bearer.STORE),
        "custom": custom_facts(Bearer.STORE, found.custom),
        "week": [(WEEKDAYS[day], hours.get(day)) for day in range(7)],
        "closed_days": found.closed_days.filter(day__gte=timezone.localdate())[:20],
        "bays": found.bays.order_by("-active", "name"),
        "kinds": dict(STORE_KINDS),
        "bay_kinds": dict(BAY_KINDS),
        "people": staff_within(request.rights).filter(home_store=found, is_active=True)[:50]
        if may_see_staff
        else None,
        "latest": entries_within(request.rights.reach(P.SEE_AUDIT), Filters(object_id=str(found.pk)))[:5]
        if may_audit
        else [],
        "may_change": request.rights.may(P.CHANGE_STORE, found.pk),
    }
    return page(request, "console/stores/store.html.j2", context)


@needs(P.CREATE_STORE)
@require_http_methods(["GET", "POST"])
def store_new(request: Asking) -> HttpResponse:
    """A new store."""
    form = StoreForm(request.POST or None, scope=request.rights, initial={"active": True})
    if form.is_valid():
        try:
            made = create_store(scope=request.rights, draft=form.draft(), at=now())
        except Taken as refusal:
            form.take(refusal)
        else:
            messages.success(
                request, t("%(name)s has been created. Set its opening hours next.", name=made.name)
            )
            return HttpResponseRedirect(reverse("store", args=[made.pk]))
    context = {"form": form, "store": None}
    return page(request, "console/stores/edit.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_STORE)
@require_http_methods(["GET", "POST"])
def store_edit(request: Asking, store_id: UUID) -> HttpResponse:
    """A store's master data."""
    found = store_within(request.rights, store_id, P.CHANGE_STORE)
    form = _edit_form(request, found)
    if form.is_valid():

        def change(version: int) -> None:
            change_store(
                scope=request.rights, store_id=found.pk, version=version, draft=form.draft(), at=now()
            )

        if form.saved(change, found, store_values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("store", args=[found.pk]))
    context = {"form": form, "store": found}
    return page(request, "console/stores/edit.html.j2", context, status=422 if form.is_bound else 200)


def _edit_form(request: Asking, found: Store) -> StoreEditForm:
    values = store_values(found)
    form = StoreEditForm(request.POST or None, scope=request.rights, custom=found.custom, initial=values)
    if not request.rights.may(P.CREATE_STORE):
        for name in GROUPS_OWN:
            form.fields[name].disabled = True
        form.choose("region", [(values["region"], found.region.name if found.region else "—")])
    return form
