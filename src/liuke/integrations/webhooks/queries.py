"""Reading subscriptions and their log."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from liuke.integrations.webhooks.models import Delivery, Subscription
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed, Scope


def subscriptions(scope: Scope) -> QuerySet[Subscription]:
    """All of them, the latest first. Raises NotAllowed."""
    if not scope.may(Permission.MANAGE_KEYS):
        raise NotAllowed
    return Subscription.objects.all()


def subscription_within(scope: Scope, subscription_id: UUID) -> Subscription:
    """Raises NotAllowed, NotFound."""
    found = subscriptions(scope).filter(pk=subscription_id).first()
    if found is None:
        raise NotFound
    return found


def deliveries_of(subscription: Subscription) -> QuerySet[Delivery]:
    """The log, the latest first."""
    return Delivery.objects.filter(subscription=subscription).order_by("-made_at", "-id")
