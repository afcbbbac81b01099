"""Hears what happens and writes the messages of it."""

from __future__ import annotations

from liuke.integrations.dms.events import ImportDone, ImportUndone
from liuke.integrations.webhooks.actions.write_messages import write_messages
from liuke.loyalty.events import LoyaltyPosted
from liuke.outbox.events import listens
from liuke.owners.events import OwnerChanged, OwnerCreated, OwnerErased, OwnerMerged
from liuke.vehicles.events import VehicleChanged


@listens(OwnerCreated)
def owner_created(event: OwnerCreated) -> None:
    write_messages(event)


@listens(OwnerChanged)
def owner_changed(event: OwnerChanged) -> None:
    write_messages(event)


@listens(OwnerMerged)
def owner_merged(event: OwnerMerged) -> None:
    write_messages(event)


@listens(OwnerErased)
def owner_erased(event: OwnerErased) -> None:
    write_messages(event)


@listens(VehicleChanged)
def vehicle_changed(event: VehicleChanged) -> None:
    write_messages(event)


@listens(LoyaltyPosted)
def loyalty_posted(event: LoyaltyPosted) -> None:
    write_messages(event)


@listens(ImportDone)
def import_done(event: ImportDone) -> None:
    write_messages(event)


@listens(ImportUndone)
def import_undone(event: ImportUndone) -> None:
    write_messages(event)
