"""Sends a message once more, or one to try the address."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.integrations.webhooks.actions.subscribe import subject_of
from liuke.integrations.webhooks.actions.write_messages import message
from liuke.integrations.webhooks.models import Delivery, Subscription
from liuke.integrations.webhooks.queries import deliveries_of, lost_deliveries, subscription_within
from liuke.integrations.webhooks.rules.states import TEST, DeliveryState
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal


class WebhookEnded(Refusal):
    code = "webhook_ended"
    sentence = "This address is told no more. Make a new one."


@transaction.atomic
def send_again(
    *, scope: Scope, subscription_id: UUID, delivery_ids: frozenset[UUID] | None, at: dt.datetime
) -> int:
    """How many are sent: these, or without any named all that failed; to a paused address they wait.

    The same bodies under the same ids: a receiver can tell. Raises NotAllowed, NotFound, WebhookEnded.
    """
    from liuke.integrations.webhooks.jobs import ask_to_deliver

    subscription = _living(scope, subscription_id)
    if delivery_ids is None:
        rows = lost_deliveries(subscription)
    else:
        rows = deliveries_of(subscription).filter(pk__in=delivery_ids)
    numbers = list(rows.values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=numbers).update(state=DeliveryState.WAITING, tries=0, next_at=at)
    if numbers:
        after = {"messages": len(numbers)}
        record(actor=scope.actor, verb="webhook.sent_again", subject=subject_of(subscription), after=after)
    if subscription.paused_at is None:
        ask_to_deliver(*reversed(numbers))
    return len(numbers)


@transaction.atomic
def send_test(*, scope: Scope, subscription_id: UUID, at: dt.datetime) -> Delivery:
    """A message of the kind ``test``, tried once, also while the address is paused.

    Raises NotAllowed, NotFound, WebhookEnded.
    """
    from liuke.integrations.webhooks.jobs import ask_to_deliver

    made = message(_living(scope, subscription_id), TEST, {}, at=at)
    made.save()
    ask_to_deliver(made.pk)
    return made


def _living(scope: Scope, subscription_id: UUID) -> Subscription:
    found = subscription_within(scope, subscription_id)
    if found.ended_at is not None:
        raise WebhookEnded
    return found
