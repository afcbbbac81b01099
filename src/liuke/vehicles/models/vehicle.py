"""The car, and who had it when."""

from __future__ import annotations

from django.db import models

from liuke.org.models import Store
from liuke.owners.models import NewId, Owner
from liuke.values.identity import new_id


class Vehicle(models.Model):
    """A car. ``store`` is the one that sold it, else the one it came to first."""

    id = models.UUIDField(primary_key=True, default=new_id, db_default=NewId(), editable=False)
    vin = models.CharField(max_length=17, unique=True)
    plate = models.TextField(null=True)
    brand = models.TextField(null=True)
    series = models.TextField(null=True)
    model = models.TextField(null=True)
    energy = models.TextField(null=True)
    price_fen = models.BigIntegerField(null=True)
    delivery_day = models.DateField(null=True)
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Owner, null=True, on_delete=models.PROTECT, related_name="vehicles")
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
