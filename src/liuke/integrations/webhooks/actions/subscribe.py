"""Tells an address from now on."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.integrations.webhooks.events import KINDS
from liuke.integrations.webhooks.models import Subscription
from liuke.integrations.webhooks.rules.addresses import host_of
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.org.sealing import sealed
from liuke.values.refusal import Refusal


class NothingToTell(Refusal):
    code = "webhook_without_events"
    sentence = "Choose at least one kind of event."


@transaction.atomic
def subscribe(
    *, scope: Scope, address: str, kinds: frozenset[str], at: dt.datetime
) -> tuple[Subscription, str]:
    """The subscription and its secret, which is not shown again.

    Raises NotAllowed, NothingToTell, AddressNotAllowed.
    """
    scope.need(Permission.MANAGE_KEYS)
    if not kinds or not kinds <= set(KINDS):
        raise NothingToTell
    host_of(address)
    secret = f"whs_{secrets.token_hex(24)}"
    made = Subscription.objects.create(
        address=address,
        kinds=sorted(kinds),
        sealed_secret=sealed(secret),
        made_at=at,
        made_by=scope.actor.name,
    )
    subject = Subject("webhooks.subscription", made.pk, address)
    record(actor=scope.actor, verb="webhook.made", subject=subject, after={"kinds": made.kinds})
    return made, secret
