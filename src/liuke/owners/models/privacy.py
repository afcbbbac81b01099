"""What people ask of us by the law on personal information, and who must not come back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.org.models import Store
from liuke.org.models.versioned import Versioned
from liuke.owners.models.owner import Owner
from liuke.owners.rules.privacy_deadline import Kind


class PrivacyRequest(Versioned):
    """Somebody asks to see, correct, erase their data, or takes consent back, until ``due_on``."""

    class State(models.TextChoices):
        OPEN = "open"
        CHECKED = "checked"
        DONE = "done"
        REFUSED = "refused"

    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="privacy_requests")
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=[(k.value, k.value) for k in Kind])
    state = models.TextField(choices=State.choices, default=State.OPEN)
    asked_by = models.CharField(max_length=40)
    asked_how = models.TextField()
    wish = models.TextField(blank=True)
    received_on = models.DateField()
    due_on = models.DateField()
    identity_how = models.TextField(blank=True)
    identity_at = models.DateTimeField(null=True)
    identity_by = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["state", "due_on"], name="privacy_by_state_and_due"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Kind]), name="a_privacy_request_is_of_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "checked"], closed_at=None)
                | Q(state__in=["done", "refused"], closed_at__isnull=False),
                name="a_closed_request_says_when",
            ),
        )


class Suppressed(models.Model):
    """A keyed hash of what a source called somebody who was erased: imports leave that person out."""

    digest = models.BinaryField(primary_key=True)
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
