"""Which events somebody may be told of: those about owners and cars within their reach, and all imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.queries import owners_within
from liuke.vehicles.queries import cars_within

Payload = Mapping[str, Any]


def within_reach(scope: Scope, payloads: Sequence[Payload]) -> list[bool]:
    """For each payload whether it may be told. Two statements however many there are.

    Of two owners merged the survivor counts; who was erased is told to the store they asked.
    """
    reach = scope.reach(Permission.SEE_OWNERS)
    if reach.everywhere:
        return [True] * len(payloads)
    owners = {owner for one in payloads if (owner := _owner(one))}
    cars = {one["vehicle_id"] for one in payloads if "vehicle_id" in one}
    seen = {str(pk) for pk in owners_within(scope).filter(pk__in=owners).values_list("pk", flat=True)}
    seen |= {str(pk) for pk in cars_within(scope).filter(pk__in=cars).values_list("pk", flat=True)}

    def told(one: Payload) -> bool:
        if "store_id" in one:
            return one["store_id"] is not None and UUID(one["store_id"]) in reach
        about = _owner(one) or one.get("vehicle_id")
        return about is None or about in seen

    return [told(one) for one in payloads]


def _owner(payload: Payload) -> str | None:
    return payload.get("into_owner_id") or payload.get("owner_id")
