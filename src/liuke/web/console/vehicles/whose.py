"""Whose car it is, was, and who else has to do with it; a name only where its bearer is within reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.models import Owner, Phone
from liuke.owners.queries import owners_within
from liuke.vehicles.models import Vehicle, VehicleRole
from liuke.vehicles.queries import cars_within
from liuke.web.console.vehicles import words

P = Permission


@dataclass(frozen=True)
class Person:
    """Somebody and what they are to the car. ``given`` is the role of a driver or payer.

    ``owner`` is None where the asker may not open that person's page.
    """

    name: str
    role: str
    since: dt.date | None = None
    until: dt.date | None = None
    owner: Owner | None = None
    phone: Phone | None = None
    given: VehicleRole | None = None


@dataclass(frozen=True)
class Whose:
    """``seen``: the asker may see the owners of this car. ``since``: since when it is the present owner's."""

    seen: bool
    people: Sequence[Person]
    since: dt.date | None


def reaches(rights: Scope, car: Vehicle, permission: Permission) -> bool:
    """Whether a right holds for a car that its holder sees."""
    reach = rights.reach(permission)
    if not reach or reach == rights.reach(P.SEE_VEHICLES):
        return bool(reach)
    return cars_within(rights, permission).filter(pk=car.pk).exists()


def whose(rights: Scope, car: Vehicle) -> Whose:
    """The owner, drivers and payers, then those of earlier days."""
    seen = reaches(rights, car, P.SEE_OWNERS)
    held = list(car.ownerships.select_related("owner").order_by("-from_day"))
    now = next((one for one in held if one.to_day is None), None)
    since = now.from_day if now else None
    if not seen:
        return Whose(False, (), since)
    roles = list(car.roles.exclude(role="owner").select_related("owner").order_by("-to_day", "-from_day"))
    every = {*(one.owner_id for one in held), *(one.owner_id for one in roles)}
    reached = set(owners_within(rights).filter(pk__in=every).values_list("pk", flat=True))
    phones = _phones(reached)
    names = dict(words.ROLES)
    people = [
        *(
            Person(one.owner.name, words.OWNER, one.from_day, None, one.owner, phones.get(one.owner_id))
            for one in held
            if one is now and one.owner_id in reached
        ),
        *(
            Person(
                one.owner.name,
                str(names[one.role]),
                one.from_day,
                one.to_day,
                one.owner if one.owner_id in reached else None,
                None if one.to_day else phones.get(one.owner_id),
                one,
            )
            for one in roles
        ),
        *(_earlier(one.owner, one.from_day, one.to_day, reached) for one in held if one is not now),
    ]
    return Whose(True, sorted(people, key=lambda one: one.until is not None), since)


def _earlier(owner: Owner, since: dt.date | None, until: dt.date | None, reached: set[UUID]) -> Person:
    """Somebody who has sold the car is named to those only who still have to do with them."""
    named = owner.pk in reached
    return Person(owner.name if named else "", words.EARLIER, since, until, owner if named else None)


def _phones(owners: set[UUID]) -> dict[UUID, Phone]:
    found: dict[UUID, Phone] = {}
    phones = Phone.objects.filter(owner__in=owners).exclude(state=Phone.State.WRONG)
    for phone in phones.order_by("-first", "id"):
        found.setdefault(phone.owner_id, phone)
    return found
