"""The car, and who had it when."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from liuke.org.models import Store
from liuke.org.models.versioned import Versioned
from liuke.owners.models import NewId, Owner
from liuke.values.identity import new_id

IMPORTED = ("plate", "brand", "series", "model", "energy", "delivery_day")
"""What records tell of a car and a person may correct."""


class Vehicle(Versioned):
    """A car. ``store`` is the one that sold it, else the one it came to first.

    ``hand_set`` names the fields of ``IMPORTED`` that a person has set: records do not change them any more.
    ``told`` holds what the records say where that differs. ``on_site_only``: the car has lost the exemption
    from the on-site inspection. ``inspected_until`` is what the inspection mark says, where somebody read it.
    """

    class Use(models.TextChoices):
        PRIVATE = "private"
        PASSENGERS = "passengers"
        GOODS = "goods"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=new_id, db_default=NewId(), editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_by = models.TextField(blank=True, db_default="", editable=False)
    vin = models.CharField(max_length=17, unique=True)
    plate = models.TextField(null=True)
    brand = models.TextField(null=True)
    series = models.TextField(null=True)
    model = models.TextField(null=True)
    energy = models.TextField(null=True)
    price_fen = models.BigIntegerField(null=True)
    delivery_day = models.DateField(null=True)
    invoice_day = models.DateField(null=True)
    registered_day = models.DateField(null=True)
    use = models.TextField(choices=Use, default=Use.PRIVATE, db_default=Use.PRIVATE.value)
    on_site_only = models.BooleanField(default=False, db_default=False)
    inspected_until = models.DateField(null=True)
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Owner, null=True, on_delete=models.PROTECT, related_name="vehicles")
    hand_set = ArrayField(models.TextField(), default=list, db_default=[])
    custom = models.JSONField(default=dict, db_default={})
    told = models.JSONField(default=dict, db_default={})
    batch_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        indexes = (
            models.Index(fields=["plate"], name="vehicles_by_plate"),
            models.Index(fields=["store", "vin"], name="vehicles_by_store"),
        )

    def __str__(self) -> str:
        return self.plate or self.vin


class Ownership(models.Model):
    """Who had a car when: from ``from_day`` (None: the beginning) until ``to_day`` (None: still)."""

    id = models.BigAutoField(primary_key=True)
    vehicle = models.ForeignKey(
        Vehicle, to_field="vin", db_column="vin", on_delete=models.CASCADE, related_name="ownerships"
    )
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="ownerships")
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)
    batch_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["vehicle", "from_day"],
                nulls_distinct=False,
                name="a_car_changes_hands_once_a_day",
            ),
        )


class Outlook(models.Model):
    """What the last analysis expects of a car: when it is due, whether it stays away, what is at stake.

    ``reasons`` is a list of [code, figures], the weightiest first.
    """

    vehicle = models.OneToOneField(
        Vehicle, primary_key=True, on_delete=models.CASCADE, related_name="outlook"
    )
    as_of = models.DateField()
    active = models.BooleanField()
    due_day = models.DateField(null=True)
    overdue_days = models.IntegerField(null=True)
    probability = models.FloatField(null=True)
    stake_fen = models.BigIntegerField(null=True)
    last_visit_day = models.DateField(null=True)
    reasons = models.JSONField(default=list)

    class Meta:
        indexes = (models.Index(fields=["-stake_fen"], name="outlook_by_stake"),)
