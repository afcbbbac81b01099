"""What the rules need to know of one car, read for its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Max, OuterRef, Q, Subquery

from liuke.values.visit_kind import BITS
from liuke.vehicles.calendars.terms import Catalogue
from liuke.vehicles.models import CarModel, DeclinedWork, Policy, Vehicle, WorkOrder
from liuke.vehicles.rules.car_calendar import CarFacts
from liuke.vehicles.rules.odometer import Reading

NOT_DONE = ("open", "cancelled")


@dataclass(frozen=True)
class Told:
    """One reading as somebody told it. ``km`` None: set aside; ``said_km`` is what the order says."""

    day: dt.date
    km: int | None
    source: str
    order_id: int | None = None
    order_no: str = ""
    said_km: int | None = None
    reason: str = ""
    by: str = ""

    @property
    def corrected(self) -> bool:
        return self.source == "order" and bool(self.by)


def facts_of(
    car: Vehicle,
    catalogue: Catalogue,
    *,
    as_of: dt.date,
    told: Sequence[Told] | None = None,
    policies: Sequence[Policy] | None = None,
) -> tuple[CarModel | None, CarFacts]:
    """The model of a car, and its facts; ``told`` and ``policies`` where they are at hand."""
    car_model, terms = catalogue.terms_for(car.brand, car.series, car.model, car.energy, as_of=as_of)
    ends: Iterable[tuple[str, dt.date]] = (
        Policy.objects.filter(vehicle=car, cancelled=False).values_list("kind").annotate(Max("to_day"))
    )
    if policies is not None:
        ends = sorted(((one.kind, one.to_day) for one in policies if not one.cancelled), key=lambda e: e[1])
    served, reminded = _last_service_and_reminder(car)
    return car_model, CarFacts(
        terms=terms,
        delivery_day=car.delivery_day,
        invoice_day=car.invoice_day,
        registered_day=car.registered_day,
        use=car.use,
        on_site_only=car.on_site_only,
        inspected_until=car.inspected_until,
        readings=daily(readings_of(car) if told is None else told),
        service=served,
        policies=dict(ends),
        declined=reminded,
    )


def _last_service_and_reminder(car: Vehicle) -> tuple[dt.date | None, dt.date | None]:
    """The day of the last maintenance that was not cancelled, and when open declined work is first due."""
    done = WorkOrder.objects.filter(vehicle=OuterRef("vin")).filter(~Q(status__in=NOT_DONE) | Q(status=None))
    served = done.annotate(maintenance=F("kinds").bitand(BITS["maintenance"])).filter(maintenance__gt=0)
    open_work = DeclinedWork.objects.filter(vehicle=OuterRef("pk"), state=DeclinedWork.State.OPEN)
    found: tuple[dt.date | None, dt.date | None] = Vehicle.objects.values_list(
        Subquery(served.order_by("-day").values("day")[:1]),
        Subquery(open_work.order_by("remind_day").values("remind_day")[:1]),
    ).get(pk=car.pk)
    return found


def readings_of(car: Vehicle) -> list[Told]:
    """Everything anybody told of the odometer, the oldest first."""
    orders = (
        Told(
            day=order.day,
            km=order.correction.km if hasattr(order, "correction") else order.odometer_km,
            source="order",
            order_id=order.pk,
            order_no=order.order_no,
            said_km=order.odometer_km,
            reason=order.correction.reason if hasattr(order, "correction") else "",
            by=order.correction.by if hasattr(order, "correction") else "",
        )
        for order in WorkOrder.objects.filter(vehicle=car)
        .filter(Q(odometer_km__isnull=False) | Q(correction__isnull=False))
        .select_related("correction")
    )
    hand = (
        Told(one.day, one.km, "hand", reason=one.reason, by=one.by) for one in car.readings.filter(order=None)
    )
    sent = (
        Told(moment, km, "car")
        for moment, km in car.snapshots.filter(odometer_km__isnull=False)
        .values_list("at__year", "at__month")
        .annotate(day=Max("at__date"), km=Max("odometer_km"))
        .values_list("day", "km")
    )
    return sorted((*orders, *hand, *sent), key=lambda one: (one.day, one.km or 0))


def daily(told: Iterable[Told]) -> list[Reading]:
    """One reading a day: what was read by hand, else the highest."""
    found: dict[dt.date, tuple[bool, int]] = {}
    for one in told:
        if one.km is not None:
            found[one.day] = max(found.get(one.day, (False, -1)), (one.source == "hand", one.km))
    return sorted(Reading(day, km) for day, (_, km) in found.items())
