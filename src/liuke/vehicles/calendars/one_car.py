"""What the rules need to know of one car, read for its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, Q

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
    declined: Sequence[DeclinedWork] | None = None,
) -> tuple[CarModel | None, CarFacts]:
    """The model of a car, and its facts; ``told``, ``policies`` and ``declined`` where all are at hand."""
    car_model, terms = catalogue.terms_for(car.brand, car.series, car.model, car.energy, as_of=as_of)
    ends: Iterable[tuple[str, dt.date]] = (
        Policy.objects.filter(vehicle=car, cancelled=False).values_list("kind").annotate(Max("to_day"))
    )
    if policies is not None:
        ends = sorted(((one.kind, one.to_day) for one in policies if not one.cancelled), key=lambda e: e[1])
    works = DeclinedWork.objects.filter(vehicle=car) if declined is None else declined
    return car_model, CarFacts(
        terms=terms,
        delivery_day=car.delivery_day,
        invoice_day=car.invoice_day,
        registered_day=car.registered_day,
        use=car.use,
        on_site_only=car.on_site_only,
        inspected_until=car.inspected_until,
        readings=daily(readings_of(car) if told is None else told),
        service=last_service(car),
        policies=dict(ends),
        declined=min((one.remind_day for one in works if one.state == DeclinedWork.State.OPEN), default=None),
    )


def last_service(car: Vehicle) -> dt.date | None:
    """The day of the last maintenance that was not cancelled."""
    done = WorkOrder.objects.filter(vehicle=car).filter(~Q(status__in=NOT_DONE) | Q(status=None))
    found = done.extra(where=["kinds & %s > 0"], params=[BITS["maintenance"]])
    return found.order_by("-day").values_list("day", flat=True).first()


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
