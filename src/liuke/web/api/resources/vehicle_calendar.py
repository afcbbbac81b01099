"""The calendar of a car and its odometer."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Router
from pydantic import ConfigDict

from liuke.org.rules.key_scopes import KeyScope
from liuke.org.rules.roles import Permission
from liuke.vehicles.actions.note_reading import ReadingDraft, note_reading
from liuke.vehicles.calendars.one_car import facts_of, readings_of
from liuke.vehicles.calendars.terms import read_catalogue
from liuke.vehicles.queries import car_within
from liuke.vehicles.rules.car_calendar import calendar_of
from liuke.vehicles.rules.odometer import Reading
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Kilometres, PastDay
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["vehicles"])
READ, WRITE = ByKey(KeyScope.VEHICLES_READ), ByKey(KeyScope.READINGS_WRITE)


class Item(Schema):
    """Something dated about a car: maintenance, inspection, compulsory and commercial insurance, warranty,
    guarantee (三包), battery warranty, declined work. ``early`` and ``late``: where the day is a guess.
    """

    kind: str
    day: dt.date
    early: dt.date | None = None
    late: dt.date | None = None


class CalendarOut(Schema):
    """The items of a car and the one next best date for all that fit it; ``next_kinds``: the one that sets
    the date leads. ``km_expected`` on ``as_of``.
    """

    vehicle_id: UUID
    as_of: dt.date
    items: list[Item]
    next_day: dt.date | None
    next_kinds: list[str]
    inspection_on_site: bool | None
    km_per_day: float
    km_expected: int | None
    km_low: int | None
    km_high: int | None


class ReadingIn(Schema):
    """What an odometer says on a day."""

    model_config = ConfigDict(extra="forbid")

    day: PastDay
    km: Kilometres
    sure: Annotated[bool, Field(description="it is right although it contradicts another one")] = False


class ReadingOut(Schema):
    """A reading; ``source``: hand, order or car. ``plausible`` false: others contradict it."""

    day: dt.date
    km: int
    source: str
    plausible: bool


class Readings(Schema):
    """All readings, the oldest first."""

    items: list[ReadingOut]


@router.get(
    "/vehicles/{uuid:vehicle_id}/calendar",
    url_name="api_vehicle_calendar",
    auth=READ,
    response={200: CalendarOut, 404: Problem},
    summary=N_("The calendar of a vehicle"),
)
def vehicle_calendar(request: Call, vehicle_id: UUID) -> HttpResponse:
    """Worked out now, by the law and the maker's plan. With an ETag."""
    car = car_within(request.rights, vehicle_id, Permission.SEE_VEHICLES)
    as_of = timezone.localdate(now())
    _, facts = facts_of(car, read_catalogue(), as_of=as_of)
    found = calendar_of(facts, as_of)
    due, expected = found.maintenance, found.mileage.at(as_of)
    items = [
        Item(kind=kind, day=day, early=due.early, late=due.late)
        if kind == "maintenance" and due
        else Item(kind=kind, day=day)
        for kind, day in sorted(found.days.items(), key=lambda one: (one[1], one[0]))
    ]
    return answer(
        request,
        CalendarOut(
            vehicle_id=car.pk,
            as_of=as_of,
            items=items,
            next_day=found.next.day if found.next else None,
            next_kinds=list(found.next.kinds) if found.next else [],
            inspection_on_site=found.inspection.on_site if found.inspection else None,
            km_per_day=found.mileage.per_day,
            km_low=expected[0] if expected else None,
            km_expected=expected[1] if expected else None,
            km_high=expected[2] if expected else None,
        ),
    )


@router.get(
    "/vehicles/{uuid:vehicle_id}/readings",
    url_name="api_vehicle_readings",
    auth=READ,
    response={200: Readings, 404: Problem},
    summary=N_("The odometer readings of a vehicle"),
)
def vehicle_readings(request: Call, vehicle_id: UUID) -> HttpResponse:
    """Of orders, by hand, from the car. With an ETag."""
    return answer(request, _readings(request, vehicle_id))


@router.post(
    "/vehicles/{uuid:vehicle_id}/readings",
    url_name="api_vehicle_readings",
    auth=WRITE,
    response={201: Readings, 404: Problem, 409: Problem, 422: Problem, 428: Problem},
    summary=N_("Send a reading"),
)
def vehicle_reading(request: Call, vehicle_id: UUID, given: ReadingIn) -> HttpResponse:
    """A second one of a day takes the place of the first; one that contradicts others is a 409 unless it is
    ``sure``. Needs an Idempotency-Key.
    """

    def work() -> Readings:
        draft = ReadingDraft(**given.model_dump())
        note_reading(scope=request.rights, car_id=vehicle_id, draft=draft, at=now())
        return _readings(request, vehicle_id)

    return once(request, work, status=201)


def _readings(call: Call, vehicle_id: UUID) -> Readings:
    car = car_within(call.rights, vehicle_id, Permission.SEE_VEHICLES)
    as_of = timezone.localdate(now())
    _, facts = facts_of(car, read_catalogue(), as_of=as_of)
    flagged = calendar_of(facts, as_of).flagged
    return Readings(
        items=[
            ReadingOut(
                day=one.day, km=one.km, source=one.source, plausible=Reading(one.day, one.km) not in flagged
            )
            for one in readings_of(car)
            if one.km is not None
        ]
    )
