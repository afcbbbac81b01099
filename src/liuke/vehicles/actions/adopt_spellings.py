"""Makes the catalogue out of how imports spell the cars."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.editing import stamp
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.identity import new_id
from liuke.vehicles.jobs import ask_for_all_calendars
from liuke.vehicles.models import CarModel, ModelSpelling
from liuke.vehicles.queries import SpeltCars, cars_without_model
from liuke.vehicles.rules.energy import energy_of
from liuke.vehicles.rules.spelling import adopted, spelling_key

MOST = 2_000


@dataclass(frozen=True)
class Adopted:
    """How many models were made, and how many spellings mean one now."""

    models: int
    spellings: int


@transaction.atomic
def adopt_spellings(*, scope: Scope, at: dt.datetime) -> Adopted:
    """Every brand, series and model of a known energy becomes one; without a brand it joins its namesake.

    What is ambiguous stays as it is. Raises NotAllowed.
    """
    scope.need(Permission.CHANGE_CATALOGUE)
    missing = cars_without_model(most=MOST)
    made = [car_model for one in missing if (car_model := _model_of(one, scope, at)) is not None]
    there = {_name(one): one for one in CarModel.objects.all()}
    new = {_name(one): one for one in made if _name(one) not in there}
    CarModel.objects.bulk_create(new.values())
    means = adopted([(one.brand, one.series, one.model) for one in missing], there | new)
    ModelSpelling.objects.bulk_create(
        (
            ModelSpelling(car_model=car_model, key=spelling_key(*spelt), spelt=" ".join(filter(None, spelt)))
            for spelt, car_model in means.items()
        ),
        ignore_conflicts=True,
    )
    if means:
        after = {"model": len(new), "spelling": len(means)}
        record(
            actor=scope.actor, verb="model.adopted", subject=Subject("vehicles.carmodel", "", ""), after=after
        )
        ask_for_all_calendars()
    return Adopted(len(new), len(means))


def _name(car_model: CarModel) -> tuple[str, str, str]:
    return car_model.brand, car_model.series, car_model.model


def _model_of(spelt: SpeltCars, scope: Scope, at: dt.datetime) -> CarModel | None:
    energy = energy_of(spelt.energy)
    if not spelt.brand or not spelt.series or energy is None:
        return None
    made = CarModel(
        id=new_id(), brand=spelt.brand, series=spelt.series, model=spelt.model or "", energy=energy
    )
    stamp(made, scope=scope, at=at)
    return made
