"""The catalogue of models, and cars that match none."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liuke.org.editing import Taken
from liuke.org.queries import NotFound
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.vehicles.actions.adopt_spellings import adopt_spellings
from liuke.vehicles.actions.save_model import change_model, create_model, name_spelling
from liuke.vehicles.models import Calendar, CarModel
from liuke.vehicles.queries import cars_without_model, models_with_cars
from liuke.vehicles.rules.energy import energy_of
from liuke.web.console.catalogue.forms import ModelEditForm, ModelForm, model_values
from liuke.web.console.catalogue.plans import shown_plan
from liuke.web.console.custom_fields.words import labels
from liuke.web.console.vehicles.words import ENERGIES
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission
SPELT = ("brand", "series", "model", "energy")


@needs(P.CHANGE_CATALOGUE)
@require_GET
def models(request: Asking) -> HttpResponse:
    """Models with their cars, plans by energy, spellings that mean no model yet."""
    context = {
        "models": list(models_with_cars()),
        "energies": dict(ENERGIES),
        "labels": labels(Bearer.VEHICLE),
        "missing": cars_without_model(),
    }
    return page(request, "console/catalogue/list.html.j2", context)


@needs(P.CHANGE_CATALOGUE)
@require_http_methods(["GET", "POST"])
def model_new(request: Asking) -> HttpResponse:
    """A new model, filled in from a spelling where the address names one."""
    told = {name: request.GET.get(name, "").replace("\0", "")[:100] for name in SPELT}
    form = ModelForm(request.POST or None, initial={**told, "energy": energy_of(told["energy"]) or "fuel"})
    if form.is_valid():
        try:
            made = create_model(scope=request.rights, draft=form.draft(), at=now())
        except Taken as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("%(name)s is in the catalogue.", name=str(made)))
            return HttpResponseRedirect(reverse("model", args=[made.pk]))
    context = {"form": form, "car_model": None}
    return page(request, "console/catalogue/model.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_CATALOGUE)
@require_http_methods(["GET", "POST"])
def model(request: Asking, model_id: UUID) -> HttpResponse:
    """A model, its spellings and its plan."""
    found = CarModel.objects.filter(pk=model_id).first()
    if found is None:
        raise NotFound
    form = ModelEditForm(request.POST or None, initial=model_values(found))
    if form.is_valid():

        def change(version: int) -> None:
            change_model(
                scope=request.rights, model_id=found.pk, version=version, draft=form.draft(), at=now()
            )

        if form.saved(change, found, model_values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("model", args=[found.pk]))
    context = {
        "form": form,
        "car_model": found,
        "energy": dict(ENERGIES)[found.energy],
        "cars": Calendar.objects.filter(car_model=found).count(),
        "spellings": found.spellings.order_by("spelt"),
        "plan": shown_plan(found, found.energy, timezone.localdate()),
        "new_line": f"{reverse('plan_line_new')}?model={found.pk}",
    }
    return page(request, "console/catalogue/model.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_CATALOGUE)
@require_POST
def models_adopt(request: Asking) -> HttpResponse:
    """Makes models of all spellings at once."""
    done = adopt_spellings(scope=request.rights, at=now())
    if done.spellings:
        said = t(
            "%(models)s models and %(spellings)s spellings are in the catalogue now.",
            models=done.models,
            spellings=done.spellings,
        )
        messages.success(request, said)
    else:
        messages.info(request, t("Nothing to adopt: brand, series or energy are missing."))
    return HttpResponseRedirect(reverse("models"))


@needs(P.CHANGE_CATALOGUE)
@require_POST
def model_spelling(request: Asking) -> HttpResponse:
    """Says which model a spelling means."""
    try:
        chosen = UUID(request.POST.get("car_model", ""))
    except ValueError:
        messages.error(request, t("Choose a model."))
        return HttpResponseRedirect(reverse("models"))
    told = {name: request.POST.get(name, "").replace("\0", "")[:100] or None for name in SPELT[:3]}
    name_spelling(scope=request.rights, model_id=chosen, **told)
    messages.success(request, t("Saved. The calendars of these cars are being worked out anew."))
    return HttpResponseRedirect(reverse("models"))
