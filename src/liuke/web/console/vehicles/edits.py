"""A car's own data: corrected, given another plate, handed back to what records say."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from liuke.org.editing import ChangedMeanwhile
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal
from liuke.vehicles.actions.add_car import add_car
from liuke.vehicles.actions.change_car import change_car, follow_records
from liuke.vehicles.actions.change_plate import change_plate
from liuke.vehicles.queries import car_within
from liuke.web.console.vehicles.forms import CarForm, NewCarForm, PlateForm, car_values
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import refused, t

P = Permission


@needs(P.CHANGE_VEHICLES)
@require_http_methods(["GET", "POST"])
def vehicle_new(request: Asking) -> HttpResponse:
    """A car that no record has told of, perhaps with its owner."""
    form = NewCarForm(request.POST or None, scope=request.rights)
    if form.is_valid():
        try:
            made = add_car(scope=request.rights, draft=form.draft(), at=now())
        except NotFound:
            raise
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("%(car)s is on file.", car=str(made)))
            return HttpResponseRedirect(reverse("vehicle", args=[made.pk]))
    context = {"form": form, "car": None, "title": t("New car")}
    return page(request, "console/vehicles/form.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_VEHICLES)
@require_http_methods(["GET", "POST"])
def vehicle_edit(request: Asking, car_id: UUID) -> HttpResponse:
    """The data of a car."""
    car = car_within(request.rights, car_id, P.CHANGE_VEHICLES)
    form = CarForm(request.POST or None, custom=car.custom, initial=car_values(car))
    if form.is_valid():

        def change(version: int) -> None:
            change_car(scope=request.rights, car_id=car.pk, version=version, draft=form.draft(), at=now())

        if form.saved(change, car, car_values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("vehicle", args=[car.pk]))
    context = {"form": form, "car": car, "title": t("Edit data")}
    return page(request, "console/vehicles/form.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_VEHICLES)
@require_http_methods(["GET", "POST"])
def vehicle_plate(request: Asking, car_id: UUID) -> HttpResponse:
    """Another plate."""
    car = car_within(request.rights, car_id, P.CHANGE_VEHICLES)
    values = {"version": car.version, "from_day": timezone.localdate()}
    form = PlateForm(request.POST or None, initial=values)
    if form.is_valid():
        given = form.cleaned_data

        def change(version: int) -> None:
            change_plate(
                scope=request.rights, car_id=car.pk, version=version, plate=given["plate"],
                from_day=given["from_day"], at=now(),
            )  # fmt: skip

        if form.saved(change, car, lambda row: {"plate": row.plate, "version": row.version}):
            messages.success(request, t("The car has the plate %(plate)s now.", plate=given["plate"]))
            return HttpResponseRedirect(reverse("vehicle", args=[car.pk]))
    context = {"form": form, "car": car, "title": t("Another plate")}
    return page(request, "console/vehicles/form.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_VEHICLES)
@require_POST
def vehicle_records(request: Asking, car_id: UUID) -> HttpResponse:
    """Lets records decide about a field that a person had set."""
    car = car_within(request.rights, car_id, P.CHANGE_VEHICLES)
    told = request.POST.get("version", "")
    version = int(told) if told.isdecimal() and len(told) < 10 else 0
    try:
        follow_records(
            scope=request.rights,
            car_id=car.pk,
            version=version,
            field=request.POST.get("field", ""),
            at=now(),
        )
    except ChangedMeanwhile as refusal:
        messages.error(request, refused(refusal))
    else:
        messages.success(request, t("The records decide about this field again."))
    return HttpResponseRedirect(reverse("vehicle", args=[car.pk]))
