"""Reading cars and their history, always through somebody's scope."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from liuke.org.queries import NotFound, within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.models import Owner
from liuke.vehicles.models import Vehicle, Visit


def cars_within(scope: Scope, permission: Permission = Permission.SEE_OWNERS) -> QuerySet[Vehicle]:
    """Cars that are at home in a store within reach, or have come to one."""
    reach = scope.reach(permission)
    cars = Vehicle.objects.select_related("owner", "store", "outlook", "owner__standing")
    if reach.everywhere:
        return cars
    came = Visit.objects.filter(within(reach), vehicle=OuterRef("vin"))
    return cars.filter(Q(within(reach)) | Exists(came))


def car_within(scope: Scope, vehicle_id: UUID, permission: Permission = Permission.SEE_OWNERS) -> Vehicle:
    """Raises NotFound."""
    car = cars_within(scope, permission).filter(pk=vehicle_id).first()
    if car is None:
        raise NotFound
    return car


def owners_within(scope: Scope, permission: Permission = Permission.SEE_OWNERS) -> QuerySet[Owner]:
    """Owners at home in a store within reach, or with a car that is or has been there."""
    reach = scope.reach(permission)
    if reach.everywhere:
        return Owner.objects.all()
    cars = Vehicle.objects.filter(within(reach), owner__isnull=False).values("owner")
    came = Visit.objects.filter(within(reach), vehicle__owner__isnull=False).values("vehicle__owner")
    return Owner.objects.filter(Q(within(reach, "home_store_id")) | Q(pk__in=cars) | Q(pk__in=came))


def owner_within(scope: Scope, owner_id: UUID, permission: Permission = Permission.SEE_OWNERS) -> Owner:
    """Raises NotFound."""
    owner = owners_within(scope, permission).filter(pk=owner_id).first()
    if owner is None:
        raise NotFound
    return owner


def of_these(cars: QuerySet[Vehicle], vins: Sequence[str]) -> QuerySet[Vehicle]:
    """Those of ``cars`` that are named, as one parameter however many there are."""
    return cars.extra(where=["vehicles_vehicle.vin = ANY(%s)"], params=[list(vins)])
