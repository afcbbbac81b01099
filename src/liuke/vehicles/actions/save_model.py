"""Puts a model into the catalogue, changes it, and says which spellings mean it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.editing import assign, locked, stamp, told, unique
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.vehicles.actions.subjects import model_subject
from liuke.vehicles.jobs import ask_for_all_calendars
from liuke.vehicles.models import CarModel, ModelSpelling
from liuke.vehicles.rules.spelling import spelling_key


@dataclass(frozen=True)
class ModelDraft:
    """A model as a person fills it in; without ``model`` it is a whole series."""

    brand: str
    series: str
    model: str
    energy: str
    warranty_months: int | None = None
    warranty_km: int | None = None
    battery_months: int | None = None
    battery_km: int | None = None


@transaction.atomic
def create_model(*, scope: Scope, draft: ModelDraft, at: dt.datetime) -> CarModel:
    """Its own name is its first spelling. Raises NotAllowed, Taken."""
    scope.need(Permission.CHANGE_CATALOGUE)
    car_model = CarModel()
    _keep(car_model, draft, scope=scope, at=at)
    _spell(car_model, draft.brand, draft.series, draft.model)
    record(actor=scope.actor, verb="model.created", subject=model_subject(car_model), after=told(car_model))
    return car_model


@transaction.atomic
def change_model(
    *, scope: Scope, model_id: UUID, version: int, draft: ModelDraft, at: dt.datetime
) -> CarModel:
    """Raises NotAllowed, NotFound, ChangedMeanwhile, Taken."""
    scope.need(Permission.CHANGE_CATALOGUE)
    car_model = locked(CarModel.objects.all(), model_id, version=version)
    before = told(car_model)
    _keep(car_model, draft, scope=scope, at=at)
    _spell(car_model, draft.brand, draft.series, draft.model)
    record(
        actor=scope.actor, verb="model.changed", subject=model_subject(car_model), before=before,
        after=told(car_model),
    )  # fmt: skip
    return car_model


@transaction.atomic
def name_spelling(
    *, scope: Scope, model_id: UUID, brand: str | None, series: str | None, model: str | None
) -> None:
    """Says that cars spelt like this are of a model; what the spelling meant before is replaced.

    Raises NotAllowed, NotFound.
    """
    scope.need(Permission.CHANGE_CATALOGUE)
    car_model = CarModel.objects.filter(pk=model_id).first()
    if car_model is None:
        raise NotFound
    _spell(car_model, brand, series, model)
    after = {"spelling": " ".join(filter(None, (brand, series, model)))}
    record(actor=scope.actor, verb="model.spelling_named", subject=model_subject(car_model), after=after)
    ask_for_all_calendars()


def _keep(car_model: CarModel, draft: ModelDraft, *, scope: Scope, at: dt.datetime) -> None:
    assign(car_model, asdict(draft))
    stamp(car_model, scope=scope, at=at)
    with unique(model=str(car_model)):
        car_model.save()
    ask_for_all_calendars()


def _spell(car_model: CarModel, brand: str | None, series: str | None, model: str | None) -> None:
    ModelSpelling.objects.update_or_create(
        key=spelling_key(brand, series, model),
        defaults={"car_model": car_model, "spelt": " ".join(filter(None, (brand, series, model)))},
    )
