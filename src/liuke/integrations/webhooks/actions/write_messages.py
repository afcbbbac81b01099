"""Writes the messages of an event, one for each address that is told of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from liuke.audit.actor import Actor
from liuke.integrations.webhooks.models import Delivery, Subscription
from liuke.integrations.webhooks.reach import within_reach
from liuke.org.queries import reach_of_place
from liuke.org.rules.roles import Permission
from liuke.org.scope import Allowance, Scope
from liuke.outbox.events import Event
from liuke.values.identity import new_id

_SOME = (
    "SELECT EXISTS (SELECT FROM webhooks_subscription WHERE ended_at IS NULL AND kinds @> to_jsonb(%s::text))"
)
SEEN = frozenset({Permission.SEE_OWNERS})


def some_address(kind: str) -> bool:
    """Whether any address at all is told of such events. Asked at every posting, so in plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_SOME, [kind])
        return bool(cursor.fetchall()[0][0])


def write_messages(event: Event) -> None:
    """In the listener's transaction. They hold ids and no personal data; those of a paused address wait."""
    from liuke.integrations.webhooks.jobs import ask_to_deliver

    at, payload = timezone.now(), event.payload()
    rows = Subscription.objects.filter(ended_at=None, kinds__contains=[event.kind])
    told = [one for one in rows if within_reach(scope_of(one), [payload])[0]]
    made = [message(one, event.kind, payload, at=at) for one in told]
    Delivery.objects.bulk_create(made)
    ask_to_deliver(*(one.pk for one in made if one.subscription.paused_at is None))


def message(to: Subscription, kind: str, data: Mapping[str, Any], *, at: dt.datetime) -> Delivery:
    """A message that is not saved yet."""
    number = new_id()
    told = {"id": str(number), "at": at.isoformat(), "kind": kind, "data": data}
    return Delivery(pk=number, subscription=to, kind=kind, body=json.dumps(told), next_at=at)


def scope_of(subscription: Subscription) -> Scope:
    """What the receiver may be told of."""
    actor = Actor(id=subscription.pk, name=subscription.name)
    return Scope(actor, (), (Allowance(SEEN, reach_of_place(subscription)),))
