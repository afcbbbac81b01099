"""Hears what happens and writes the messages of it."""

from __future__ import annotations

from liuke.integrations.dms.events import ImportDone, ImportUndone
from liuke.integrations.webhooks.actions.write_messages import some_address, write_messages
from liuke.loyalty.events import LoyaltyPosted
from liuke.outbox.events import listens
from liuke.owners.events import OwnerChanged, OwnerCreated, OwnerErased, OwnerMerged
from liuke.vehicles.events import VehicleChanged


@listens(OwnerCreated, wanted=some_address)
def owner_created(event: OwnerCreated) -> None:
    write_messages(event)


@listens(OwnerChanged, wanted=some_address)
def owner_changed(event: OwnerChanged) -> None:
    write_messages(event)


@listens(OwnerMerged, wanted=some_address)
def owner_merged(event: OwnerMerged) -> None:
    write_messages(event)


@listens(OwnerErased, wanted=some_address)
def owner_erased(event: OwnerErased) -> None:
    write_messages(event)


@listens(VehicleChanged, wanted=some_address)
def vehicle_changed(event: VehicleChanged) -> None:
    write_messages(event)


@listens(LoyaltyPosted, wanted=some_address)
def loyalty_posted(event: LoyaltyPosted) -> None:
    write_messages(event)


@listens(ImportDone, wanted=some_address)
def import_done(event: ImportDone) -> None:
    write_messages(event)


@listens(ImportUndone, wanted=some_address)
def import_undone(event: ImportUndone) -> None:
    write_messages(event)
