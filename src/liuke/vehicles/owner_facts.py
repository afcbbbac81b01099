"""What the history tells of owners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Min, Sum

from liuke.owners.models import Owner
from liuke.owners.rules.life_stage import Facts
from liuke.vehicles.models import Vehicle, Visit


@dataclass(frozen=True)
class History:
    """All visits of an owner's present cars, and the days that tell the stage they are in."""

    visits: int
    revenue_fen: int
    facts: Facts


def history_of(owner: Owner) -> History:
    """Visits before a car became the owner's are not theirs."""
    held = Visit.objects.extra(
        where=[
            "EXISTS (SELECT FROM vehicles_ownership AS w WHERE w.vin = vehicles_visit.vin AND w.owner_id = %s"
            " AND (w.from_day IS NULL OR vehicles_visit.day >= w.from_day)"
            " AND (w.to_day IS NULL OR vehicles_visit.day < w.to_day))"
        ],
        params=[owner.pk],
    )
    seen = held.aggregate(n=Count("pk"), fen=Sum("revenue_fen"), first=Min("day"), last=Max("day"))
    delivered = owner.vehicles.aggregate(day=Min("delivery_day"))["day"]
    return History(seen["n"], seen["fen"] or 0, Facts(delivered, seen["first"], seen["last"]))


def plates_of(owners: Iterable[UUID]) -> dict[UUID, list[str]]:
    """What the cars of some owners are called: the plate, else the end of the VIN."""
    found: dict[UUID, list[str]] = {}
    cars = Vehicle.objects.filter(owner__in=list(owners)).order_by("-delivery_day", "vin")
    for owner, plate, vin in cars.values_list("owner_id", "plate", "vin"):
        if owner:
            found.setdefault(owner, []).append(plate or f"…{vin[-6:]}")
    return found
