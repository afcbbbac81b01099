"""Reading subscriptions and their log."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from liuke.integrations.webhooks.models import Delivery, Subscription
from liuke.integrations.webhooks.rules.states import TEST, DeliveryState
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed, Scope


def subscriptions(scope: Scope) -> QuerySet[Subscription]:
    """All of them, the latest first. Raises NotAllowed."""
    if not scope.may(Permission.MANAGE_KEYS):
        raise NotAllowed
    return Subscription.objects.select_related("store", "region")


def with_figures(rows: QuerySet[Subscription]) -> QuerySet[Subscription]:
    """Each with the messages that wait and that failed, and the last time one arrived; those told first."""
    arrived = Q(deliveries__state=DeliveryState.DELIVERED)
    lost = Q(deliveries__state=DeliveryState.FAILED) & ~Q(deliveries__kind=TEST)
    return rows.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
        lost=Count("deliveries", filter=lost),
        arrived_at=Max("deliveries__tried_at", filter=arrived),
    ).order_by("-ended_at", "-made_at", "-id")


def paused_addresses(scope: Scope) -> int:
    """How many addresses have been left alone and wait for somebody to look. Raises NotAllowed."""
    return subscriptions(scope).filter(ended_at=None, paused_at__isnull=False).count()


def subscription_within(scope: Scope, subscription_id: UUID) -> Subscription:
    """Raises NotAllowed, NotFound."""
    found = subscriptions(scope).filter(pk=subscription_id).first()
    if found is None:
        raise NotFound
    return found


def lost_deliveries(subscription: Subscription) -> QuerySet[Delivery]:
    """What has failed for good, besides tests."""
    return deliveries_of(subscription).filter(state=DeliveryState.FAILED).exclude(kind=TEST)


def deliveries_of(subscription: Subscription) -> QuerySet[Delivery]:
    """The log, the latest first."""
    return Delivery.objects.filter(subscription=subscription).order_by("-made_at", "-id")


def delivery_within(scope: Scope, subscription_id: UUID, delivery_id: UUID) -> Delivery:
    """Raises NotAllowed, NotFound."""
    rows = deliveries_of(subscription_within(scope, subscription_id)).prefetch_related("attempts")
    found = rows.filter(pk=delivery_id).first()
    if found is None:
        raise NotFound
    return found
