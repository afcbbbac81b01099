"""The tables of owners.

Bulk statements write them (see ``actions``): every id has a default in the database too. ``batch_id`` names
the import that wrote a row last; it is not a foreign key, because imports stand above owners.
"""

from __future__ import annotations

from django.db import models
from django.db.models.expressions import Func

from liuke.org.models import Store
from liuke.values.identity import new_id


class NewId(Func):
    """``liuke_new_id()``: the database's own way to make what ``values.identity.new_id`` makes."""

    function = "liuke_new_id"
    arity = 0
    output_field = models.UUIDField()


class Owner(models.Model):
    """A person or firm that owns a car, or owned one. ``pinyin`` sorts, ``initials`` are typed to search."""

    id = models.UUIDField(primary_key=True, default=new_id, db_default=NewId(), editable=False)
    name = models.TextField(blank=True)
    pinyin = models.TextField(blank=True)
    initials = models.TextField(blank=True)
    gender = models.TextField(null=True)
    birthday = models.DateField(null=True)
    district = models.TextField(null=True)
    channel = models.TextField(null=True)
    home_store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    batch_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        indexes = (
            models.Index(fields=["pinyin", "id"], name="owners_by_pinyin"),
            models.Index(fields=["home_store", "pinyin", "id"], name="owners_by_store"),
        )

    def __str__(self) -> str:
        return self.name


class SourceKey(models.Model):
    """What a source knows an owner by: a phone, else the VIN of the car. One key means one owner."""

    id = models.BigAutoField(primary_key=True)
    value = models.TextField(unique=True)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="source_keys")
    batch_id = models.UUIDField(null=True, db_index=True)


class Phone(models.Model):
    """A number an owner answers, normalised; the same number may be several owners'."""

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="phones")
    number = models.TextField(db_index=True)
    batch_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "number"], name="an_owner_has_a_number_once"),
        )


class Standing(models.Model):
    """What the last analysis made of an owner: grade, worth of the latest 12 months, risk, value at stake.

    Apart from the owner, because every analysis rewrites it and no import touches it.
    """

    owner = models.OneToOneField(Owner, primary_key=True, on_delete=models.CASCADE, related_name="standing")
    as_of = models.DateField()
    tier = models.TextField()
    calibrated_tier = models.TextField()
    score = models.SmallIntegerField()
    visits_12 = models.IntegerField()
    spend_12_fen = models.BigIntegerField()
    profit_12_fen = models.BigIntegerField()
    last_visit_day = models.DateField(null=True)
    risk = models.FloatField(null=True)
    stake_fen = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["tier", "-profit_12_fen"], name="standing_by_tier"),
            models.Index(fields=["-stake_fen"], name="standing_by_stake"),
        )
