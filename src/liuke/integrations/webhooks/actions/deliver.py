"""Tries to bring one message to its address."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction

from liuke.audit.actions.record import record
from liuke.audit.actor import SYSTEM
from liuke.integrations.webhooks.actions.subscribe import subject_of
from liuke.integrations.webhooks.models import Attempt, Delivery, Subscription
from liuke.integrations.webhooks.posting import Answered, post
from liuke.integrations.webhooks.rules.patience import is_left_alone, wait_after
from liuke.integrations.webhooks.rules.signature import signature
from liuke.integrations.webhooks.rules.states import TEST, DeliveryState
from liuke.org.sealing import opened


def deliver(*, delivery_id: UUID, at: dt.datetime) -> None:
    """Posts outside of any transaction, then writes down what came of it and when it is tried again.

    A worker that dies in between may have posted: receivers see the same id again.
    """
    found = Delivery.objects.select_related("subscription").filter(pk=delivery_id).first()
    if found is None or not _is_due(found):
        return
    body = found.body.encode()
    secrets = _secrets(found.subscription, at)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Liuke-Webhooks",
        "Liuke-Event": found.kind,
        "Liuke-Delivery": str(found.pk),
        "Liuke-Signature": signature(secrets=secrets, at_seconds=int(at.timestamp()), body=body),
    }
    own = settings.WEBHOOK_NETWORKS
    answered = post(address=found.subscription.address, body=body, headers=headers, own=own)
    with transaction.atomic():
        _note(delivery_id, answered, at)


def _secrets(to: Subscription, at: dt.datetime) -> list[str]:
    """The old one last: receivers that look at one proof only take the last, and know the new one last."""
    old = to.old_secret_until is not None and at < to.old_secret_until
    return [opened(one) for one in (to.sealed_secret, *([to.sealed_old_secret] if old else []))]


def _is_due(found: Delivery) -> bool:
    to = found.subscription
    waits = found.state == DeliveryState.WAITING and to.ended_at is None
    return waits and (to.paused_at is None or found.kind == TEST)


def _note(delivery_id: UUID, answered: Answered, at: dt.datetime) -> None:
    from liuke.integrations.webhooks.jobs import ask_to_deliver

    to = Subscription.objects.select_for_update().get(deliveries=delivery_id)
    found = Delivery.objects.select_for_update().get(pk=delivery_id)
    Attempt.objects.create(delivery=found, at=at, status=answered.status, fault=answered.fault)
    if found.state != DeliveryState.WAITING:
        return
    found.tries += 1
    found.status, found.fault, found.tried_at = answered.status, answered.fault, at
    wait = None if found.kind == TEST else wait_after(found.tries)
    found.next_at = None
    if answered.good:
        found.state = DeliveryState.DELIVERED
    elif wait is None:
        found.state = DeliveryState.FAILED
    else:
        found.next_at = at + wait
    found.save(update_fields=["tries", "status", "fault", "tried_at", "next_at", "state"])
    if found.kind != TEST:
        _count(to, answered, at)
    if found.next_at is not None and to.paused_at is None:
        ask_to_deliver(found.pk, at=found.next_at)


def _count(to: Subscription, answered: Answered, at: dt.datetime) -> None:
    """Failures in a row, and whether they have been too many."""
    if answered.good:
        to.failed, to.failing_since = 0, None
    else:
        to.failed, to.failing_since = to.failed + 1, to.failing_since or at
        alone = is_left_alone(failed=to.failed, failing_for=at - to.failing_since, status=answered.status)
        if alone and to.paused_at is None:
            to.paused_at = at
            record(actor=SYSTEM, verb="webhook.paused", subject=subject_of(to), after={"tries": to.failed})
    to.save(update_fields=["failed", "failing_since", "paused_at"])
