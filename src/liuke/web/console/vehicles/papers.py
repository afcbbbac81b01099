"""Insurance policies, and work that was put off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from liuke.org.rules.roles import Permission
from liuke.values.period import add_months
from liuke.values.refusal import Refusal
from liuke.vehicles.actions.save_declined import change_declined, note_declined
from liuke.vehicles.actions.save_policy import change_policy, enter_policy
from liuke.vehicles.queries import car_within, declined_to_change, policy_to_change
from liuke.web.console.vehicles.forms import (
    DeclinedEditForm,
    DeclinedForm,
    PolicyEditForm,
    PolicyForm,
    declined_values,
    in_days,
    policy_values,
)
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission
FORM = "console/vehicles/form.html.j2"


@needs(P.CHANGE_VEHICLES)
@require_http_methods(["GET", "POST"])
def policy_new(request: Asking, car_id: UUID) -> HttpResponse:
    """A policy for the next year, unless said otherwise."""
    car = car_within(request.rights, car_id, P.CHANGE_VEHICLES)
    today = timezone.localdate()
    year = {"from_day": today, "to_day": in_days(add_months(today, 12), -1)}
    form = PolicyForm(request.POST or None, initial=year)
    if form.is_valid():
        try:
            enter_policy(scope=request.rights, car_id=car.pk, draft=form.draft(), at=now())
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("vehicle", args=[car.pk]))
    context = {"form": form, "car": car, "title": t("New policy")}
    return page(request, FORM, context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_VEHICLES)
@require_http_methods(["GET", "POST"])
def policy_edit(request: Asking, policy_id: UUID) -> HttpResponse:
    """A policy that is there."""
    policy = policy_to_change(request.rights, policy_id)
    form = PolicyEditForm(request.POST or None, initial=policy_values(policy))
    if form.is_valid():

        def change(version: int) -> None:
            change_policy(
                scope=request.rights, policy_id=policy.pk, version=version, draft=form.draft(), at=now()
            )

        if form.saved(change, policy, policy_values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("vehicle", args=[policy.vehicle_id]))
    context = {"form": form, "car": policy.vehicle, "title": t("Policy")}
    return page(request, FORM, context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_VEHICLES)
@require_http_methods(["GET", "POST"])
def declined_new(request: Asking, car_id: UUID) -> HttpResponse:
    """Work put off today, to be reminded of in a month."""
    car = car_within(request.rights, car_id, P.CHANGE_VEHICLES)
    today = timezone.localdate()
    form = DeclinedForm(request.POST or None, initial={"day": today, "remind_day": in_days(today, 30)})
    if form.is_valid():
        note_declined(scope=request.rights, car_id=car.pk, draft=form.draft(), at=now())
        messages.success(request, t("Saved."))
        return HttpResponseRedirect(reverse("vehicle", args=[car.pk]))
    context = {"form": form, "car": car, "title": t("Note work put off")}
    return page(request, FORM, context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_VEHICLES)
@require_http_methods(["GET", "POST"])
def declined_edit(request: Asking, work_id: UUID) -> HttpResponse:
    """What became of work put off."""
    work = declined_to_change(request.rights, work_id)
    form = DeclinedEditForm(request.POST or None, initial=declined_values(work))
    if form.is_valid():

        def change(version: int) -> None:
            change_declined(
                scope=request.rights, work_id=work.pk, version=version, draft=form.draft(), at=now()
            )

        if form.saved(change, work, declined_values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("vehicle", args=[work.vehicle_id]))
    context = {"form": form, "car": work.vehicle, "title": t("Work put off")}
    return page(request, FORM, context, status=422 if form.is_bound else 200)
