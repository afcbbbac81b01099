"""What the rules decide once for all cars of a model, or registered in a month: small tables for DuckDB."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from liuke.vehicles.models import CarModel, ModelPace, PlanLine
from liuke.vehicles.rules.car_calendar import Terms
from liuke.vehicles.rules.default_plans import (
    DEFAULT_PLANS,
    UNKNOWN_ENERGY,
    PlanTerms,
    main_line,
    plan_in_force,
)
from liuke.vehicles.rules.energy import energy_of
from liuke.vehicles.rules.odometer import DEFAULT_KM_PER_DAY
from liuke.vehicles.rules.spelling import model_of, spelling_key

_PLAN = "item every_km every_months main first_km first_months price_fen valid_from source".split()


@dataclass(frozen=True)
class Catalogue:
    """The group's models, plans and paces, read once."""

    models: Mapping[UUID, CarModel]
    spellings: Mapping[str, UUID]
    plans: Mapping[UUID | str, tuple[PlanTerms, ...]]
    paces: Mapping[str, float] = field(default_factory=dict)

    def model_for(self, brand: str | None, series: str | None, model: str | None) -> CarModel | None:
        """The model that a car's words mean, None where nobody has said."""
        found = model_of(self.spellings, brand=brand, series=series, model=model)
        return self.models[found] if found is not None else None

    def plan_for(self, car_model: CarModel | None, energy: str | None, on: dt.date) -> dict[str, PlanTerms]:
        """The lines in force: the defaults of the energy, the group's own, the model's."""
        code = energy or UNKNOWN_ENERGY
        own = self.plans.get(car_model.pk, ()) if car_model else ()
        return plan_in_force((DEFAULT_PLANS[code], self.plans.get(code, ()), own), on)

    def terms_for(
        self, brand: str | None, series: str | None, model: str | None, energy: str | None, *, as_of: dt.date
    ) -> tuple[CarModel | None, Terms]:
        """What holds for cars with these words."""
        car_model = self.model_for(brand, series, model)
        code = car_model.energy if car_model else energy_of(energy)
        terms = Terms(
            energy=code,
            main=main_line(self.plan_for(car_model, code, as_of)),
            prior=self.paces.get(spelling_key(brand, series), DEFAULT_KM_PER_DAY[code]),
            warranty_months=car_model.warranty_months if car_model else None,
            warranty_km=car_model.warranty_km if car_model else None,
            battery_months=car_model.battery_months if car_model else None,
            battery_km=car_model.battery_km if car_model else None,
        )
        return car_model, terms


def read_catalogue() -> Catalogue:
    """Four short tables; three statements."""
    plans: dict[UUID | str, list[PlanTerms]] = {}
    for line in PlanLine.objects.all():
        plans.setdefault(line.car_model_id or line.energy or "", []).append(plan_terms(line))
    spelt = ArrayAgg("spellings__key", filter=Q(spellings__isnull=False), default=Value([]))
    models = CarModel.objects.annotate(keys=spelt)
    return Catalogue(
        models={one.pk: one for one in models},
        spellings={key: one.pk for one in models for key in one.keys},
        plans={key: tuple(lines) for key, lines in plans.items()},
        paces=dict(ModelPace.objects.values_list("key", "km_per_day")),
    )


def plan_terms(line: PlanLine) -> PlanTerms:
    """A line as the rules take it."""
    return PlanTerms(**{name: getattr(line, name) for name in _PLAN})


def with_paces(catalogue: Catalogue, paces: Iterable[tuple[str, float]]) -> Catalogue:
    """The same catalogue with other paces."""
    return Catalogue(catalogue.models, catalogue.spellings, catalogue.plans, dict(paces))
