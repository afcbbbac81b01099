"""Receipts 小票: what was done at a desk, once for each key."""

from __future__ import annotations

from django.db import models

from liuke.org.models import Store
from liuke.owners.models import Owner
from liuke.values.identity import new_id

KEY_LENGTH = 100


class Receipt(models.Model):
    """One deed and its postings. The same key and request again gets this one.

    ``told`` is what a receipt prints besides the lines of its journals: tenders, a refund's calculation.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    digest = models.BinaryField()
    kind = models.CharField(max_length=20)
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Owner, null=True, on_delete=models.PROTECT, related_name="receipts")
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField()
    approver_id = models.UUIDField(null=True)
    approver_name = models.TextField(blank=True)
    journals = models.JSONField(default=list)
    told = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=["owner", "-at"], name="receipts_of_an_owner"),
            models.Index(fields=["store", "-at"], name="receipts_of_a_store"),
        )
