"""Lets messages wait for a while, and sends them on."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.integrations.webhooks.actions.subscribe import subject_of
from liuke.integrations.webhooks.models import Subscription
from liuke.integrations.webhooks.queries import subscription_within
from liuke.integrations.webhooks.rules.states import DeliveryState
from liuke.org.scope import Scope


@transaction.atomic
def pause(*, scope: Scope, subscription_id: UUID, at: dt.datetime) -> Subscription:
    """New messages are written and wait. Raises NotAllowed, NotFound."""
    found = subscription_within(scope, subscription_id)
    if Subscription.objects.filter(pk=found.pk, ended_at=None, paused_at=None).update(paused_at=at):
        record(actor=scope.actor, verb="webhook.paused", subject=subject_of(found))
    return found


@transaction.atomic
def resume(*, scope: Scope, subscription_id: UUID, at: dt.datetime) -> Subscription:
    """What waits is sent at once, with all its tries. Raises NotAllowed, NotFound."""
    from liuke.integrations.webhooks.jobs import ask_to_deliver

    found = subscription_within(scope, subscription_id)
    paused = Subscription.objects.filter(pk=found.pk, ended_at=None, paused_at__isnull=False)
    if paused.update(paused_at=None, failed=0, failing_since=None):
        waiting = found.deliveries.filter(state=DeliveryState.WAITING)
        waiting.update(tries=0, next_at=at)
        ask_to_deliver(*waiting.order_by("made_at", "id").values_list("pk", flat=True))
        record(actor=scope.actor, verb="webhook.resumed", subject=subject_of(found))
    return found
