"""Work that was advised for a car and put off: list, read, note, say what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router
from pydantic import AfterValidator, ConfigDict

from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope
from liuke.org.rules.roles import Permission
from liuke.vehicles.actions.save_declined import DeclinedDraft, change_declined, note_declined
from liuke.vehicles.models import DeclinedWork
from liuke.vehicles.queries import car_within, declined_to_change
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import LEFT_OUT, Day, Fen, Line, PastDay, Text, filled, there
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer, need_unchanged
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["vehicles"])
READ, WRITE = ByKey(KeyScope.VEHICLES_READ), ByKey(KeyScope.VEHICLES_WRITE)
Item = Annotated[Line, AfterValidator(there)]
Note = Annotated[Text, Field(max_length=300)]


class DeclinedOut(Schema):
    """Work advised on ``day``; ``state``: open, done or dropped."""

    id: UUID
    version: int
    store_id: UUID | None
    item: str
    day: dt.date
    remind_day: dt.date
    price_fen: int | None
    note: str
    state: str


class Declined(Schema):
    """All work put off, the latest to be spoken of first."""

    items: list[DeclinedOut]


class DeclinedNew(Schema):
    """Work an owner has put off, and from when on to speak of it again."""

    model_config = ConfigDict(extra="forbid")

    item: Item
    day: PastDay
    remind_day: Day
    price_fen: Fen | None = None
    note: Note = ""


class DeclinedChanges(Schema):
    """What is to become different; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    item: Item = LEFT_OUT
    day: PastDay = LEFT_OUT
    remind_day: Day = LEFT_OUT
    price_fen: Fen | None = None
    note: Note = ""
    state: Literal["open", "done", "dropped"] = LEFT_OUT


def _shown(found: DeclinedWork) -> DeclinedOut:
    return filled(DeclinedOut, found)


@router.get(
    "/vehicles/{uuid:vehicle_id}/declined-work",
    url_name="api_declined_work",
    auth=READ,
    response={200: Declined, 404: Problem},
    summary=N_("Work put off for a vehicle"),
)
def declined_work(request: Call, vehicle_id: UUID) -> HttpResponse:
    """What is done and dropped too. With an ETag."""
    car = car_within(request.rights, vehicle_id, Permission.SEE_VEHICLES)
    return answer(
        request, Declined(items=[_shown(one) for one in car.declined.order_by("-remind_day", "-id")])
    )


@router.post(
    "/vehicles/{uuid:vehicle_id}/declined-work",
    url_name="api_declined_work",
    auth=WRITE,
    response={201: DeclinedOut, 404: Problem, 422: Problem, 428: Problem},
    summary=N_("Note work put off"),
)
def declined_note(request: Call, vehicle_id: UUID, given: DeclinedNew) -> HttpResponse:
    """The calendar of the car follows. Needs an Idempotency-Key."""

    def work() -> DeclinedOut:
        draft = DeclinedDraft(**given.model_dump())
        return _shown(note_declined(scope=request.rights, car_id=vehicle_id, draft=draft, at=now()))

    return once(request, work, status=201)


@router.get(
    "/vehicles/{uuid:vehicle_id}/declined-work/{uuid:work_id}",
    url_name="api_declined",
    auth=READ,
    response={200: DeclinedOut, 404: Problem},
    summary=N_("One work put off"),
)
def declined(request: Call, vehicle_id: UUID, work_id: UUID) -> HttpResponse:
    """With its ETag."""
    car = car_within(request.rights, vehicle_id, Permission.SEE_VEHICLES)
    found = car.declined.filter(pk=work_id).first()
    if found is None:
        raise NotFound
    return answer(request, _shown(found))


@router.patch(
    "/vehicles/{uuid:vehicle_id}/declined-work/{uuid:work_id}",
    url_name="api_declined",
    auth=WRITE,
    response={200: DeclinedOut, 404: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Say what became of work put off"),
)
def declined_change(request: Call, vehicle_id: UUID, work_id: UUID, changes: DeclinedChanges) -> HttpResponse:
    """Needs If-Match with the ETag of the work, and an Idempotency-Key."""

    def work() -> DeclinedOut:
        found = declined_to_change(request.rights, work_id)
        if found.vehicle_id != vehicle_id:
            raise NotFound
        need_unchanged(request, _shown(found))
        values = {one.name: getattr(found, one.name) for one in fields(DeclinedDraft)}
        draft = DeclinedDraft(**values | changes.model_dump(exclude_unset=True))
        changed = change_declined(
            scope=request.rights, work_id=work_id, version=found.version, draft=draft, at=now()
        )
        return _shown(changed)

    return once(request, work)
