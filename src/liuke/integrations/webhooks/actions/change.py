"""Changes whom a webhook tells of what, or the secret it signs with."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.integrations.webhooks.actions.send_again import WebhookEnded
from liuke.integrations.webhooks.actions.subscribe import (
    WebhookDraft,
    fill_in,
    new_secret,
    subject_of,
    told_of,
)
from liuke.integrations.webhooks.models import Subscription
from liuke.integrations.webhooks.queries import subscriptions
from liuke.org.editing import locked, stamp
from liuke.org.scope import Scope
from liuke.org.sealing import sealed

OLD_SECRET_HOLDS = dt.timedelta(hours=24)
"""Long enough for a receiver to be given the new one."""


@transaction.atomic
def change_webhook(
    *, scope: Scope, subscription_id: UUID, version: int, draft: WebhookDraft, at: dt.datetime
) -> Subscription:
    """What waits goes to the new address, which has not failed yet; a paused one stays paused.

    Raises NotAllowed, NotFound, ChangedMeanwhile, WebhookEnded, NothingToTell, AddressNotAllowed.
    """
    found = _living(scope, subscription_id, version)
    before = told_of(found)
    fill_in(found, draft, scope=scope)
    if found.address != before["address"]:
        found.failed, found.failing_since = 0, None
    stamp(found, scope=scope, at=at)
    found.save()
    subject = subject_of(found)
    record(actor=scope.actor, verb="webhook.changed", subject=subject, before=before, after=told_of(found))
    return found


@transaction.atomic
def change_secret(
    *, scope: Scope, subscription_id: UUID, version: int, leaked: bool, at: dt.datetime
) -> tuple[Subscription, str]:
    """The new secret, which is not shown again. For a day the old one signs as well, unless it ``leaked``.

    Raises NotAllowed, NotFound, ChangedMeanwhile, WebhookEnded.
    """
    found = _living(scope, subscription_id, version)
    secret = new_secret()
    found.sealed_old_secret = "" if leaked else found.sealed_secret
    found.old_secret_until = None if leaked else at + OLD_SECRET_HOLDS
    found.sealed_secret = sealed(secret)
    stamp(found, scope=scope, at=at)
    found.save()
    until = found.old_secret_until.isoformat() if found.old_secret_until else None
    after = {"old_secret_until": until}
    record(actor=scope.actor, verb="webhook.secret_changed", subject=subject_of(found), after=after)
    return found, secret


def _living(scope: Scope, subscription_id: UUID, version: int) -> Subscription:
    found = locked(subscriptions(scope), subscription_id, version=version)
    if found.ended_at is not None:
        raise WebhookEnded
    return found
