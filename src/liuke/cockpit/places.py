"""G1 The places a board can be about, as far as somebody's rights reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from liuke.feeds.places import Place
from liuke.org.models import Region, Store
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.reach import Reach


@dataclass(frozen=True)
class Spot:
    """The group (``name`` empty), a region or a store, and what it is called in the star."""

    name: str
    place: Place

    @property
    def kind(self) -> str:
        if self.place.whole:
            return "group"
        return "region" if self.place.region_id else "store"

    def concerns(self, problem: Mapping[str, Any]) -> bool:
        """Whether a problem of the group may be told here: not one of another store."""
        store = problem["slice"].get("store")
        return self.place.whole or store is None or store in self.place.stores

    @property
    def key(self) -> str:
        """How addresses name it: ``group``, ``region-<id>``, ``store-<id>``."""
        return "group" if self.place.whole else f"{self.kind}-{self.place.region_id or self.place.store_id}"


def spots_within(scope: Scope) -> list[Spot]:
    """Widest first. A region is within reach when all its stores are."""
    reach = scope.reach(Permission.SEE_BOARD)
    stores = [row for row in Store.objects.order_by("pinyin", "id") if row.pk in reach]
    spots = [Spot("", Place(None, None, tuple(store.name for store in stores)))] if reach.everywhere else []
    spots += _regions(stores, reach)
    return spots + [Spot(store.name, Place(None, store.pk, (store.name,))) for store in stores]


def _regions(stores: list[Store], reach: Reach) -> list[Spot]:
    members: dict[UUID, list[str]] = {}
    for store in stores:
        if store.region_id is not None:
            members.setdefault(store.region_id, []).append(store.name)
    whole = dict(_sizes(members))
    return [
        Spot(region.name, Place(region.pk, None, tuple(members[region.pk])))
        for region in Region.objects.filter(pk__in=members).order_by("pinyin", "id")
        if reach.everywhere or whole[region.pk] == len(members[region.pk])
    ]


def _sizes(regions: dict[UUID, list[str]]) -> list[tuple[UUID, int]]:
    from django.db.models import Count

    counted = Store.objects.filter(region__in=regions).values("region_id").annotate(n=Count("id"))
    return [(row["region_id"], row["n"]) for row in counted]


def spot_within(scope: Scope, key: str | None = None) -> Spot:
    """The place of that key, or the widest within reach. Raises NotFound."""
    spots = spots_within(scope)
    for spot in spots:
        if key in (None, "", spot.key):
            return spot
    raise NotFound
