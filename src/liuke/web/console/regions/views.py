"""Regions: list, create, rename."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from liuke.org.actions.save_region import create_region, rename_region
from liuke.org.editing import Taken
from liuke.org.models.group import NAME_LENGTH
from liuke.org.queries import region_within, regions_within, stores_within
from liuke.org.rules.roles import Permission
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.pages import page
from liuke.web.shell.wording import lazy, t


class RegionForm(PlatformForm):
    """A region's name."""

    name = forms.CharField(
        label=lazy("Called"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"autofocus": True})
    )


class RegionEditForm(RegionForm, VersionedForm):
    """The same for a region that is there."""


@needs(Permission.CHANGE_GROUP)
@require_GET
def regions(request: Asking) -> HttpResponse:
    """Every region and its number of stores."""
    rows = regions_within(request.rights).annotate(store_count=Count("stores", distinct=True))
    return page(request, "console/regions/list.html.j2", {"regions": rows})


@needs(Permission.CHANGE_GROUP)
@require_http_methods(["GET", "POST"])
def region_new(request: Asking) -> HttpResponse:
    """A new region."""
    form = RegionForm(request.POST or None)
    if form.is_valid():
        try:
            create_region(scope=request.rights, name=form.cleaned_data["name"], at=now())
        except Taken as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("regions"))
    context: dict[str, Any] = {"form": form, "region": None, "stores": []}
    return page(request, "console/regions/edit.html.j2", context, status=422 if form.is_bound else 200)


@needs(Permission.CHANGE_GROUP)
@require_http_methods(["GET", "POST"])
def region_edit(request: Asking, region_id: UUID) -> HttpResponse:
    """A region: its name, its stores."""
    region = region_within(request.rights, region_id)
    form = RegionEditForm(request.POST or None, initial={"name": region.name, "version": region.version})
    if form.is_valid():
        name = form.cleaned_data["name"]

        def change(version: int) -> None:
            rename_region(scope=request.rights, region_id=region.pk, version=version, name=name, at=now())

        if form.saved(change, region, lambda stands: {"name": stands.name}):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("regions"))
    context = {"form": form, "region": region, "stores": stores_within(request.rights).filter(region=region)}
    return page(request, "console/regions/edit.html.j2", context, status=422 if form.is_bound else 200)
