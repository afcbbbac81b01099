"""What happens to cars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from liuke.outbox.events import Event


@dataclass(frozen=True)
class VehicleChanged(Event):
    """Somebody changed a car, its plate or who it belongs to; imports tell ``import.done``."""

    kind: ClassVar[str] = "vehicle.changed"
    vehicle_id: str
