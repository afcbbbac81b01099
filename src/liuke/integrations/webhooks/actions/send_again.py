"""Sends a message once more, or one to try the address."""

from __future__ import annotations

import datetime as dt
import json
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.integrations.webhooks.models import Delivery
from liuke.integrations.webhooks.queries import deliveries_of, subscription_within
from liuke.integrations.webhooks.rules.states import DeliveryState
from liuke.org.queries import NotFound
from liuke.org.scope import Scope
from liuke.values.identity import new_id

TEST = "test"


@transaction.atomic
def send_again(*, scope: Scope, subscription_id: UUID, delivery_id: UUID) -> None:
    """The same body under the same id, so that a receiver can tell. Raises NotAllowed, NotFound."""
    from liuke.integrations.webhooks.jobs import ask_to_deliver

    subscription = subscription_within(scope, subscription_id)
    waiting = deliveries_of(subscription).filter(pk=delivery_id)
    if subscription.ended_at or not waiting.update(state=DeliveryState.WAITING, tries=0):
        raise NotFound
    subject = Subject("webhooks.subscription", subscription.pk, subscription.address)
    record(actor=scope.actor, verb="webhook.sent_again", subject=subject, after={"number": str(delivery_id)})
    ask_to_deliver(delivery_id)


@transaction.atomic
def send_test(*, scope: Scope, subscription_id: UUID, at: dt.datetime) -> Delivery:
    """Raises NotAllowed, NotFound."""
    from liuke.integrations.webhooks.jobs import ask_to_deliver

    subscription = subscription_within(scope, subscription_id)
    if subscription.ended_at:
        raise NotFound
    number = new_id()
    body = json.dumps({"id": str(number), "at": at.isoformat(), "kind": TEST, "data": {}})
    made = Delivery.objects.create(pk=number, subscription=subscription, kind=TEST, body=body)
    ask_to_deliver(made.pk)
    return made
