"""Who is told of what, and what became of each message."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from liuke.integrations.webhooks.rules.states import DeliveryState
from liuke.values.identity import new_id


class Subscription(models.Model):
    """An address that is told of some kinds of events. Its secret is sealed: it signs every message."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address = models.TextField()
    kinds = models.JSONField(default=list)
    sealed_secret = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return self.address


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

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in DeliveryState]),
                name="a_delivery_is_in_a_known_state",
            ),
        )
        indexes = (models.Index(fields=["subscription", "-made_at", "-id"], name="deliveries_by_time"),)
