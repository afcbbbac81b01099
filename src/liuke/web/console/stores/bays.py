"""A store's bays."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from liuke.org.actions.save_bay import change_bay, create_bay
from liuke.org.editing import Taken
from liuke.org.queries import bay_within, store_within
from liuke.org.rules.roles import Permission
from liuke.web.console.stores.forms import BayEditForm, BayForm, bay_values
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission


@needs(P.CHANGE_STORE)
@require_http_methods(["GET", "POST"])
def bay_new(request: Asking, store_id: UUID) -> HttpResponse:
    """A new bay; after saving, the form is ready for the next one."""
    store = store_within(request.rights, store_id, P.CHANGE_STORE)
    form = BayForm(request.POST or None)
    if form.is_valid():
        try:
            made = create_bay(scope=request.rights, store_id=store.pk, draft=form.draft(), at=now())
        except Taken as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Bay %(name)s has been created.", name=made.name))
            goal = "bay_new" if "another" in request.POST else "store"
            return HttpResponseRedirect(reverse(goal, args=[store.pk]))
    context = {"form": form, "store": store, "bay": None}
    return page(request, "console/stores/bay.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_STORE)
@require_http_methods(["GET", "POST"])
def bay_edit(request: Asking, bay_id: UUID) -> HttpResponse:
    """A bay that is there."""
    bay = bay_within(request.rights, bay_id, P.CHANGE_STORE)
    form = BayEditForm(request.POST or None, initial=bay_values(bay))
    if form.is_valid():

        def change(version: int) -> None:
            change_bay(scope=request.rights, bay_id=bay.pk, version=version, draft=form.draft(), at=now())

        if form.saved(change, bay, bay_values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("store", args=[bay.store_id]))
    context = {"form": form, "store": bay.store, "bay": bay}
    return page(request, "console/stores/bay.html.j2", context, status=422 if form.is_bound else 200)
