"""What has been found, read through the asker's scope: an owner with their cars in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from liuke.audit.queries import recently_opened
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.models import HouseholdMember, Owner, Phone
from liuke.owners.queries import owners_within
from liuke.search.finding import LAST_SIGN, MOST, Hit, find
from liuke.search.rules.typed import BETWEEN, Kind, Typed
from liuke.vehicles.models import PlateSpell, Vehicle, WorkOrder
from liuke.vehicles.queries import cars_within, orders_within

RECENT = 6
RECENT_DAYS = 30
MOST_ORDERS = 5
_LOOKED_AT = 200


@dataclass(frozen=True)
class Line:
    """An owner with the cars the asker may see, those found first; or a car alone, where there is no owner to
    show. ``phone`` is the number that was typed, else the first one; ``plates`` what was typed of plates that
    cars had in earlier days.
    """

    owner: Owner | None
    cars: tuple[Vehicle, ...]
    phone: str = ""
    household: str = ""
    plates: Mapping[UUID, str] = field(default_factory=dict)


def lines(scope: Scope, typed: Typed) -> list[Line]:
    """The best ``MOST``."""
    return read(scope, find(scope, typed), typed)[:MOST]


def recent_lines(scope: Scope, *, at: dt.datetime) -> list[Line]:
    """The owners the asker has opened last."""
    if scope.actor.id is None:
        return []
    since = at - dt.timedelta(days=RECENT_DAYS)
    opened = recently_opened(scope.actor.id, "owners.owner", since=since, most=RECENT)
    return read(scope, [Hit(UUID(one), ()) for one in opened], None)


def read(scope: Scope, hits: Collection[Hit], typed: Typed | None) -> list[Line]:
    """Those of ``hits`` that are within the asker's reach, in their order."""
    ids = [hit.owner for hit in hits if hit.owner]
    people = {one.pk: one for one in owners_within(scope).filter(pk__in=ids)} if ids else {}
    cars = _cars(scope, people, [car for hit in hits for car in hit.cars])
    phones = _phones(people, typed.text if typed and Kind.PHONE in typed.kinds else "")
    plates = _earlier_plates([car for hit in hits for car in hit.once], typed) if typed else {}
    families = _families(people) if typed and Kind.HOUSEHOLD in typed.kinds else {}
    found = []
    for hit in hits:
        owner = people.get(hit.owner) if hit.owner else None
        mine = [car for car in cars if car.pk in hit.cars or (owner and car.owner_id == owner.pk)]
        mine.sort(key=lambda car: car.pk not in hit.cars)
        if owner:
            told = (phones.get(owner.pk, ""), families.get(owner.pk, ""))
            found.append(Line(owner, tuple(mine), *told, plates))
        else:
            found += [Line(None, (car,), plates=plates) for car in mine]
    return found


def found_orders(scope: Scope, typed: Typed) -> list[WorkOrder]:
    """Orders whose number begins with what was typed, the whole number first, then the latest."""
    reach = scope.reach(Permission.SEE_VEHICLES)
    if not typed.order or not reach:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM vehicles_workorder WHERE upper(order_no) ~>=~ %(low)s"
            " AND upper(order_no) ~<~ %(high)s AND (%(all)s OR store_id = ANY(%(stores)s::uuid[]))"
            " ORDER BY upper(order_no) USING ~<~ LIMIT %(most)s",
            {
                "low": typed.order,
                "high": typed.order + LAST_SIGN,
                "all": reach.everywhere,
                "stores": sorted(reach.stores),
                "most": _LOOKED_AT,
            },
        )
        near = [pk for (pk,) in cursor.fetchall()]
    orders = orders_within(scope, Permission.SEE_VEHICLES).filter(pk__in=near) if near else []
    whole = typed.order
    return sorted(orders, key=lambda o: (o.order_no.upper() != whole, -o.day.toordinal()))[:MOST_ORDERS]


def _cars(scope: Scope, people: Collection[UUID], found: Collection[UUID]) -> list[Vehicle]:
    if not (people or found):
        return []
    mine = cars_within(scope, Permission.SEE_VEHICLES).select_related(None)
    both = mine.filter(owner__in=list(people)).union(mine.filter(pk__in=list(found)))
    return sorted(both, key=lambda car: (car.delivery_day is None, car.delivery_day, car.vin), reverse=True)


def _earlier_plates(cars: Collection[UUID], typed: Typed) -> dict[UUID, str]:
    """The latest plate of earlier days in which a word stands that was typed."""
    spells = PlateSpell.objects.filter(vehicle__in=cars).order_by("from_day") if cars else ()
    words = {typed.text, *typed.words}
    plain = ((one.vehicle_id, one.plate, BETWEEN.sub("", one.plate.lower())) for one in spells)
    return {car: plate for car, plate, bare in plain if any(word in bare for word in words)}


def _phones(people: Collection[UUID], typed: str) -> dict[UUID, str]:
    numbers: dict[UUID, str] = {}
    rows = Phone.objects.filter(owner__in=list(people)).exclude(state=Phone.State.WRONG)
    for owner, number in rows.order_by("-first", "id").values_list("owner_id", "number") if people else ():
        if owner not in numbers or (typed and number.endswith(typed)):
            numbers[owner] = number
    return numbers


def _families(people: Collection[UUID]) -> dict[UUID, str]:
    members: Any = HouseholdMember.objects.filter(owner__in=list(people))
    return dict(members.values_list("owner_id", "household__name")) if people else {}
