"""Reading cars and their history, always through somebody's scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Reverse

from liuke.org.queries import NotFound, within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.models import Owner
from liuke.vehicles.models import OrderLine, PlateSpell, Vehicle, Visit, WorkOrder

Row = TypeVar("Row", bound=Model)
DUE_DAYS = (7, 30, 60, 90)


def cars_within(scope: Scope, permission: Permission = Permission.SEE_OWNERS) -> QuerySet[Vehicle]:
    """Cars that are at home in a store within reach, or have come to one."""
    return _reached(scope, permission).select_related("owner", "store", "outlook", "owner__standing")


def cars_to_change(scope: Scope) -> QuerySet[Vehicle]:
    """Cars that somebody may change."""
    return _reached(scope, Permission.CHANGE_VEHICLES)


def of_cars_to_change(scope: Scope, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of ``rows`` that hang on such a car."""
    return rows.filter(vehicle__in=cars_to_change(scope).values("pk"))


def _reached(scope: Scope, permission: Permission) -> QuerySet[Vehicle]:
    reach = scope.reach(permission)
    if reach.everywhere:
        return Vehicle.objects.all()
    came = Visit.objects.filter(within(reach), vehicle=OuterRef("vin"))
    return Vehicle.objects.filter(Q(within(reach)) | Exists(came))


def car_within(scope: Scope, vehicle_id: UUID, permission: Permission = Permission.SEE_OWNERS) -> Vehicle:
    """Raises NotFound."""
    car = cars_within(scope, permission).filter(pk=vehicle_id).first()
    if car is None:
        raise NotFound
    return car


def visits_within(scope: Scope) -> QuerySet[Visit]:
    """Visits to a store within reach."""
    return Visit.objects.filter(within(scope.reach(Permission.SEE_OWNERS)))


def visit_within(scope: Scope, visit_id: int) -> Visit:
    """Raises NotFound."""
    visit = visits_within(scope).filter(pk=visit_id).first()
    if visit is None:
        raise NotFound
    return visit


def orders_within(scope: Scope, permission: Permission = Permission.SEE_OWNERS) -> QuerySet[WorkOrder]:
    """Work orders of a store within reach."""
    return WorkOrder.objects.filter(within(scope.reach(permission))).select_related("vehicle", "store")


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


@dataclass(frozen=True)
class CarFilters:
    """What somebody looks for. ``typed``: part of a plate, now or once, or the end of a VIN."""

    typed: str = ""
    store_id: UUID | None = None
    series: str = ""
    kind: str = ""
    due_days: int | None = None
    differs: bool = False


def listed_cars(scope: Scope, filters: CarFilters, *, as_of: dt.date) -> QuerySet[Vehicle]:
    """Cars within reach that match, whose next date comes first leading."""
    cars = cars_within(scope, Permission.SEE_VEHICLES).select_related("calendar")
    if filters.typed:
        cars = cars.filter(_typed(filters.typed))
    if filters.store_id:
        cars = cars.filter(store_id=filters.store_id)
    if filters.series:
        cars = cars.filter(series=filters.series)
    if filters.kind:
        cars = cars.filter(calendar__next_kinds__contains=[filters.kind])
    if filters.due_days is not None:
        cars = cars.filter(calendar__next_day__lte=as_of + dt.timedelta(days=filters.due_days))
    if filters.differs:
        cars = cars.exclude(told={})
    return cars.order_by(F("calendar__next_day").asc(nulls_last=True), "vin")


def _typed(typed: str) -> Q:
    bare = typed.upper().replace("·", "").replace(" ", "")
    once = PlateSpell.objects.filter(plate__contains=bare, vehicle=OuterRef("pk"))
    return Q(plate__contains=bare) | Q(vin__in=_by_suffix(bare)) | Q(Exists(once))


def _by_suffix(typed: str) -> QuerySet[Vehicle, str]:
    turned = Vehicle.objects.annotate(turned=Reverse("vin")).filter(turned__startswith=typed[::-1])
    return turned.values_list("vin", flat=True)


def series_within(scope: Scope) -> list[str]:
    """The series there are cars of, by name."""
    cars = _reached(scope, Permission.SEE_VEHICLES).exclude(series=None)
    return sorted({name for name in cars.order_by().values_list("series", flat=True).distinct() if name})


def owners_in_reach(scope: Scope, owner_ids: Iterable[UUID]) -> set[UUID]:
    """Of some owners those whom somebody may see: at home in a store within reach, or with a car there."""
    wanted, reach = list(owner_ids), scope.reach(Permission.SEE_OWNERS)
    home = Owner.objects.filter(within(reach, "home_store_id"), pk__in=wanted).values_list("pk", flat=True)
    held = _reached(scope, Permission.SEE_OWNERS).filter(owner__in=wanted).values_list("owner_id", flat=True)
    return {*home, *(one for one in held if one)} if reach else set()
