"""What is worked out about cars and their plates: any of it can be thrown away and made anew."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from liuke.vehicles.models.catalogue import CarModel
from liuke.vehicles.models.vehicle import Vehicle


class Calendar(models.Model):
    """X1 The dated items of a car and the one next best date.

    ``next_kinds`` are the kinds that fit that date, the one that sets it first. The days of the items are
    their deadlines. ``flagged`` counts readings of the odometer that cannot be true.
    """

    vehicle = models.OneToOneField(
        Vehicle, primary_key=True, on_delete=models.CASCADE, related_name="calendar"
    )
    car_model = models.ForeignKey(CarModel, null=True, on_delete=models.SET_NULL, related_name="+")
    energy = models.TextField(null=True)
    km_day = models.DateField(null=True)
    km = models.IntegerField(null=True)
    km_per_day = models.FloatField()
    evidence = models.SmallIntegerField()
    flagged = models.IntegerField()
    maintenance_day = models.DateField(null=True)
    maintenance_from = models.DateField(null=True)
    maintenance_to = models.DateField(null=True)
    maintenance_km = models.IntegerField(null=True)
    maintenance_by = models.TextField(null=True)
    inspection_day = models.DateField(null=True)
    inspection_on_site = models.BooleanField(null=True)
    compulsory_day = models.DateField(null=True)
    commercial_day = models.DateField(null=True)
    guarantee_day = models.DateField(null=True)
    warranty_day = models.DateField(null=True)
    battery_day = models.DateField(null=True)
    declined_day = models.DateField(null=True)
    next_day = models.DateField(null=True)
    next_kinds = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = (
            models.Index(fields=["next_day"], name="calendar_by_next_day"),
            models.Index(fields=["car_model"], name="calendar_by_model"),
        )


class ModelPace(models.Model):
    """How far cars of a series (``key``: its spelling) go in a day, where enough of them tell."""

    key = models.TextField(primary_key=True)
    km_per_day = models.FloatField()
    cars = models.IntegerField()


class StaleCar(models.Model):
    """A car whose calendar and plates have to be worked out anew."""

    id = models.BigAutoField(primary_key=True)
    vin = models.CharField(max_length=17)


class PlateSpell(models.Model):
    """A plate on a car from ``from_day`` until ``to_day`` (None: still), as records or a person told."""

    id = models.BigAutoField(primary_key=True)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="plates")
    plate = models.TextField()
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["vehicle", "from_day"], name="a_car_gets_one_plate_a_day"),
        )
        indexes = (models.Index(fields=["plate", "from_day"], name="spells_by_plate"),)
