"""Vehicles: list, read by id or VIN, change, another plate."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Path, Query, Router
from pydantic import ConfigDict

from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope
from liuke.org.rules.roles import Permission
from liuke.vehicles.actions.change_car import CarDraft, change_car
from liuke.vehicles.actions.change_plate import change_plate
from liuke.vehicles.models import Vehicle
from liuke.vehicles.queries import car_within, cars_within
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Custom, Day, PastDay, Plate, Vin, Word, filled, filled_in
from liuke.web.api.paging import Page, Paged, answer_page, page_of
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer, need_unchanged
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["vehicles"])
READ, WRITE = ByKey(KeyScope.VEHICLES_READ), ByKey(KeyScope.VEHICLES_WRITE)
WORDS = ("brand", "series", "model", "energy")


class VehicleOut(Schema):
    """A car; ``due_day`` is when the last analysis expects it."""

    id: UUID
    version: int
    vin: str
    plate: str | None
    brand: str | None
    series: str | None
    model: str | None
    energy: str | None
    delivery_day: dt.date | None
    invoice_day: dt.date | None
    registered_day: dt.date | None
    use: str
    on_site_only: bool
    inspected_until: dt.date | None
    custom: dict[str, Any]
    store_id: UUID | None
    owner_id: UUID | None
    due_day: dt.date | None
    last_visit_day: dt.date | None


class VehicleFilters(Schema):
    """Which cars."""

    store_id: UUID | None = None
    owner_id: UUID | None = None
    plate: Plate | None = None
    import_id: UUID | None = Field(None, description="written last by this import")


class VehicleChanges(Schema):
    """What is to become different; what is left out stays. Records do not change what is set here."""

    model_config = ConfigDict(extra="forbid")

    brand: Word | None = None
    series: Word | None = None
    model: Word | None = None
    energy: Word | None = None
    delivery_day: PastDay | None = None
    invoice_day: PastDay | None = None
    registered_day: PastDay | None = None
    use: Literal["private", "passengers", "goods", "other"] = "private"
    on_site_only: bool = False
    inspected_until: Day | None = None
    custom: Custom = {}  # noqa: RUF012


class PlateIn(Schema):
    """A plate from a day on; it ends on any other car that day."""

    model_config = ConfigDict(extra="forbid")

    plate: Plate
    from_day: PastDay


class PlateOut(Schema):
    """A plate on the car from a day on; ``to_day`` is the day it came off, null: still on."""

    plate: str
    from_day: dt.date
    to_day: dt.date | None
    by_hand: bool


class Plates(Schema):
    """The plates a car has had, the latest first."""

    items: list[PlateOut]


def vehicle_shown(car: Vehicle) -> VehicleOut:
    """A car as programs see it."""
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
    return answer_page(page_of(cars_within(request.rights).filter(**exact), paging, vehicle_shown))


@router.get(
    "/vehicles/{uuid:vehicle_id}",
    url_name="api_vehicle",
    auth=READ,
    response={200: VehicleOut, 404: Problem},
    summary=N_("One vehicle"),
)
def vehicle(request: Call, vehicle_id: UUID) -> HttpResponse:
    """With its ETag."""
    return answer(request, vehicle_shown(car_within(request.rights, vehicle_id)))


@router.get(
    "/vehicles/by-vin/{vin}",
    url_name="api_vehicle_by_vin",
    auth=READ,
    response={200: VehicleOut, 404: Problem, 422: Problem},
    summary=N_("One vehicle by its VIN"),
)
def vehicle_by_vin(request: Call, vin: Annotated[Vin, Path(examples=["LSVAA41870000001X"])]) -> HttpResponse:
    """With its ETag."""
    car = cars_within(request.rights).filter(vin=vin).first()
    if car is None:
        raise NotFound
    return answer(request, vehicle_shown(car))


@router.patch(
    "/vehicles/{uuid:vehicle_id}",
    url_name="api_vehicle",
    auth=WRITE,
    response={200: VehicleOut, 404: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Change a vehicle"),
)
def vehicle_change(request: Call, vehicle_id: UUID, changes: VehicleChanges) -> HttpResponse:
    """Needs If-Match with the ETag read before, and an Idempotency-Key."""

    def work() -> VehicleOut:
        car = unchanged_car(request, vehicle_id)
        values = {one.name: getattr(car, one.name) for one in fields(CarDraft)}
        given = changes.model_dump(exclude_unset=True)
        values |= {name: given[name] or None if name in WORDS else given[name] for name in given}
        if "custom" in given:
            values["custom"] = filled_in(car.custom, given["custom"])
        change_car(
            scope=request.rights,
            car_id=car.pk,
            version=car.version,
            draft=CarDraft(**values),
            at=now(),
        )
        return vehicle_shown(car_within(request.rights, vehicle_id))

    return once(request, work)


@router.get(
    "/vehicles/{uuid:vehicle_id}/plates",
    url_name="api_vehicle_plates",
    auth=READ,
    response={200: Plates, 404: Problem},
    summary=N_("The plates a vehicle has had"),
)
def vehicle_plates(request: Call, vehicle_id: UUID) -> HttpResponse:
    """As records and people told. With an ETag."""
    car = car_within(request.rights, vehicle_id, Permission.SEE_VEHICLES)
    return answer(
        request, Plates(items=[filled(PlateOut, one) for one in car.plates.order_by("-from_day", "-id")])
    )


@router.put(
    "/vehicles/{uuid:vehicle_id}/plate",
    url_name="api_vehicle_plate",
    auth=WRITE,
    response={200: VehicleOut, 404: Problem, 409: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Give a vehicle another plate"),
)
def vehicle_plate(request: Call, vehicle_id: UUID, given: PlateIn) -> HttpResponse:
    """Needs If-Match with the ETag of the vehicle, and an Idempotency-Key."""

    def work() -> VehicleOut:
        car = unchanged_car(request, vehicle_id)
        change_plate(
            scope=request.rights,
            car_id=car.pk,
            version=car.version,
            plate=given.plate,
            from_day=given.from_day,
            at=now(),
        )
        return vehicle_shown(car_within(request.rights, vehicle_id))

    return once(request, work)


def unchanged_car(call: Call, vehicle_id: UUID) -> Vehicle:
    """A car to change, as the caller has seen it. Raises NotFound, Missing, ChangedSince."""
    car = car_within(call.rights, vehicle_id, Permission.CHANGE_VEHICLES)
    need_unchanged(call, vehicle_shown(car))
    return car
