"""Tells one event to one listener, exactly once."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liuke.outbox.events import tell
from liuke.outbox.models import Heard, PublishedEvent


@transaction.atomic
def deliver(*, event_id: UUID, listener: str) -> bool:
    """Whether the listener was called: it is not when it has heard the event before.

    The mark and the listener's work commit together; two workers at once wait for each other at the mark.
    """
    event = PublishedEvent.objects.get(pk=event_id)
    fresh = Heard.objects.bulk_create([Heard(event=event, listener=listener)], ignore_conflicts=True)
    if not Heard.objects.filter(pk=fresh[0].pk).exists():
        return False
    tell(listener, kind=event.kind, payload=event.payload)
    return True
