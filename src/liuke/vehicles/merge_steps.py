"""Cars, and who had them when, follow an owner into another one; cars that came later go by their key."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from liuke.owners.merging import MergeStep
from liuke.vehicles.models import Ownership, Vehicle, VehicleRole

_KEYED = """
    SELECT v.vin FROM vehicles_vehicle AS v
    JOIN owners_sourcekey AS k ON k.owner_id = %(other)s AND k.value = coalesce(
        (SELECT s.phone FROM vehicles_sale AS s WHERE s.vin = v.vin
            ORDER BY s.delivery_day DESC, s.id DESC LIMIT 1),
        (SELECT o.phone FROM vehicles_workorder AS o WHERE o.vin = v.vin AND o.phone IS NOT NULL
            ORDER BY coalesce(o.arrived_at, o.opened_at, o.settled_at) DESC, o.id LIMIT 1),
        v.vin
    )
"""


def _cars_by_key(cursor: CursorWrapper, survivor: UUID, other: UUID, rows: Sequence[str]) -> None:
    cursor.execute(
        "UPDATE vehicles_vehicle AS t SET owner_id = %(other)s"
        f" WHERE t.owner_id = %(to)s AND t.id::text = ANY(%(rows)s) AND t.vin IN ({_KEYED})",
        {"to": survivor, "other": other, "rows": list(rows)},
    )


def _ownerships_by_key(cursor: CursorWrapper, survivor: UUID, other: UUID, rows: Sequence[str]) -> None:
    cursor.execute(
        "UPDATE vehicles_ownership AS t SET owner_id = %(other)s WHERE t.owner_id = %(to)s"
        f" AND t.to_day IS NULL AND t.id::text = ANY(%(rows)s) AND t.vin IN ({_KEYED})",
        {"to": survivor, "other": other, "rows": list(rows)},
    )


STEPS = (
    MergeStep(Vehicle, since=_cars_by_key),
    MergeStep(Ownership, since=_ownerships_by_key),
    MergeStep(VehicleRole),
)
