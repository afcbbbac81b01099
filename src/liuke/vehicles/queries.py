"""Reading cars and their history, always through somebody's scope."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from liuke.org.queries import NotFound, within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.models import Owner
from liuke.vehicles.models import OrderLine, Vehicle, Visit, WorkOrder


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
    """Owners at home in a store within reach, or with a car that is at home in one or has come to one."""
    reach = scope.reach(permission)
    owners = Owner.objects.select_related("standing")
    if reach.everywhere:
        return owners
    theirs = cars_within(scope, permission).select_related(None).filter(owner=OuterRef("pk"))
    return owners.filter(Q(within(reach, "home_store_id")) | Exists(theirs))


def owner_within(scope: Scope, owner_id: UUID, permission: Permission = Permission.SEE_OWNERS) -> Owner:
    """Raises NotFound."""
    owner = owners_within(scope, permission).filter(pk=owner_id).first()
    if owner is None:
        raise NotFound
    return owner


def owner_held(scope: Scope, owner_id: UUID, permission: Permission = Permission.CHANGE_OWNERS) -> Owner:
    """The same, locked until the transaction ends. Raises NotFound."""
    rows = owners_within(scope, permission).select_related(None).select_for_update(of=("self",))
    owner = rows.filter(pk=owner_id).first()
    if owner is None:
        raise NotFound
    return owner


def visits_within(scope: Scope) -> QuerySet[Visit]:
    """Visits to a store within reach."""
    return Visit.objects.filter(within(scope.reach(Permission.SEE_OWNERS)))


def visit_within(scope: Scope, visit_id: int) -> Visit:
    """Raises NotFound."""
    visit = visits_within(scope).filter(pk=visit_id).first()
    if visit is None:
        raise NotFound
    return visit


def orders_within(scope: Scope) -> QuerySet[WorkOrder]:
    """Work orders of a store within reach."""
    return WorkOrder.objects.filter(within(scope.reach(Permission.SEE_OWNERS)))


def order_within(scope: Scope, order_id: int) -> WorkOrder:
    """Raises NotFound."""
    order = orders_within(scope).filter(pk=order_id).first()
    if order is None:
        raise NotFound
    return order


def lines_of(order: WorkOrder) -> QuerySet[OrderLine]:
    """The lines of an order, as they came."""
    return OrderLine.objects.filter(store=order.store_id, order_no=order.order_no).order_by("id")


def of_these(cars: QuerySet[Vehicle], vins: Sequence[str]) -> QuerySet[Vehicle]:
    """Those of ``cars`` that are named, as one parameter however many there are."""
    return cars.extra(where=["vehicles_vehicle.vin = ANY(%s)"], params=[list(vins)])
