"""Tells an address from now on."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.integrations.webhooks.events import KINDS
from liuke.integrations.webhooks.models import Subscription
from liuke.integrations.webhooks.rules.addresses import target_of
from liuke.org.editing import stamp
from liuke.org.queries import region_within, store_within
from liuke.org.rules.roles import Level, Permission
from liuke.org.scope import Scope
from liuke.org.sealing import sealed
from liuke.values.refusal import Refusal


class NothingToTell(Refusal):
    code = "webhook_without_events"
    sentence = "Choose at least one kind of event."


@dataclass(frozen=True)
class WebhookDraft:
    """Who is told, of what, and of which stores."""

    name: str
    address: str
    kinds: frozenset[str]
    level: Level = Level.GROUP
    region_id: UUID | None = None
    store_id: UUID | None = None


@transaction.atomic
def subscribe(*, scope: Scope, draft: WebhookDraft, at: dt.datetime) -> tuple[Subscription, str]:
    """The subscription and its secret, which is not shown again.

    Raises NotAllowed, NotFound, NothingToTell, AddressNotAllowed.
    """
    scope.need(Permission.MANAGE_KEYS)
    secret = new_secret()
    made = Subscription(sealed_secret=sealed(secret), made_at=at, made_by=scope.actor.name)
    fill_in(made, draft, scope=scope)
    stamp(made, scope=scope, at=at)
    made.save()
    record(actor=scope.actor, verb="webhook.made", subject=subject_of(made), after=told_of(made))
    return made, secret


def new_secret() -> str:
    """192 random bits."""
    return f"whs_{secrets.token_hex(24)}"


def fill_in(subscription: Subscription, draft: WebhookDraft, *, scope: Scope) -> None:
    """Raises NotFound, NothingToTell, AddressNotAllowed."""
    if not draft.kinds or not draft.kinds <= set(KINDS):
        raise NothingToTell
    target_of(draft.address, own=settings.WEBHOOK_NETWORKS)
    subscription.name, subscription.address = draft.name, draft.address
    subscription.kinds = [one for one in KINDS if one in draft.kinds]
    subscription.level = draft.level
    subscription.region = region_within(scope, draft.region_id) if draft.region_id else None
    subscription.store = store_within(scope, draft.store_id) if draft.store_id else None


def told_of(subscription: Subscription) -> dict[str, object]:
    """A subscription as the trail keeps it."""
    place = subscription.store or subscription.region
    return {
        "name": subscription.name,
        "address": subscription.address,
        "kinds": subscription.kinds,
        "place": str(place) if place else "group",
    }


def subject_of(subscription: Subscription) -> Subject:
    """A subscription as the audit trail names it."""
    return Subject("webhooks.subscription", subscription.pk, subscription.name, subscription.store_id)
