"""Reading cars and their history, always through somebody's scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    Model,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    When,
)
from django.db.models.functions import Coalesce, Reverse

from liuke.org.queries import NotFound, within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal
from liuke.vehicles.models import (
    Calendar,
    CarModel,
    DeclinedWork,
    ModelSpelling,
    OrderLine,
    PlateSpell,
    Policy,
    Vehicle,
    VehicleRole,
    Visit,
    WorkOrder,
)
from liuke.vehicles.rules.spelling import model_of

Row = TypeVar("Row", bound=Model)
DUE_DAYS = (7, 30, 60, 90)


class EarlierOwnersPolicy(Refusal):
    code = "earlier_owners_policy"
    sentence = (
        "This policy ended before the car came to its present owner and stays as it is. "
        "If only its days are wrong, enter it anew with the right ones."
    )


def cars_within(scope: Scope, permission: Permission = Permission.SEE_OWNERS) -> QuerySet[Vehicle]:
    """Cars that are at home in a store within reach, or have come to one."""
    return with_owner(_reached(scope, permission))


def with_owner(cars: QuerySet[Vehicle]) -> QuerySet[Vehicle]:
    """Cars read together with owner, standing, store and outlook."""
    return cars.select_related("owner", "store", "outlook", "owner__standing")


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


def owner_since(car: Vehicle) -> dt.date | None:
    """Since when a car is its present owner's; None: from the beginning, or nobody's."""
    return car.ownerships.filter(to_day=None).values_list("from_day", flat=True).first()


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
    """Cars within reach that match, the next date first; of one day those with most at stake.

    Where something was typed, those that had such a plate in earlier days (``once``) come after all others.
    """
    cars = cars_within(scope, Permission.SEE_VEHICLES).select_related("calendar")
    first: tuple[OrderBy, ...] = ()
    if filters.typed:
        cars = _typed(cars, filters.typed)
        first = (F("once").asc(nulls_first=True),)
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
    stake = F("outlook__stake_fen").desc(nulls_last=True)
    return cars.order_by(*first, F("calendar__next_day").asc(nulls_last=True), stake, "vin")


def due_by_kind(scope: Scope, *, days: int, as_of: dt.date) -> dict[str, int]:
    """How many cars are to be spoken to within so many days, by what fits their date."""
    cars = _reached(scope, Permission.SEE_VEHICLES).order_by()
    due = cars.filter(calendar__next_day__lte=as_of + dt.timedelta(days=days))
    kinds = due.annotate(kind=Func(F("calendar__next_kinds"), function="unnest", output_field=TextField()))
    return dict(kinds.values_list("kind").annotate(Count("pk")))


def _typed(cars: QuerySet[Vehicle], typed: str) -> QuerySet[Vehicle]:
    bare = typed.upper().replace("·", "").replace(" ", "")
    now = Q(plate__contains=bare) | Q(vin__in=_by_suffix(bare))
    spells = PlateSpell.objects.filter(plate__contains=bare)
    once = spells.filter(vehicle=OuterRef("pk")).order_by("-from_day").values("plate")[:1]
    found = cars.filter(now | Q(pk__in=spells.values("vehicle")))
    return found.annotate(once=Case(When(now, then=None), default=Subquery(once)))


def _by_suffix(typed: str) -> QuerySet[Vehicle, str]:
    turned = Vehicle.objects.annotate(turned=Reverse("vin")).filter(turned__startswith=typed[::-1])
    return turned.values_list("vin", flat=True)


def series_within(scope: Scope) -> list[str]:
    """The series there are cars of, by name."""
    cars = _reached(scope, Permission.SEE_VEHICLES).exclude(series=None)
    return sorted({name for name in cars.order_by().values_list("series", flat=True).distinct() if name})


def policy_to_change(scope: Scope, policy_id: UUID) -> Policy:
    """Raises NotFound, EarlierOwnersPolicy."""
    policy = _found(of_cars_to_change(scope, Policy.objects.select_related("vehicle")), policy_id)
    not_an_earlier_owners(policy)
    return policy


def not_an_earlier_owners(policy: Policy) -> None:
    """Nobody reads an earlier owner's insurer and number, and moving its days would show them.

    Raises EarlierOwnersPolicy.
    """
    since = owner_since(policy.vehicle)
    if since and policy.to_day < since:
        raise EarlierOwnersPolicy


def declined_to_change(scope: Scope, work_id: UUID) -> DeclinedWork:
    """Raises NotFound."""
    return _found(of_cars_to_change(scope, DeclinedWork.objects.select_related("vehicle")), work_id)


def role_to_change(scope: Scope, role_id: UUID) -> VehicleRole:
    """A driver's or payer's role. Raises NotFound."""
    rows = VehicleRole.objects.exclude(role=VehicleRole.Role.OWNER)
    return _found(of_cars_to_change(scope, rows), role_id)


def _found(rows: QuerySet[Row], row_id: UUID) -> Row:
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class SpeltCars:
    """Cars whose words mean no model of the catalogue."""

    brand: str | None
    series: str | None
    model: str | None
    energy: str | None
    cars: int


def cars_without_model(*, most: int = 50) -> list[SpeltCars]:
    """The spellings of the whole group that mean no model yet, those of most cars first."""
    known = dict.fromkeys(ModelSpelling.objects.values_list("key", flat=True), True)
    spelt = Vehicle.objects.order_by().values_list("brand", "series", "model", "energy")
    counted = spelt.annotate(cars=Count("pk")).order_by("-cars", "brand", "series", "model")
    found = (SpeltCars(*row) for row in counted)
    missing = (
        one for one in found if model_of(known, brand=one.brand, series=one.series, model=one.model) is None
    )
    return list(islice(missing, most))


def models_with_cars() -> QuerySet[CarModel]:
    """The catalogue with ``cars``, by name."""
    cars = Calendar.objects.filter(car_model=OuterRef("pk")).order_by().values("car_model")
    counted = cars.annotate(n=Count("pk")).values("n")
    return CarModel.objects.annotate(cars=Coalesce(Subquery(counted), 0)).order_by("brand", "series", "model")
