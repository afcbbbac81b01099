"""Tries to bring one message to its address."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from liuke.integrations.webhooks.models import Delivery
from liuke.integrations.webhooks.posting import post
from liuke.integrations.webhooks.rules.signature import signature
from liuke.integrations.webhooks.rules.states import DeliveryState
from liuke.org.sealing import opened

MOST_TRIES = 5


class NotDeliveredError(Exception):
    """The receiver did not take it; to be tried again."""


def deliver(*, delivery_id: UUID, at: dt.datetime) -> None:
    """Posts outside of any transaction. Raises NotDeliveredError while there are tries left.

    A worker that dies in between may have posted: receivers see the same id again.
    """
    found = Delivery.objects.select_related("subscription").filter(pk=delivery_id).first()
    if found is None or found.state != DeliveryState.WAITING or found.subscription.ended_at:
        return
    body = found.body.encode()
    secret = opened(found.subscription.sealed_secret)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Liuke-Webhooks",
        "Liuke-Event": found.kind,
        "Liuke-Delivery": str(found.pk),
        "Liuke-Signature": signature(secret=secret, at_seconds=int(at.timestamp()), body=body),
    }
    answered = post(address=found.subscription.address, body=body, headers=headers)
    found.tries += 1
    found.status, found.fault, found.tried_at = answered.status, answered.fault, at
    if answered.good:
        found.state = DeliveryState.DELIVERED
    elif found.tries >= MOST_TRIES:
        found.state = DeliveryState.FAILED
    found.save(update_fields=["tries", "status", "fault", "tried_at", "state"])
    if found.state == DeliveryState.WAITING:
        raise NotDeliveredError(f"{found.subscription.address}: {answered.status or answered.fault}")
