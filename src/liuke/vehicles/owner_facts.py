"""What the history tells of owners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Min

from liuke.owners.models import Owner
from liuke.owners.rules.life_stage import Facts
from liuke.vehicles.models import Vehicle


@dataclass(frozen=True)
class History:
    """All visits of an owner's present cars, and the days that tell the stage they are in."""

    visits: int
    revenue_fen: int
    facts: Facts


def history_of(owner: Owner) -> History:
    """Visits before a car became the owner's are not theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(v.revenue_fen), 0)::bigint, min(v.day), max(v.day)"
            " FROM vehicles_ownership AS w JOIN vehicles_visit AS v ON v.vin = w.vin"
            " AND (w.from_day IS NULL OR v.day >= w.from_day) AND (w.to_day IS NULL OR v.day < w.to_day)"
            " WHERE w.owner_id = %s",
            [owner.pk],
        )
        [(visits, fen, first, last)] = cursor.fetchall()
    delivered = owner.vehicles.aggregate(day=Min("delivery_day"))["day"]
    return History(visits, fen, Facts(delivered, first, last))


def plates_of(owners: Iterable[UUID]) -> dict[UUID, list[str]]:
    """What the cars of some owners are called: the plate, else the end of the VIN."""
    found: dict[UUID, list[str]] = {}
    cars = Vehicle.objects.filter(owner__in=list(owners)).order_by("-delivery_day", "vin")
    for owner, plate, vin in cars.values_list("owner_id", "plate", "vin"):
        if owner:
            found.setdefault(owner, []).append(plate or f"…{vin[-6:]}")
    return found
