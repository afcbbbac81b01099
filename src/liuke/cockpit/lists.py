"""The list behind a figure, in the order in which it is worth calling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from liuke.cockpit.behind import TIER_COLUMNS, Behind, vins_behind
from liuke.cockpit.places import Spot
from liuke.feeds.models import Analysis
from liuke.insight.reports.masking import masked_phone
from liuke.org.scope import Scope
from liuke.owners.queries import first_phones
from liuke.vehicles.models import Vehicle
from liuke.vehicles.queries import cars_within, of_these, with_owner

AT_STAKE = (F("outlook__stake_fen").desc(nulls_last=True), "vin")
"""What is at stake first."""


@dataclass(frozen=True)
class Row:
    """A car with its owner. ``phone`` is masked unless the list was made for an export."""

    vehicle_id: UUID
    owner_id: UUID | None
    owner_name: str
    phone: str
    plate: str
    vin: str
    series: str
    store: str
    tier: str
    delivery_day: dt.date | None
    last_visit_day: dt.date | None
    due_day: dt.date | None
    probability: float | None
    stake_yuan: float | None


def cars_behind(scope: Scope, spot: Spot, analysis: Analysis, asked: Behind) -> QuerySet[Vehicle]:
    """The cars behind a figure that the asker may see, what is at stake first."""
    cars = cars_within(scope)
    if spot.place.whole and asked.kind in TIER_COLUMNS:
        cars = cars.filter(**{f"owner__standing__{TIER_COLUMNS[asked.kind]}": asked.key})
    else:
        cars = of_these(cars, vins_behind(analysis, spot, asked))
    return cars.order_by(*AT_STAKE)


@dataclass(frozen=True)
class Part:
    """How many cars a list has, how many owners they have, and the cars of one page."""

    cars: int
    owners: int
    shown: QuerySet[Vehicle]


def part_of(cars: QuerySet[Vehicle], *, page: int, size: int) -> Part:
    """A page of ``cars_behind``, the last one where there are fewer. The list is gone through once."""
    columns = cars.order_by().values_list("pk", "owner_id", "outlook__stake_fen", "vin")
    statement, values = columns.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH cars (id, owner_id, stake_fen, vin) AS MATERIALIZED ({statement}),"
            " counts AS (SELECT count(*) AS cars, count(DISTINCT owner_id) AS owners FROM cars)"
            " SELECT cars, owners, ARRAY(SELECT id FROM cars ORDER BY stake_fen DESC NULLS LAST, vin LIMIT %s"
            " OFFSET (SELECT greatest(0, least(%s, (cars - 1) / %s * %s)) FROM counts)) FROM counts",
            [*values, size, (page - 1) * size, size, size],
        )
        count, owners, ids = cursor.fetchone()
    return Part(count, owners, _in_order(ids))


def _in_order(ids: Sequence[UUID]) -> QuerySet[Vehicle]:
    """What is at stake first."""
    return with_owner(Vehicle.objects.filter(pk__in=ids)).order_by(*AT_STAKE)


def rows_of(cars: Iterable[Vehicle], *, masked: bool) -> list[Row]:
    """The rows of some cars: one statement for them, one for the phones of their owners."""
    found = list(cars)
    numbers = first_phones({car.owner_id for car in found if car.owner_id})
    return [_row(car, numbers.get(car.owner_id) if car.owner_id else None, masked) for car in found]


def _row(car: Vehicle, phone: str | None, masked: bool) -> Row:
    outlook, owner = getattr(car, "outlook", None), car.owner
    standing = getattr(owner, "standing", None)
    return Row(
        vehicle_id=car.pk,
        owner_id=car.owner_id,
        owner_name=owner.name if owner else "",
        phone=(masked_phone(phone) if masked else phone) or "",
        plate=car.plate or "",
        vin=car.vin,
        series=car.series or "",
        store=car.store.name if car.store else "",
        tier=standing.tier if standing else "",
        delivery_day=car.delivery_day,
        last_visit_day=outlook.last_visit_day if outlook else None,
        due_day=outlook.due_day if outlook else None,
        probability=outlook.probability if outlook else None,
        stake_yuan=outlook.stake_fen / 100 if outlook and outlook.stake_fen is not None else None,
    )
