"""The places figures are about: the group, its regions, its stores."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from liuke.org.models import Store


@dataclass(frozen=True)
class Place:
    """The group (neither id), a region or a store, with the names of its stores."""

    region_id: UUID | None
    store_id: UUID | None
    stores: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return self.region_id is None and self.store_id is None


def places() -> list[Place]:
    """The group, its regions and its stores."""
    stores = list(Store.objects.order_by("id").values_list("id", "region_id", "name"))
    regions: dict[UUID, list[str]] = {}
    for _, region, name in stores:
        if region is not None:
            regions.setdefault(region, []).append(name)
    return [
        Place(None, None, tuple(name for _, _, name in stores)),
        *(Place(region, None, tuple(names)) for region, names in regions.items()),
        *(Place(None, store, (name,)) for store, _, name in stores),
    ]
