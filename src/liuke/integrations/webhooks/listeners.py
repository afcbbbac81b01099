"""Hears what happens and writes the messages of it."""

from __future__ import annotations

import json

from django.utils import timezone

from liuke.integrations.dms.events import ImportDone, ImportUndone
from liuke.integrations.webhooks.models import Delivery, Subscription
from liuke.outbox.events import Event, listens
from liuke.owners.events import OwnerCorrected
from liuke.values.identity import new_id


@listens(OwnerCorrected)
def owner_corrected(event: OwnerCorrected) -> None:
    _write(event)


@listens(ImportDone)
def import_done(event: ImportDone) -> None:
    _write(event)


@listens(ImportUndone)
def import_undone(event: ImportUndone) -> None:
    _write(event)


def _write(event: Event) -> None:
    """One message for each address; they hold ids, and no personal data."""
    from liuke.integrations.webhooks.jobs import ask_to_deliver

    at, made = timezone.now(), []
    for one in Subscription.objects.filter(ended_at=None, kinds__contains=[event.kind]):
        number = new_id()
        told = {"id": str(number), "at": at.isoformat(), "kind": event.kind, "data": event.payload()}
        made.append(Delivery(pk=number, subscription=one, kind=event.kind, body=json.dumps(told)))
    Delivery.objects.bulk_create(made)
    for delivery in made:
        ask_to_deliver(delivery.pk)
