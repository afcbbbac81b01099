"""The kinds of events that programs are told of, by webhook and by the feed of changes."""

from __future__ import annotations

from liuke.integrations.dms.events import ImportDone, ImportUndone
from liuke.loyalty.events import LoyaltyPosted
from liuke.owners.events import OwnerChanged, OwnerCreated, OwnerErased, OwnerMerged
from liuke.vehicles.events import VehicleChanged

KINDS = (
    OwnerCreated.kind,
    OwnerChanged.kind,
    OwnerMerged.kind,
    OwnerErased.kind,
    VehicleChanged.kind,
    LoyaltyPosted.kind,
    ImportDone.kind,
    ImportUndone.kind,
)
