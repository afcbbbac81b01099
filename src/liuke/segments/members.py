"""The owners of a page of a segment, as people read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from liuke.insight.reports.masking import masked_name, masked_phone, masked_plate, masked_vin
from liuke.owners.models import Owner, Phone
from liuke.segments.models import Tagging
from liuke.segments.queries import tags_of
from liuke.vehicles.models import Vehicle


@dataclass(frozen=True)
class Member:
    """An owner with cars and tags, and what the group's own fields hold of both. Money in yuan."""

    owner_id: UUID
    name: str
    phone: str
    district: str
    store: str
    tier: str
    cars: tuple[tuple[str, str], ...]
    last_visit_day: dt.date | None
    visits_12: int | None
    spend_yuan: float | None
    risk: float | None
    stake_yuan: float | None
    tags: tuple[Tagging, ...]
    custom: Mapping[str, Any]
    cars_custom: tuple[Mapping[str, Any], ...]


def members(ids: Sequence[UUID], *, today: dt.date, phones_masked: bool, names_masked: bool) -> list[Member]:
    """In the order of ``ids``: one statement each for owners, cars, phones and tags."""
    owners = (
        Owner.objects.filter(pk__in=ids)
        .select_related("home_store", "standing")
        .prefetch_related(
            Prefetch("vehicles", Vehicle.objects.order_by("-delivery_day", "vin")),
            Prefetch("phones", Phone.objects.order_by("id")),
        )
    )
    found = {owner.pk: owner for owner in owners}
    tags = tags_of(list(found), today=today)
    return [
        _member(found[one], tags.get(one, []), phones_masked, names_masked) for one in ids if one in found
    ]


def _member(owner: Owner, tags: list[Tagging], phones_masked: bool, names_masked: bool) -> Member:
    standing = getattr(owner, "standing", None)
    phone = next((one.number for one in owner.phones.all()), "")
    cars = [(car.plate, car.vin, car.series or "") for car in owner.vehicles.all()]
    if names_masked:
        cars = [(masked_plate(plate), masked_vin(vin), series) for plate, vin, series in cars]
    return Member(
        owner_id=owner.pk,
        name=masked_name(owner.name) if names_masked else owner.name,
        phone=masked_phone(phone) if phones_masked else phone,
        district=owner.district or "",
        store=owner.home_store.name if owner.home_store else "",
        tier=standing.tier if standing else "",
        cars=tuple((plate or vin, series) for plate, vin, series in cars),
        last_visit_day=standing.last_visit_day if standing else None,
        visits_12=standing.visits_12 if standing else None,
        spend_yuan=standing.spend_12_fen / 100 if standing else None,
        risk=standing.risk if standing else None,
        stake_yuan=standing.stake_fen / 100 if standing and standing.stake_fen is not None else None,
        tags=tuple(tags),
        custom=owner.custom,
        cars_custom=tuple(car.custom for car in owner.vehicles.all()),
    )
