"""The group's list of interests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from liuke.org.editing import Taken
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.owners.actions.save_interest import change_interest, create_interest
from liuke.owners.models import Interest, OwnerInterest
from liuke.web.console.owners.forms import InterestEditForm, InterestForm
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission


@needs(P.CHANGE_GROUP)
@require_GET
def interests(request: Asking) -> HttpResponse:
    """Every line, with how many owners have it."""
    counted = (
        OwnerInterest.objects.filter(interest=OuterRef("pk"))
        .order_by()
        .values("interest")
        .annotate(n=Count("pk"))
    )
    lines = Interest.objects.annotate(people=Coalesce(Subquery(counted.values("n")), 0))
    context = {"lines": lines.order_by("-active", "name")}
    return page(request, "console/owners/interests.html.j2", context)


@needs(P.CHANGE_GROUP)
@require_http_methods(["GET", "POST"])
def interest_new(request: Asking) -> HttpResponse:
    """A new line."""
    form = InterestForm(request.POST or None)
    if form.is_valid():
        try:
            create_interest(scope=request.rights, name=form.cleaned_data["name"], at=now())
        except Taken as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("interests"))
    context = {"form": form, "line": None}
    return page(request, "console/owners/interest.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_GROUP)
@require_http_methods(["GET", "POST"])
def interest(request: Asking, interest_id: UUID) -> HttpResponse:
    """A line that is there."""
    line = Interest.objects.filter(pk=interest_id).first()
    if line is None:
        raise NotFound
    form = InterestEditForm(request.POST or None, initial=_values(line))
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "active")}

        def change(version: int) -> None:
            change_interest(scope=request.rights, interest_id=line.pk, version=version, at=now(), **given)

        if form.saved(change, line, _values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("interests"))
    context = {"form": form, "line": line}
    return page(request, "console/owners/interest.html.j2", context, status=422 if form.is_bound else 200)


def _values(line: Interest) -> dict[str, Any]:
    return {"name": line.name, "active": line.active, "version": line.version}
