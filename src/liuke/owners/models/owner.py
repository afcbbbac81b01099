"""Owners, how they are reached, the keys sources know them by, and their standing.

Bulk statements write the first three (see ``actions``): what they leave out has a default in the database.
``batch_id`` names the import that wrote a row last; it is not a foreign key, because imports stand above.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Func
from django.db.models.functions import Now

from liuke.org.models import Staff, Store
from liuke.org.models.versioned import Versioned
from liuke.values.identity import new_id

IMPORTS_WRITE = ("name", "gender", "birthday", "district", "channel", "home_store_id")
"""Columns that follow from the records of an import, unless somebody has set them by hand."""


class NewId(Func):
    """``liuke_new_id()``: the database's own way to make what ``values.identity.new_id`` makes."""

    function = "liuke_new_id"
    arity = 0
    output_field = models.UUIDField()


class Owner(Versioned):
    """A person or firm that owns a car, or owned one. ``pinyin`` sorts, ``initials`` are typed to search.

    ``hand_set`` names the columns somebody has set by hand: imports leave them alone, and what the records
    say instead stands in ``records_say``. An owner merged into another stays for old addresses and
    for the way back (``merged_into``); one who was erased stays as nobody, for the car's sake.
    A row with a ``version`` above 1 was touched by a person: taking an import back leaves it.
    """

    class Kind(models.TextChoices):
        PRIVATE = "private"
        FLEET = "fleet"

    class CreditRule(models.TextChoices):
        SOLD = "sold"
        SERVED = "served"

    id = models.UUIDField(primary_key=True, default=new_id, db_default=NewId(), editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_by = models.TextField(db_default="import", editable=False)
    name = models.TextField(blank=True)
    pinyin = models.TextField(blank=True)
    initials = models.TextField(blank=True)
    kind = models.TextField(choices=Kind.choices, default=Kind.PRIVATE, db_default="private")
    gender = models.TextField(null=True)
    birthday = models.DateField(null=True)
    district = models.TextField(null=True)
    channel = models.TextField(null=True)
    home_store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    credit_rule = models.TextField(choices=CreditRule.choices, default=CreditRule.SOLD, db_default="sold")
    preferred_store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    preferred_adviser = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    spending = models.TextField(blank=True, default="", db_default="")
    contact_channel = models.TextField(blank=True, default="", db_default="")
    contact_time = models.TextField(blank=True, default="", db_default="")
    preferences = models.TextField(blank=True, default="", db_default="")
    custom = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), editable=False)
    hand_set = models.JSONField(default=list, db_default=Value([], models.JSONField()), editable=False)
    records_say = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", editable=False
    )
    erased_at = models.DateTimeField(null=True, editable=False)
    batch_id = models.UUIDField(null=True, db_index=True, editable=False)

    class Meta:
        indexes = (
            models.Index(fields=["pinyin", "id"], name="owners_by_pinyin"),
            models.Index(fields=["home_store", "pinyin", "id"], name="owners_by_store"),
            models.Index(fields=["initials"], name="owners_by_initials"),
            models.Index(fields=["name", "district"], name="owners_by_name_and_district"),
            models.Index(
                fields=["changed_at"], condition=~Q(records_say={}), name="owners_records_say_otherwise"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["private", "fleet"]), name="an_owner_is_of_a_known_kind"
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="nobody_is_merged_into_themselves"
            ),
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
    """A number an owner answers, normalised; the same number may be several owners'.

    A number found ``wrong`` stays, so that the next import does not bring it back as a good one.
    """

    class State(models.TextChoices):
        UNKNOWN = "unknown"
        VERIFIED = "verified"
        WRONG = "wrong"

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="phones")
    number = models.TextField(db_index=True)
    label = models.TextField(default="own", db_default="own")
    first = models.BooleanField(default=False, db_default=False)
    state = models.TextField(choices=State.choices, default=State.UNKNOWN, db_default="unknown")
    state_at = models.DateTimeField(null=True)
    source = models.TextField(default="hand", db_default="import")
    batch_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "number"], name="an_owner_has_a_number_once"),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(first=True), name="an_owner_has_one_first_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["unknown", "verified", "wrong"]), name="a_number_is_in_a_known_state"
            ),
        )


class WechatId(models.Model):
    """An owner in one WeChat application: its open id there, and the union id of all applications."""

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="wechat_ids")
    application = models.TextField()
    open_id = models.TextField()
    union_id = models.TextField(blank=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["application", "open_id"], name="an_open_id_is_one_owners"),
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
