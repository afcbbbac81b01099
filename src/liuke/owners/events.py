"""What happens to owners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from liuke.outbox.events import Event


@dataclass(frozen=True)
class OwnerCorrected(Event):
    """Somebody corrected what is known of an owner; ``store_id`` is the owner's home."""

    kind: ClassVar[str] = "owner.corrected"
    owner_id: str
    store_id: str | None
