"""What one person asks and another one has to agree to 待审批."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT

from liuke.loyalty.models.receipt import KEY_LENGTH, Receipt
from liuke.org.models import Store
from liuke.owners.models import Owner
from liuke.values.identity import new_id

REASON_LENGTH = 200


class Proposal(models.Model):
    """A deed that waits. ``asked`` holds its parameters; approving does it, with both names on the posting.
    ``amount_fen`` is for people to see; what counts is worked out when it is done."""

    class State(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    kind = models.CharField(max_length=20)
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Owner, null=True, on_delete=models.PROTECT, related_name="proposals")
    asked = models.JSONField()
    amount_fen = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=REASON_LENGTH)
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField(null=True)
    asked_by = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_by = models.TextField(blank=True)
    answer = models.CharField(max_length=REASON_LENGTH, blank=True)
    receipt = models.OneToOneField(Receipt, null=True, on_delete=models.PROTECT, related_name="proposal")

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | Q(state="withdrawn", decided_at__isnull=False)
                | (
                    Q(state__in=["approved", "refused"], decided_at__isnull=False)
                    & (Q(asked_by_id=None) | ~Q(decided_by_id=F("asked_by_id")))
                ),
                name="somebody_else_decides",
            ),
            models.UniqueConstraint(
                KT("asked__month"),
                condition=Q(kind="close", state="waiting"),
                name="a_month_is_asked_for_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["store", "-asked_at"], name="proposals_waiting", condition=Q(state="waiting")
            ),
        )
