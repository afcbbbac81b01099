"""Who owns a car, drives it, pays for it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from liuke.org.editing import ChangedMeanwhile
from liuke.org.rules.roles import Permission
from liuke.vehicles.actions.give_role import end_role, give_role
from liuke.vehicles.models import VehicleRole
from liuke.vehicles.queries import car_within, role_to_change
from liuke.web.console.vehicles.forms import PersonForm
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import refused, t

P = Permission


@needs(P.CHANGE_VEHICLES)
@require_http_methods(["GET", "POST"])
def vehicle_people(request: Asking, car_id: UUID) -> HttpResponse:
    """A change of ownership, or a driver or payer."""
    car = car_within(request.rights, car_id, P.CHANGE_VEHICLES)
    role = request.GET.get("role", VehicleRole.Role.DRIVER.value)
    values = {"version": car.version, "from_day": timezone.localdate(), "role": role}
    form = PersonForm(request.POST or None, initial=values)
    if form.is_valid():

        def change(version: int) -> None:
            give_role(scope=request.rights, car_id=car.pk, version=version, draft=form.draft(), at=now())

        if form.saved(change, car, lambda row: {"version": row.version}):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("vehicle", args=[car.pk]))
    hands = role == VehicleRole.Role.OWNER
    title = t("Change of ownership") if hands else t("Driver or payer")
    note = (
        t("The car keeps its history and its money. Names on orders before this day are not shown any more.")
        if hands
        else ""
    )
    context = {"form": form, "car": car, "title": title, "note": note}
    return page(request, "console/vehicles/form.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_VEHICLES)
@require_POST
def vehicle_role_end(request: Asking, role_id: UUID) -> HttpResponse:
    """Ends the role of a driver or payer today."""
    given = role_to_change(request.rights, role_id)
    try:
        end_role(
            scope=request.rights,
            role_id=given.pk,
            version=given.version,
            to_day=timezone.localdate(),
            at=now(),
        )
    except ChangedMeanwhile as refusal:
        messages.error(request, refused(refusal))
    else:
        messages.success(request, t("Saved."))
    return HttpResponseRedirect(reverse("vehicle", args=[given.vehicle_id]))
