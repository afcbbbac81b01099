"""Tills 收银班次, and the money that went through them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from liuke.loyalty.models.receipt import Receipt
from liuke.org.models import Staff, Store
from liuke.org.models.versioned import Versioned
from liuke.values.identity import new_id

NOTE_LENGTH = 200
REFERENCE_LENGTH = 64


class TillSession(Versioned):
    """One person's till from counting the float to counting it again. ``expected_fen`` is the float and the
    cash taken less the cash paid out; what was counted beside it tells what is over or short."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="tills")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="tills")
    opened_at = models.DateTimeField()
    float_fen = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)
    counted_fen = models.BigIntegerField(null=True)
    expected_fen = models.BigIntegerField(null=True)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)

    class Meta:
        ordering = ("-opened_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["store", "staff"], condition=Q(closed_at=None), name="a_person_has_one_open_till"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, counted_fen=None, expected_fen=None)
                | Q(closed_at__isnull=False, counted_fen__gte=0, expected_fen__isnull=False),
                name="a_till_is_counted_when_it_closes",
            ),
            models.CheckConstraint(condition=Q(float_fen__gte=0), name="a_float_is_not_negative"),
        )
        indexes = (models.Index(fields=["store", "-opened_at"], name="tills_of_a_store"),)


class Payment(models.Model):
    """Money taken from an owner, or paid back (``refunds`` names what it came in by). Cash goes through an
    open till; what is paid to a payment service has its number, which is good once; ``elsewhere`` is what
    another system's till took."""

    class Method(models.TextChoices):
        CASH = "cash"
        WECHAT = "wechat"
        ALIPAY = "alipay"
        CARD = "card"
        TRANSFER = "transfer"
        ELSEWHERE = "elsewhere"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="payments")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    till = models.ForeignKey(TillSession, null=True, on_delete=models.PROTECT, related_name="payments")
    method = models.CharField(max_length=10, choices=Method.choices)
    amount_fen = models.BigIntegerField()
    reference = models.CharField(max_length=REFERENCE_LENGTH, blank=True)
    refunds = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="refunded_by")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                "method",
                Upper("reference"),
                condition=~Q(reference="") & Q(amount_fen__gt=0),
                name="a_payment_counts_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, refunds=None) | Q(amount_fen__lt=0),
                name="money_comes_in_or_goes_back",
            ),
            models.CheckConstraint(
                condition=~Q(method="cash") | Q(till__isnull=False), name="cash_goes_through_a_till"
            ),
            models.CheckConstraint(
                condition=Q(method__in=["cash", "elsewhere"]) | Q(amount_fen__lt=0) | ~Q(reference=""),
                name="what_is_no_cash_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["cash", "wechat", "alipay", "card", "transfer", "elsewhere"]),
                name="a_payment_is_of_a_known_method",
            ),
        )
