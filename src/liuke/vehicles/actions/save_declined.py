"""Notes work that an owner put off, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import record
from liuke.org.editing import assign, locked, stamp, told
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.vehicles.actions.subjects import car_subject
from liuke.vehicles.calendars.follow import follow
from liuke.vehicles.models import DeclinedWork
from liuke.vehicles.queries import car_within, of_cars_to_change


@dataclass(frozen=True)
class DeclinedDraft:
    """Work put off as a person fills it in."""

    item: str
    day: dt.date
    remind_day: dt.date
    price_fen: int | None
    note: str
    state: str = DeclinedWork.State.OPEN


@transaction.atomic
def note_declined(*, scope: Scope, car_id: UUID, draft: DeclinedDraft, at: dt.datetime) -> DeclinedWork:
    """Raises NotFound."""
    car = car_within(scope, car_id, Permission.CHANGE_VEHICLES)
    work = DeclinedWork(vehicle=car, store_id=car.store_id)
    _keep(work, draft, scope=scope, at=at)
    record(actor=scope.actor, verb="declined.noted", subject=car_subject(car), after=told(work))
    return work


@transaction.atomic
def change_declined(
    *, scope: Scope, work_id: UUID, version: int, draft: DeclinedDraft, at: dt.datetime
) -> DeclinedWork:
    """Raises NotFound, ChangedMeanwhile."""
    work = locked(of_cars_to_change(scope, DeclinedWork.objects.all()), work_id, version=version)
    before = told(work)
    _keep(work, draft, scope=scope, at=at)
    subject = car_subject(work.vehicle)
    record(actor=scope.actor, verb="declined.changed", subject=subject, before=before, after=told(work))
    return work


def _keep(work: DeclinedWork, draft: DeclinedDraft, *, scope: Scope, at: dt.datetime) -> None:
    assign(work, asdict(draft))
    stamp(work, scope=scope, at=at)
    work.save()
    follow([work.vehicle.vin], as_of=timezone.localdate(at))
