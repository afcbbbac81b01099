"""Maintenance plans: of an energy, of a model, line by line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal
from liuke.vehicles.actions.save_plan_line import change_plan_line, write_plan_line
from liuke.vehicles.calendars.terms import read_catalogue
from liuke.vehicles.models import CarModel, PlanLine
from liuke.vehicles.rules.default_plans import COMMON, PlanTerms
from liuke.web.console.catalogue.forms import PlanEditForm, PlanForm, plan_values
from liuke.web.console.vehicles.words import ENERGIES, item_words, yuan
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission
NAMES = dict(ENERGIES)


@dataclass(frozen=True)
class ShownLine:
    """A line in force as a person reads it; ``address`` changes it, or writes one in its place."""

    name: str
    main: bool
    every: str
    first: str
    price: str
    since: dt.date | None
    source: str
    address: str


def shown_plan(car_model: CarModel | None, energy: str, on: dt.date) -> list[ShownLine]:
    """The plan in force, the regular service first."""
    plan = read_catalogue().plan_for(car_model, energy, on)
    own = PlanLine.objects.filter(car_model=car_model, energy=None if car_model else energy)
    ids = {(line.item, line.valid_from): line.pk for line in own}
    target = f"model={car_model.pk}" if car_model else f"energy={energy}"
    lines = [_shown(line, ids.get((item, line.valid_from)), target) for item, line in plan.items()]
    return sorted(lines, key=lambda one: not one.main)


def _shown(line: PlanTerms, line_id: UUID | None, target: str) -> ShownLine:
    address = (
        reverse("plan_line", args=[line_id])
        if line_id
        else f"{reverse('plan_line_new')}?{target}&item={line.item}"
    )
    built_in = line.source == COMMON
    return ShownLine(
        name=item_words(line.item),
        main=line.main,
        every=_interval(line.every_km, line.every_months),
        first=_interval(line.first_km, line.first_months),
        price=yuan(line.price_fen),
        since=None if built_in else line.valid_from,
        source=t("common recommendation, not the maker's") if built_in else line.source,
        address=address,
    )


def _interval(km: int | None, months: int | None) -> str:
    parts = [f"{km:,} km" if km else "", t("%(months)s months", months=months) if months else ""]
    return " / ".join(filter(None, parts)) or "—"


@needs(P.CHANGE_CATALOGUE)
@require_GET
def energy_plan(request: Asking, energy: str) -> HttpResponse:
    """The plan of cars whose model says nothing else."""
    if energy not in NAMES:
        raise NotFound
    context = {
        "name": NAMES[energy],
        "plan": shown_plan(None, energy, timezone.localdate()),
        "new_line": f"{reverse('plan_line_new')}?energy={energy}",
    }
    return page(request, "console/catalogue/energy.html.j2", context)


@needs(P.CHANGE_CATALOGUE)
@require_http_methods(["GET", "POST"])
def plan_line_new(request: Asking) -> HttpResponse:
    """A line for the model or energy the address names; it replaces what held before from its day on."""
    car_model, energy = _target(request)
    today = timezone.localdate()
    plan = read_catalogue().plan_for(car_model, car_model.energy if car_model else energy, today)
    known = plan.get(request.GET.get("item", ""))
    values = {**(plan_values(known) if known else {}), "valid_from": today, "source": ""}
    form = PlanForm(request.POST or None, initial=values)
    if form.is_valid():
        try:
            write_plan_line(
                scope=request.rights,
                model_id=car_model.pk if car_model else None,
                energy=energy,
                draft=form.draft(),
                at=now(),
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved. The calendars are being worked out anew."))
            return HttpResponseRedirect(_back(car_model, energy))
    context = {"form": form, "name": _name(car_model, energy), "back": _back(car_model, energy)}
    return page(request, "console/catalogue/line.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_CATALOGUE)
@require_http_methods(["GET", "POST"])
def plan_line(request: Asking, line_id: UUID) -> HttpResponse:
    """A line of the group's own."""
    line = PlanLine.objects.select_related("car_model").filter(pk=line_id).first()
    if line is None:
        raise NotFound
    form = PlanEditForm(request.POST or None, initial=plan_values(line))
    if form.is_valid():

        def change(version: int) -> None:
            change_plan_line(
                scope=request.rights, line_id=line.pk, version=version, draft=form.draft(), at=now()
            )

        if form.saved(change, line, plan_values):
            messages.success(request, t("Saved. The calendars are being worked out anew."))
            return HttpResponseRedirect(_back(line.car_model, line.energy))
    back = _back(line.car_model, line.energy)
    context = {"form": form, "name": _name(line.car_model, line.energy), "back": back}
    return page(request, "console/catalogue/line.html.j2", context, status=422 if form.is_bound else 200)


def _target(request: Asking) -> tuple[CarModel | None, str | None]:
    energy = request.GET.get("energy", "")
    if energy in NAMES:
        return None, energy
    try:
        found = CarModel.objects.filter(pk=UUID(request.GET.get("model", ""))).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found, None


def _back(car_model: CarModel | None, energy: str | None) -> str:
    return reverse("model", args=[car_model.pk]) if car_model else reverse("energy_plan", args=[energy])


def _name(car_model: CarModel | None, energy: str | None) -> str:
    return str(car_model) if car_model else str(NAMES[energy or ""])
