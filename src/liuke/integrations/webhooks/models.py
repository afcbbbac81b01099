"""Who is told of what, and what became of each message."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from liuke.integrations.webhooks.rules.states import DeliveryState
from liuke.org.models import Region, Store
from liuke.org.models.group import NAME_LENGTH
from liuke.org.models.versioned import Versioned
from liuke.org.rules.roles import Level
from liuke.values.identity import new_id


class Subscription(Versioned):
    """An address that is told of some kinds of events in one place. Its secret is sealed: it signs messages.

    ``failed`` tries in a row since ``failing_since``; while it is paused, messages wait. Until
    ``old_secret_until`` the secret before this one signs as well.
    """

    name = models.CharField(max_length=NAME_LENGTH)
    address = models.TextField()
    kinds = models.JSONField(default=list)
    level = models.CharField(max_length=10, default=Level.GROUP.value)
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_secret = models.TextField()
    sealed_old_secret = models.TextField(default="")
    old_secret_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    failed = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(level=Level.GROUP.value, region=None, store=None)
                | Q(level=Level.REGION.value, region__isnull=False, store=None)
                | Q(level=Level.STORE.value, region=None, store__isnull=False),
                name="a_subscription_holds_in_one_place",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One message to one address, and how the last try ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.TextField()
    body = models.TextField()
    state = models.TextField(default=DeliveryState.WAITING.value)
    tries = models.PositiveIntegerField(default=0)
    status = models.PositiveIntegerField(null=True)
    fault = models.TextField(blank=True)
    made_at = models.DateTimeField(db_default=Now())
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in DeliveryState]),
                name="a_delivery_is_in_a_known_state",
            ),
        )
        indexes = (models.Index(fields=["subscription", "-made_at", "-id"], name="deliveries_by_time"),)


class Attempt(models.Model):
    """One try of a message."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveIntegerField(null=True)
    fault = models.TextField(blank=True)
