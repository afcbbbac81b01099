"""Tells an address no more."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.integrations.webhooks.actions.subscribe import subject_of
from liuke.integrations.webhooks.models import Subscription
from liuke.integrations.webhooks.queries import subscription_within
from liuke.org.scope import Scope


@transaction.atomic
def unsubscribe(*, scope: Scope, subscription_id: UUID, at: dt.datetime) -> Subscription:
    """What still waits is not sent. Raises NotAllowed, NotFound."""
    found = subscription_within(scope, subscription_id)
    if Subscription.objects.filter(pk=found.pk, ended_at=None).update(ended_at=at):
        record(actor=scope.actor, verb="webhook.ended", subject=subject_of(found))
    return found
