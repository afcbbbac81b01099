"""X1 The calendar of one car 车辆日历: every dated item, and the one next best date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from liuke.vehicles.law.tables import inspection_laws, warranty_terms
from liuke.vehicles.rules.default_plans import PlanTerms
from liuke.vehicles.rules.energy import PLUGGED
from liuke.vehicles.rules.inspection import Inspection, next_inspection
from liuke.vehicles.rules.maintenance import Due, due_of
from liuke.vehicles.rules.next_date import Dated, NextDate, next_date
from liuke.vehicles.rules.odometer import Mileage, Reading, mileage_of
from liuke.vehicles.rules.warranty import end_of, term_of


@dataclass(frozen=True)
class Terms:
    """What holds for cars of a model: its energy, regular service, pace, and its maker's own warranty."""

    energy: str | None
    main: PlanTerms | None
    prior: float
    warranty_months: int | None = None
    warranty_km: int | None = None
    battery_months: int | None = None
    battery_km: int | None = None


@dataclass(frozen=True)
class CarFacts:
    """What is known of one car. ``readings``: one a day. ``service``: day of the last maintenance."""

    terms: Terms
    delivery_day: dt.date | None = None
    invoice_day: dt.date | None = None
    registered_day: dt.date | None = None
    use: str = "private"
    on_site_only: bool = False
    inspected_until: dt.date | None = None
    readings: Sequence[Reading] = ()
    service: dt.date | None = None
    policies: Mapping[str, dt.date] = field(default_factory=dict)
    declined: dt.date | None = None


@dataclass(frozen=True)
class CarCalendar:
    """Deadlines by kind where there are any; ``maintenance`` and ``inspection`` in full."""

    mileage: Mileage
    flagged: frozenset[Reading]
    maintenance: Due | None
    inspection: Inspection | None
    days: Mapping[str, dt.date]
    next: NextDate | None


def calendar_of(car: CarFacts, as_of: dt.date) -> CarCalendar:
    """The same as ``calendars/sql`` works out for all cars at once."""
    mileage, flagged = mileage_of(car.readings, delivery_day=car.delivery_day, prior=car.terms.prior)
    believed = {one.day: one.km for one in car.readings if one not in flagged}
    maintenance = due_of(
        car.terms.main,
        mileage=mileage,
        delivery_day=car.delivery_day,
        service=(car.service, believed.get(car.service)) if car.service else None,
        as_of=as_of,
    )
    inspection = next_inspection(
        inspection_laws().get(car.use, ()),
        registered=car.registered_day or car.delivery_day,
        on_site_only=car.on_site_only,
        inspected_until=car.inspected_until,
        as_of=as_of,
    )
    days = {
        "maintenance": maintenance.day if maintenance else None,
        "inspection": inspection.day if inspection else None,
        "declined": car.declined,
        **car.policies,
        **warranties(car, mileage),
    }
    told = {kind: day for kind, day in days.items() if day is not None}
    items = [_dated(kind, day, maintenance) for kind, day in told.items()]
    return CarCalendar(mileage, frozenset(flagged), maintenance, inspection, told, next_date(items, as_of))


def warranties(car: CarFacts, mileage: Mileage) -> dict[str, dt.date | None]:
    """The ends of 三包, warranty and battery warranty: the maker's terms, at least the law's."""
    start, terms, law = car.invoice_day or car.delivery_day, car.terms, warranty_terms()
    own = {
        "guarantee": (None, None),
        "warranty": (terms.warranty_months, terms.warranty_km),
        "battery": (terms.battery_months, terms.battery_km),
    }
    applies = {
        "guarantee": car.use == "private",
        "warranty": car.use == "private",
        "battery": terms.energy in PLUGGED,
    }
    found: dict[str, dt.date | None] = {}
    for kind, (months, km) in own.items():
        least = term_of(law[kind], start) if applies[kind] else None
        found[kind] = end_of(
            start=start,
            months=_longest(months, least.months if least else None),
            km=_longest(km, least.km if least else None),
            mileage=mileage,
        )
    return found


def _longest(own: int | None, least: int | None) -> int | None:
    given = [one for one in (own, least) if one is not None]
    return max(given) if given else None


def _dated(kind: str, day: dt.date, maintenance: Due | None) -> Dated:
    if kind == "maintenance" and maintenance is not None:
        return Dated(kind, day, maintenance.early, maintenance.late)
    return Dated(kind, day)
