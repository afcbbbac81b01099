"""Writes an event, and the job that will tell it on, into the transaction in which it happens."""

from __future__ import annotations

from django.db import transaction

from liuke.outbox.events import Event
from liuke.outbox.models import PublishedEvent


def publish(event: Event) -> None:
    """Nobody hears of it unless the transaction commits. Outside a transaction it is an error."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("publish belongs into the transaction of the deed")
    from liuke.outbox.jobs import relay

    written = PublishedEvent.objects.create(kind=event.kind, payload=event.payload())
    relay.defer(event_id=str(written.pk))
