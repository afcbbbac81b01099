"""What cars say of themselves: one message, or a hundred at once."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from ninja import Field, Router
from pydantic import ConfigDict

from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal
from liuke.vehicles.actions.take_telematics import (
    MOST_HABITS,
    SnapshotDraft,
    TakenSnapshot,
    take_telematics,
)
from liuke.vehicles.queries import cars_within
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Kilometres, Line, Vin
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_, refused

router = Router(tags=["telematics"])
WRITE = ByKey(KeyScope.TELEMATICS_WRITE)
MOST_MESSAGES = 100
Percent = Annotated[int, Field(ge=0, le=100)]
Figure = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]


class MessageIn(Schema):
    """A message of a car. ``external_id`` is the sender's own number of it; a moment without a zone is in
    Shanghai time. ``habits``: at most 40 figures by name.
    """

    model_config = ConfigDict(extra="forbid")

    external_id: Annotated[Line, Field(min_length=1)]
    at: dt.datetime
    odometer_km: Kilometres | None = None
    battery_percent: Percent | None = None
    battery_health_percent: Percent | None = None
    range_km: Annotated[int, Field(ge=0, le=3000)] | None = None
    habits: Annotated[dict[str, Figure], Field(max_length=MOST_HABITS)] = {}  # noqa: RUF012


class MessageOfCar(MessageIn):
    """A message with the VIN of its car."""

    vin: Vin


class Messages(Schema):
    """Up to a hundred messages of any cars."""

    model_config = ConfigDict(extra="forbid")

    messages: Annotated[list[MessageOfCar], Field(min_length=1, max_length=MOST_MESSAGES)]


class MessageOut(Schema):
    """What became of a message. ``repeated``: it was there already, nothing has changed; ``late``: newer ones
    were there before it; ``plausible`` false: its mileage contradicts others, it is kept and not believed.
    """

    external_id: str
    repeated: bool
    late: bool
    plausible: bool


class MessageFate(Schema):
    """What became of one of several messages; one that is refused keeps nobody else from being taken."""

    external_id: str
    fate: Literal["taken", "repeated", "refused"]
    late: bool = False
    plausible: bool = True
    code: str | None = None
    detail: str | None = None


class Fates(Schema):
    """In the order of the messages."""

    items: list[MessageFate]


@router.post(
    "/vehicles/{uuid:vehicle_id}/telematics",
    url_name="api_vehicle_telematics",
    auth=WRITE,
    response={200: MessageOut, 404: Problem, 409: Problem, 422: Problem, 428: Problem},
    summary=N_("Send a message of a car"),
)
def vehicle_telematics(request: Call, vehicle_id: UUID, given: MessageIn) -> HttpResponse:
    """In any order and more than once; one with other content under the same number or moment is a 409.
    Needs an Idempotency-Key.
    """

    def work() -> MessageOut:
        taken = _take(request, vehicle_id, given)
        return MessageOut(
            external_id=given.external_id,
            repeated=taken.repeated,
            late=taken.late,
            plausible=taken.plausible,
        )

    return once(request, work)


@router.post(
    "/telematics",
    url_name="api_telematics",
    auth=WRITE,
    response={200: Fates, 422: Problem, 428: Problem},
    summary=N_("Send messages of several cars"),
)
def telematics(request: Call, given: Messages) -> HttpResponse:
    """Each message gets an answer of its own. Needs an Idempotency-Key."""

    def work() -> Fates:
        vins = {one.vin for one in given.messages}
        cars = cars_within(request.rights, Permission.CHANGE_VEHICLES).filter(vin__in=vins)
        numbers = dict(cars.values_list("vin", "pk"))
        return Fates(items=[_fate(request, numbers.get(one.vin), one) for one in given.messages])

    return once(request, work)


def _take(call: Call, vehicle_id: UUID, given: MessageIn) -> TakenSnapshot:
    draft = SnapshotDraft(**given.model_dump(exclude={"vin"}))
    return take_telematics(scope=call.rights, car_id=vehicle_id, draft=draft, at=now())


def _fate(call: Call, vehicle_id: UUID | None, given: MessageOfCar) -> MessageFate:
    try:
        if vehicle_id is None:
            raise NotFound
        with transaction.atomic():
            taken = _take(call, vehicle_id, given)
    except Refusal as refusal:
        return MessageFate(
            external_id=given.external_id, fate="refused", code=refusal.code, detail=refused(refusal)
        )
    fate: Literal["taken", "repeated"] = "repeated" if taken.repeated else "taken"
    return MessageFate(external_id=given.external_id, fate=fate, late=taken.late, plausible=taken.plausible)
