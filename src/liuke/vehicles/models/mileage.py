"""What is known of mileage besides the orders: read by hand, sent by the car."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from liuke.vehicles.models.history import WorkOrder
from liuke.vehicles.models.vehicle import Vehicle


class OdometerReading(models.Model):
    """A reading taken by hand, or with ``order`` the correction of what that order says.

    Without ``km`` the order's reading is set aside. The order keeps what it said.
    """

    id = models.BigAutoField(primary_key=True)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="readings")
    order = models.OneToOneField(
        WorkOrder, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="correction"
    )
    day = models.DateField()
    km = models.IntegerField(null=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(km__gte=0, km__lte=2_000_000) | Q(km=None, order__isnull=False),
                name="a_reading_is_between_0_and_2000000_km",
            ),
            models.UniqueConstraint(
                fields=["vehicle", "day"], condition=Q(order=None), name="a_car_is_read_by_hand_once_a_day"
            ),
        )


class TelematicsSnapshot(models.Model):
    """What a car said of itself at one moment. ``habits`` are figures by name, as the source gives them.

    ``source`` is who sent it, ``external_id`` the sender's own number of the message.
    """

    id = models.BigAutoField(primary_key=True)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="snapshots")
    at = models.DateTimeField()
    source = models.TextField()
    external_id = models.TextField()
    taken_at = models.DateTimeField(db_default=Now())
    odometer_km = models.IntegerField(null=True)
    battery_percent = models.SmallIntegerField(null=True)
    battery_health_percent = models.SmallIntegerField(null=True)
    range_km = models.IntegerField(null=True)
    habits = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["vehicle", "at", "source"], name="a_snapshot_is_kept_once"),
            models.UniqueConstraint(fields=["source", "external_id"], name="a_message_is_taken_once"),
            models.CheckConstraint(
                condition=Q(odometer_km=None) | Q(odometer_km__gte=0, odometer_km__lte=2_000_000),
                name="a_car_sends_between_0_and_2000000_km",
            ),
        )
