"""Bills 结算单 as they were settled at a desk."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from liuke.loyalty.models.receipt import Receipt
from liuke.org.models import Store
from liuke.owners.models import Owner
from liuke.values.identity import new_id

NUMBER_LENGTH = 60


class DeskBill(models.Model):
    """A bill and how it was paid. ``lines`` and ``tenders`` are the typed ones of ``bill`` and
    ``rules.tender`` as JSON; ``returned_fen`` is how much of it has been taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=NUMBER_LENGTH)
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="desk_bills")
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="bill")
    lines = models.JSONField()
    amount_fen = models.BigIntegerField()
    tenders = models.JSONField()
    returned_fen = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint("store", Upper("number"), name="a_bill_is_settled_at_one_desk"),
            models.CheckConstraint(
                condition=Q(returned_fen__gte=0, returned_fen__lte=F("amount_fen")),
                name="no_more_is_returned_than_billed",
            ),
        )
        indexes = (models.Index(fields=["owner", "-at"], name="bills_of_an_owner"),)
