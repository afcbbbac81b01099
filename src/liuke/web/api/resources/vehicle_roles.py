"""Who owns, drives and pays for a car."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from pydantic import ConfigDict

from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope
from liuke.vehicles.actions.give_role import RoleDraft, end_role, give_role
from liuke.vehicles.models import VehicleRole
from liuke.vehicles.queries import car_within, of_cars_to_change
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Name, Number, PastDay, filled
from liuke.web.api.problems import Problem
from liuke.web.api.resources.vehicles import unchanged_car
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer, need_unchanged
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["vehicles"])
READ, WRITE = ByKey(KeyScope.VEHICLES_READ), ByKey(KeyScope.VEHICLES_WRITE)


class RoleOut(Schema):
    """Somebody is the owner, a driver or a payer of a car, from a day on; ``to_day`` null: still."""

    id: UUID
    version: int
    role: str
    owner_id: UUID
    from_day: dt.date
    to_day: dt.date | None


class Roles(Schema):
    """The roles given by people; the owner records tell of is the vehicle's ``owner_id``."""

    items: list[RoleOut]


class RoleIn(Schema):
    """Who is what: whoever has the number, else somebody new. A new owner's data stays theirs."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["owner", "driver", "payer"]
    name: Name
    phone: Number
    from_day: PastDay


class RoleEnd(Schema):
    """The last day of a role."""

    model_config = ConfigDict(extra="forbid")

    to_day: PastDay


def _shown(role: VehicleRole) -> RoleOut:
    return filled(RoleOut, role)


@router.get(
    "/vehicles/{uuid:vehicle_id}/roles",
    url_name="api_vehicle_roles",
    auth=READ,
    response={200: Roles, 404: Problem},
    summary=N_("Who owns, drives and pays"),
)
def vehicle_roles(request: Call, vehicle_id: UUID) -> HttpResponse:
    """The latest leads. With an ETag."""
    roles = car_within(request.rights, vehicle_id).roles.order_by("-from_day", "-id")
    return answer(request, Roles(items=[_shown(one) for one in roles]))


@router.get(
    "/vehicles/{uuid:vehicle_id}/roles/{uuid:role_id}",
    url_name="api_vehicle_role",
    auth=READ,
    response={200: RoleOut, 404: Problem},
    summary=N_("One role"),
)
def vehicle_role(request: Call, vehicle_id: UUID, role_id: UUID) -> HttpResponse:
    """With its ETag."""
    found = car_within(request.rights, vehicle_id).roles.filter(pk=role_id).first()
    if found is None:
        raise NotFound
    return answer(request, _shown(found))


@router.post(
    "/vehicles/{uuid:vehicle_id}/roles",
    url_name="api_vehicle_roles",
    auth=WRITE,
    response={201: RoleOut, 404: Problem, 409: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Say who owns, drives or pays"),
)
def vehicle_role_give(request: Call, vehicle_id: UUID, given: RoleIn) -> HttpResponse:
    """With the role of owner the car changes hands. Needs If-Match with the ETag of the vehicle, and an
    Idempotency-Key.
    """

    def work() -> RoleOut:
        car = unchanged_car(request, vehicle_id)
        draft = RoleDraft(**given.model_dump())
        made = give_role(scope=request.rights, car_id=car.pk, version=car.version, draft=draft, at=now())
        return _shown(made)

    return once(request, work, status=201)


@router.patch(
    "/vehicles/{uuid:vehicle_id}/roles/{uuid:role_id}",
    url_name="api_vehicle_role",
    auth=WRITE,
    response={200: RoleOut, 404: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("End a driver's or payer's role"),
)
def vehicle_role_end(request: Call, vehicle_id: UUID, role_id: UUID, given: RoleEnd) -> HttpResponse:
    """A driver's or payer's; an owner's ends with the next owner. Needs If-Match with the ETag of the role,
    and an Idempotency-Key.
    """

    def work() -> RoleOut:
        rows = VehicleRole.objects.filter(vehicle=vehicle_id).exclude(role=VehicleRole.Role.OWNER)
        found = of_cars_to_change(request.rights, rows).filter(pk=role_id).first()
        if found is None:
            raise NotFound
        need_unchanged(request, _shown(found))
        ended = end_role(
            scope=request.rights, role_id=found.pk, version=found.version, to_day=given.to_day, at=now()
        )
        return _shown(ended)

    return once(request, work)
