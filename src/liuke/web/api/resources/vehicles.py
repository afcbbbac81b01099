"""Vehicles: list, read by id or VIN."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Path, Query, Router, Schema

from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope
from liuke.vehicles.models import Vehicle
from liuke.vehicles.queries import car_within, cars_within
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Line, filled
from liuke.web.api.paging import Page, Paged, answer_page, page_of
from liuke.web.api.problems import Problem
from liuke.web.api.tags import answer
from liuke.web.shell.wording import N_

router = Router(tags=["vehicles"])
READ = ByKey(KeyScope.VEHICLES_READ)


class VehicleOut(Schema):
    """A car; ``due_day`` is when the last analysis expects it."""

    id: UUID
    vin: str
    plate: str | None
    brand: str | None
    series: str | None
    model: str | None
    energy: str | None
    delivery_day: dt.date | None
    store_id: UUID | None
    owner_id: UUID | None
    due_day: dt.date | None
    last_visit_day: dt.date | None


class VehicleFilters(Schema):
    """Which cars."""

    store_id: UUID | None = None
    owner_id: UUID | None = None
    plate: Line | None = None
    import_id: UUID | None = Field(None, description="written last by this import")


def _shown(car: Vehicle) -> VehicleOut:
    outlook = getattr(car, "outlook", None)
    return filled(
        VehicleOut,
        car,
        due_day=outlook.due_day if outlook else None,
        last_visit_day=outlook.last_visit_day if outlook else None,
    )


@router.get(
    "/vehicles",
    url_name="api_vehicles",
    auth=READ,
    response={200: Page[VehicleOut], 422: Problem},
    summary=N_("Vehicles in reach"),
)
def vehicles(request: Call, filters: Annotated[VehicleFilters, Query()], paging: Paged) -> HttpResponse:
    """Cars at home in a store the key reaches, or that came to one."""
    exact = filters.model_dump(exclude_none=True)
    if "import_id" in exact:
        exact["batch_id"] = exact.pop("import_id")
    return answer_page(page_of(cars_within(request.rights).filter(**exact), paging, _shown))


@router.get(
    "/vehicles/{uuid:vehicle_id}",
    url_name="api_vehicle",
    auth=READ,
    response={200: VehicleOut, 404: Problem},
    summary=N_("One vehicle"),
)
def vehicle(request: Call, vehicle_id: UUID) -> HttpResponse:
    """With its ETag."""
    return answer(request, _shown(car_within(request.rights, vehicle_id)))


@router.get(
    "/vehicles/by-vin/{vin}",
    url_name="api_vehicle_by_vin",
    auth=READ,
    response={200: VehicleOut, 404: Problem, 422: Problem},
    summary=N_("One vehicle by its VIN"),
)
def vehicle_by_vin(request: Call, vin: Annotated[Line, Path(max_length=17)]) -> HttpResponse:
    """With its ETag."""
    car = cars_within(request.rights).filter(vin=vin.upper()).first()
    if car is None:
        raise NotFound
    return answer(request, _shown(car))
