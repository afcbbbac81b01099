"""What happens to owners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from liuke.outbox.events import Event


@dataclass(frozen=True)
class OwnerCreated(Event):
    """Somebody entered an owner by hand; those of an import come with ``import.done``."""

    kind: ClassVar[str] = "owner.created"
    owner_id: str


@dataclass(frozen=True)
class OwnerChanged(Event):
    """Somebody changed what is known of an owner: who they are, their numbers, what they agreed to."""

    kind: ClassVar[str] = "owner.changed"
    owner_id: str


@dataclass(frozen=True)
class OwnerMerged(Event):
    """An owner was found to be another one, who has everything now."""

    kind: ClassVar[str] = "owner.merged"
    owner_id: str
    into_owner_id: str


@dataclass(frozen=True)
class OwnerErased(Event):
    """A person was erased, and whoever keeps a copy has to erase it; ``store_id`` is whom they asked."""

    kind: ClassVar[str] = "owner.erased"
    owner_id: str
    store_id: str | None
