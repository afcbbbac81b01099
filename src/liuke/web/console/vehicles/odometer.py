"""Readings of the odometer: taken by hand, and corrected."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal
from liuke.vehicles.actions.note_reading import correct_reading, note_reading
from liuke.vehicles.queries import car_within, orders_within
from liuke.web.console.vehicles.forms import CorrectionForm, ReadingForm
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission


@needs(P.CHANGE_VEHICLES)
@require_http_methods(["GET", "POST"])
def vehicle_odometer(request: Asking, car_id: UUID) -> HttpResponse:
    """A reading by hand."""
    car = car_within(request.rights, car_id, P.CHANGE_VEHICLES)
    form = ReadingForm(request.POST or None, initial={"day": timezone.localdate()})
    if form.is_valid():
        try:
            note_reading(scope=request.rights, car_id=car.pk, draft=form.draft(), at=now())
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("vehicle", args=[car.pk]))
    context = {"form": form, "car": car, "title": t("New reading")}
    return page(request, "console/vehicles/form.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_VEHICLES)
@require_http_methods(["GET", "POST"])
def order_odometer(request: Asking, order_id: int) -> HttpResponse:
    """What an order's reading should be."""
    order = orders_within(request.rights, P.CHANGE_VEHICLES).filter(pk=order_id).first()
    if order is None:
        raise NotFound
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        correct_reading(scope=request.rights, order_id=order.pk, at=now(), **form.cleaned_data)
        messages.success(request, t("Saved."))
        return HttpResponseRedirect(reverse("vehicle", args=[order.vehicle.pk]))
    said = f"{order.odometer_km:,} km" if order.odometer_km is not None else "—"
    note = t("Order %(number)s of %(day)s says %(said)s.", number=order.order_no, day=order.day, said=said)
    context = {"form": form, "car": order.vehicle, "title": t("Correct a reading"), "note": note}
    return page(request, "console/vehicles/form.html.j2", context, status=422 if form.is_bound else 200)
