"""Takes in what a car says of itself: mileage, battery, how it is driven."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.odometer import LIMIT_KM
from liuke.values.refusal import Refusal
from liuke.vehicles.calendars.one_car import daily, readings_of
from liuke.vehicles.jobs import ask_to_follow_imports
from liuke.vehicles.models import StaleCar, TelematicsSnapshot, Vehicle
from liuke.vehicles.queries import car_within
from liuke.vehicles.rules.odometer import Reading, implausible

OLDEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
CLOCK_SLACK = dt.timedelta(minutes=5)
"""So far the clock of a car may be ahead of ours."""
LIMITS: Mapping[str, tuple[int, int]] = {
    "odometer_km": (0, LIMIT_KM),
    "battery_percent": (0, 100),
    "battery_health_percent": (0, 100),
    "range_km": (0, 3_000),
}
MOST_HABITS = 40
LARGEST = 1e12
_HABIT = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ID = re.compile(r"[\x21-\x7e]{1,100}")


class MomentNotPossible(Refusal):
    code = "moment_not_possible"
    sentence = "%(at)s is still to come, or before 1990. Check the clock and the time zone of the sender."


class FigureNotPossible(Refusal):
    code = "figure_not_possible"
    sentence = "“%(name)s” is %(value)s. It must lie between %(low)s and %(high)s."


class NothingTold(Refusal):
    code = "nothing_told"
    sentence = "The message holds no figure. Send mileage, battery, range or habits."


class HabitsNotReadable(Refusal):
    code = "habits_not_readable"
    sentence = "Habits are at most 40 numbers; names have small letters, digits and _ only, not “%(name)s”."


class MessageNumberNotReadable(Refusal):
    code = "message_number_not_readable"
    sentence = "The number of a message has 1 to 100 letters, digits and marks, and no blanks."


class MessageToldOtherwise(Refusal):
    code = "message_told_otherwise"
    sentence = (
        "Message %(external_id)s has come before with other content; the first one is kept. Send a "
        "correction under a number and a moment of its own."
    )


class MomentToldOtherwise(Refusal):
    code = "moment_told_otherwise"
    sentence = "The car has already sent other figures for %(at)s; those are kept."


@dataclass(frozen=True)
class SnapshotDraft:
    """A message of a car. ``external_id`` is the sender's own number of it; a moment without zone is ours."""

    external_id: str
    at: dt.datetime
    odometer_km: int | None = None
    battery_percent: int | None = None
    battery_health_percent: int | None = None
    range_km: int | None = None
    habits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class TakenSnapshot:
    """``repeated``: it was there already, nothing has changed. ``late``: newer ones were there before it.

    ``plausible`` is False where the mileage contradicts the other readings: it is kept and not believed.
    """

    snapshot: TelematicsSnapshot
    repeated: bool
    late: bool
    plausible: bool


@transaction.atomic
def take_telematics(*, scope: Scope, car_id: UUID, draft: SnapshotDraft, at: dt.datetime) -> TakenSnapshot:
    """Messages come in any order and more than once; the calendar of the car follows in a job.

    The snapshot names its sender and is not told a second time by the audit trail. Raises NotFound,
    MomentNotPossible, FigureNotPossible, NothingTold, HabitsNotReadable, MessageNumberNotReadable,
    MessageToldOtherwise, MomentToldOtherwise.
    """
    moment = draft.at if timezone.is_aware(draft.at) else timezone.make_aware(draft.at)
    _check(draft, moment, at)
    car = car_within(scope, car_id, Permission.CHANGE_VEHICLES)
    sent = TelematicsSnapshot(
        vehicle=car,
        at=moment,
        source=scope.actor.name,
        external_id=draft.external_id,
        taken_at=at,
        habits=dict(draft.habits),
        **{name: getattr(draft, name) for name in LIMITS},
    )
    late = car.snapshots.filter(at__gt=moment).exists()
    try:
        with transaction.atomic():
            sent.save()
    except IntegrityError as error:
        if not isinstance(error.__cause__, psycopg.errors.UniqueViolation):
            raise
        kept = _first_one(sent)
        return TakenSnapshot(kept, True, late, _plausible(car, kept))
    if sent.odometer_km is not None:
        StaleCar.objects.create(vin=car.vin)
        ask_to_follow_imports()
    return TakenSnapshot(sent, False, late, _plausible(car, sent))


def _check(draft: SnapshotDraft, moment: dt.datetime, at: dt.datetime) -> None:
    if not _ID.fullmatch(draft.external_id):
        raise MessageNumberNotReadable
    if not OLDEST <= moment <= at + CLOCK_SLACK:
        raise MomentNotPossible(at=moment.isoformat(timespec="minutes"))
    told = {name: value for name in LIMITS if (value := getattr(draft, name)) is not None}
    for name, value in told.items():
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise FigureNotPossible(name=name, value=value, low=low, high=high)
    if not told and not draft.habits:
        raise NothingTold
    for number, (name, value) in enumerate(draft.habits.items()):
        if number >= MOST_HABITS or not _HABIT.fullmatch(name) or not _is_figure(value):
            raise HabitsNotReadable(name=name[:40])


def _is_figure(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and -LARGEST <= value <= LARGEST  # type: ignore[operator]


def _first_one(sent: TelematicsSnapshot) -> TelematicsSnapshot:
    """The row that is in the way, where it says the same."""
    same = Q(external_id=sent.external_id) | Q(vehicle=sent.vehicle_id, at=sent.at)
    rows = {row.external_id: row for row in TelematicsSnapshot.objects.filter(same, source=sent.source)}
    kept = rows.get(sent.external_id)
    if kept is None:
        [other] = rows.values()
        if _content(other) != _content(sent):
            raise MomentToldOtherwise(at=timezone.localtime(sent.at).strftime("%Y-%m-%d %H:%M"))
        return other
    if _content(kept) != _content(sent):
        raise MessageToldOtherwise(external_id=sent.external_id)
    return kept


def _content(row: TelematicsSnapshot) -> tuple[object, ...]:
    return (row.vehicle_id, row.at, row.habits, *(getattr(row, name) for name in LIMITS))


def _plausible(car: Vehicle, kept: TelematicsSnapshot) -> bool:
    if kept.odometer_km is None:
        return True
    mine = Reading(timezone.localdate(kept.at), kept.odometer_km)
    others = [one for one in daily(readings_of(car)) if one.day != mine.day]
    return mine not in implausible([*others, mine])
