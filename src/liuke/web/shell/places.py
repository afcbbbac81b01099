"""Where something holds, as one field of a form: the whole group, a region, a store."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from liuke.org.queries import regions_within, stores_within
from liuke.org.rules.roles import Level
from liuke.org.scope import Scope
from liuke.web.shell.wording import t


def places_offered(scope: Scope) -> list[Any]:
    """The choices of such a field."""
    regions = [(f"{Level.REGION}:{one.pk}", one.name) for one in regions_within(scope)]
    stores = [(f"{Level.STORE}:{one.pk}", one.name) for one in stores_within(scope)]
    groups = [(t("Region"), regions), (t("Store"), stores)]
    return [(Level.GROUP.value, t("whole group")), *(group for group in groups if group[1])]


def place_chosen(choice: str) -> dict[str, Any]:
    """``level``, ``region_id`` and ``store_id`` of what was chosen, as drafts have them."""
    level, _, place = choice.partition(":")
    return {
        "level": Level(level),
        "region_id": UUID(place) if level == Level.REGION else None,
        "store_id": UUID(place) if level == Level.STORE else None,
    }
