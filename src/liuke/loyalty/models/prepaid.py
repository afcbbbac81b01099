"""What the law on prepaid cards 单用途商业预付卡 asks for: limits, issuers, escrow, who bought."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.org.models import Region, Store
from liuke.org.models.versioned import Versioned
from liuke.owners.models import Owner
from liuke.values.identity import new_id

NAME_LENGTH = 60
NOTE_LENGTH = 200


class PrepaidPolicy(models.Model):
    """What holds in a region (none: everywhere) from a day on. Rows are added, never changed; of two for one
    day the later one counts. Per cent are of the balance at the end of the last quarter; with ``one_card``
    stored value and count cards together are under one cap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField()
    named_cap_fen = models.BigIntegerField()
    unnamed_cap_fen = models.BigIntegerField()
    unnamed_months = models.PositiveSmallIntegerField()
    identity_named = models.BooleanField()
    identity_from_fen = models.BigIntegerField()
    cash_from_fen = models.BigIntegerField()
    cooling_off_days = models.PositiveSmallIntegerField()
    scale_percent = models.PositiveSmallIntegerField()
    group_percent = models.PositiveSmallIntegerField()
    brand_percent = models.PositiveSmallIntegerField()
    one_card = models.BooleanField(default=True)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        ordering = ("-from_day", "-made_at")
        indexes = (models.Index(fields=["region", "-from_day", "-made_at"], name="prepaid_policies_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(named_cap_fen__gt=0, unnamed_cap_fen__gt=0)
                & Q(identity_from_fen__gt=0, cash_from_fen__gt=0),
                name="a_prepaid_limit_is_positive",
            ),
            models.CheckConstraint(
                condition=Q(scale_percent__lte=100, group_percent__lte=100, brand_percent__lte=100),
                name="escrow_is_a_part",
            ),
        )


class Issuer(Versioned):
    """The legal entity 发卡企业 behind a store's cards, and of what kind it is."""

    class Kind(models.TextChoices):
        SCALE = "scale"
        GROUP = "group"
        BRAND = "brand"

    store = models.OneToOneField(Store, on_delete=models.PROTECT, related_name="issuer")
    legal_name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    filing_no = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["scale", "group", "brand"]), name="an_issuer_is_of_a_known_kind"
            ),
        )


class EscrowBalance(models.Model):
    """What stood on the escrow account 存管账户 for a store; the latest entry of a quarter counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    quarter = models.DateField()
    amount_fen = models.BigIntegerField()
    note = models.CharField(max_length=NOTE_LENGTH)
    entered_at = models.DateTimeField()
    entered_by = models.TextField()

    class Meta:
        ordering = ("-quarter", "-entered_at")
        indexes = (
            models.Index(fields=["store", "-quarter", "-entered_at"], name="escrow_of_a_store_by_quarter"),
        )
        constraints = (models.CheckConstraint(condition=Q(amount_fen__gte=0), name="escrow_is_not_negative"),)


class Identity(models.Model):
    """Somebody looked at an owner's document. Of its number the last four signs and a keyed hash are kept."""

    class Kind(models.TextChoices):
        ID_CARD = "id_card"
        PASSPORT = "passport"
        HONG_KONG_MACAU = "hong_kong_macau"
        TAIWAN = "taiwan"
        OFFICER = "officer"
        BUSINESS_LICENCE = "business_licence"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=NAME_LENGTH)
    last_four = models.CharField(max_length=4)
    digest = models.BinaryField(max_length=32, db_index=True)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    checked_by_id = models.UUIDField(null=True)
    checked_by = models.TextField()

    class Meta:
        ordering = ("-checked_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["owner", "digest"], name="a_document_is_on_file_once"),
        )
