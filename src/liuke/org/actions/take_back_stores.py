"""Takes back stores and regions that were made for an import which is undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import CASCADE, Exists, ForeignObjectRel, OuterRef, Q, QuerySet

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor
from liuke.org.models import Region, Store

Place = TypeVar("Place", Store, Region)


@dataclass(frozen=True)
class Staying:
    """One that stays: ``by`` has changed it since; else something stands in it."""

    name: str
    by: str = ""


@transaction.atomic
def take_back_stores(*, actor: Actor, store_ids: Sequence[UUID], region_ids: Sequence[UUID]) -> list[Staying]:
    """Removes those that nobody has changed and nothing refers to; those that stay, with why."""
    staying = _take_back(Store.objects.filter(pk__in=store_ids), actor=actor, kind="store")
    return staying + _take_back(Region.objects.filter(pk__in=region_ids), actor=actor, kind="region")


def _take_back(places: QuerySet[Place], *, actor: Actor, kind: str) -> list[Staying]:
    """What goes with a place (its hours, its names in files) is no reason to keep it, nor holds it."""
    locked = list(places.order_by("pk").select_for_update())
    used = set(places.filter(_used(places.model)).values_list("pk", flat=True))
    staying, going = [], []
    for place in locked:
        changed = place.version > 1
        if changed or place.pk in used:
            staying.append(Staying(place.name, place.changed_by if changed else ""))
            continue
        going.append(place.pk)
        subject = Subject(f"org.{kind}", place.pk, place.name, place.pk if kind == "store" else None)
        record(actor=actor, verb=f"{kind}.taken_back", subject=subject, before={"name": place.name})
    places.filter(pk__in=going).delete()
    return staying


def _used(model: type[Store] | type[Region]) -> Q:
    """Whether any table has a row that refers to the place and would not go with it."""
    fields = model._meta.get_fields(include_hidden=True)
    references = [one for one in fields if isinstance(one, ForeignObjectRel)]
    conditions = [
        Q(Exists(one.related_model._base_manager.filter(**{one.field.name: OuterRef("pk")})))
        for one in references
        if one.on_delete is not CASCADE
    ]
    return reduce(or_, conditions)
