"""Stores: master data, opening hours, days they are closed, bays."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value

from liuke.org.models.group import NAME_LENGTH, Region
from liuke.org.models.versioned import Versioned
from liuke.org.rules.position import EAST, NORTH, PLACES, Position
from liuke.values.identity import new_id


class Store(Versioned):
    """A shop. ``code`` is the group's own short name for it, ``dms_name`` what it is called in exports.

    A shop that has closed for good stays, not ``active``, with its history.
    """

    class Kind(models.TextChoices):
        DEALER = "dealer"
        SERVICE = "service"
        BODY_SHOP = "body_shop"
        SHOWROOM = "showroom"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    short_name = models.CharField(max_length=20, blank=True)
    pinyin = models.CharField(max_length=200, editable=False)
    initials = models.CharField(max_length=60, editable=False)
    dms_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.DEALER)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="stores")
    brands = models.CharField(max_length=200, blank=True)
    district = models.CharField(max_length=NAME_LENGTH, blank=True)
    address = models.CharField(max_length=200, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=PLACES, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=PLACES, null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    area_m2 = models.PositiveIntegerField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True)
    custom = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), editable=False)

    class Meta:
        ordering = ("pinyin", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["dms_name"], condition=~Q(dms_name=""), name="a_dms_name_means_one_store"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["dealer", "service", "body_shop", "showroom"]),
                name="a_store_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(
                    longitude__range=EAST,
                    latitude__range=NORTH,
                    longitude__isnull=False,
                    latitude__isnull=False,
                ),
                name="a_store_lies_in_china",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def position(self) -> Position | None:
        if self.longitude is None or self.latitude is None:
            return None
        return Position(self.longitude, self.latitude)


class ServiceDistrict(models.Model):
    """A district whose owners a store serves, in the words owners' districts have; several stores may."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="service_districts")
    district = models.CharField(max_length=NAME_LENGTH)

    class Meta:
        ordering = ("district",)
        constraints = (
            models.UniqueConstraint(fields=["store", "district"], name="a_store_serves_a_district_once"),
        )


class OpeningHours(models.Model):
    """From when to when a store is open on a day of the week (0 is Monday); no row means closed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ("weekday",)
        constraints = (
            models.UniqueConstraint(fields=["store", "weekday"], name="a_store_opens_once_a_day"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="a_store_closes_after_it_opens"),
        )


class ClosedDay(models.Model):
    """A day on which a store that would be open is not: holiday, stocktaking, rebuilding."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField()
    reason = models.CharField(max_length=NAME_LENGTH, blank=True)

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=["store", "day"], name="a_day_is_closed_once"),)


class Bay(Versioned):
    """A place where a car is worked on."""

    class Kind(models.TextChoices):
        QUICK = "quick"
        REPAIR = "repair"
        BODY = "body"
        PAINT = "paint"
        ALIGNMENT = "alignment"
        WASH = "wash"
        CHARGING = "charging"

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="bays")
    name = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.REPAIR)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["store", "name"], name="a_bay_has_a_name_of_its_own"),
            models.CheckConstraint(
                condition=Q(kind__in=["quick", "repair", "body", "paint", "alignment", "wash", "charging"]),
                name="a_bay_is_of_a_known_kind",
            ),
        )

    def __str__(self) -> str:
        return self.name
