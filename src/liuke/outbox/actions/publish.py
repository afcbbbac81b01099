"""Writes an event, and the job that will tell it on, into the transaction in which it happens."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liuke.outbox.events import Event, is_wanted
from liuke.outbox.models import PublishedEvent


def publish(event: Event) -> None:
    """Nobody hears of it unless the transaction commits. Outside a transaction it is an error."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("publish belongs into the transaction of the deed")
    written = PublishedEvent.objects.create(kind=event.kind, payload=event.payload())
    tell_on(event.kind, written.pk)


def tell_on(kind: str, event_id: UUID) -> None:
    """Defers the job that tells a written event on, where somebody wants to hear of it."""
    from liuke.outbox.jobs import relay

    if is_wanted(kind):
        relay.defer(event_id=str(event_id))
