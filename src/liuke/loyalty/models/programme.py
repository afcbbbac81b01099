"""What is sold and given: service items, cards, top-up offers, coupon series, the worth of points."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from liuke.org.models.versioned import Versioned
from liuke.values.identity import new_id

CODE = RegexValidator(r"^[a-z0-9._-]{1,40}$")
NAME_LENGTH = 60
MOST_FEN = 100_000_000
"""A million yuan: what one thing may cost."""


class ServiceItem(Versioned):
    """What a count card is used for 服务项目: a wash, an oil service. ``code`` never changes."""

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    list_fen = models.BigIntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(list_fen__gt=0, list_fen__lte=MOST_FEN), name="an_item_has_a_price"
            ),
        )


class CardProduct(Versioned):
    """A count card 次卡 (one line) or a package 套餐 (several)."""

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    price_fen = models.BigIntegerField()
    valid_days = models.PositiveIntegerField(null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(price_fen__gt=0, price_fen__lte=MOST_FEN), name="a_card_has_a_price"
            ),
        )


class CardLine(models.Model):
    """So many uses of an item in a card."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    card = models.ForeignKey(CardProduct, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")
    uses = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["card", "item"], name="an_item_stands_once_in_a_card"),
            models.CheckConstraint(condition=Q(uses__gte=1, uses__lte=999), name="a_line_has_uses"),
        )


class TopUpOffer(Versioned):
    """So much bonus 赠送 for so much paid 充值; bonus is given by no other way but a gift of two persons."""

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    principal_fen = models.BigIntegerField()
    bonus_fen = models.BigIntegerField()
    bonus_valid_days = models.PositiveIntegerField(null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("principal_fen", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(principal_fen__gt=0, principal_fen__lte=MOST_FEN, bonus_fen__gte=0)
                & Q(bonus_fen__lte=models.F("principal_fen")),
                name="a_bonus_is_at_most_what_is_paid",
            ),
        )


class CouponSeries(Versioned):
    """A kind of coupon 优惠券. ``categories`` of bill lines it is good for (none: all), from
    ``threshold_fen`` of them on. ``value_fen`` is what a cash coupon is worth, or the most a discount takes
    off (0: no limit)."""

    class Kind(models.TextChoices):
        CASH = "cash"
        DISCOUNT = "discount"
        ITEM = "item"
        EXCHANGE = "exchange"

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value_fen = models.BigIntegerField(default=0)
    percent_off = models.PositiveSmallIntegerField(default=0)
    item = models.ForeignKey(ServiceItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    threshold_fen = models.BigIntegerField(default=0)
    categories = models.JSONField(default=list, blank=True)
    stacks = models.BooleanField(default=False)
    transferable = models.BooleanField(default=False)
    valid_days = models.PositiveIntegerField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    most_per_owner = models.PositiveSmallIntegerField(default=1)
    most_issued = models.PositiveIntegerField(null=True, blank=True)
    issued = models.PositiveIntegerField(default=0, editable=False)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="cash", value_fen__gt=0)
                | Q(kind="discount", percent_off__gte=1, percent_off__lte=99)
                | Q(kind="item", item__isnull=False)
                | Q(kind="exchange"),
                name="a_coupon_is_worth_something",
            ),
            models.CheckConstraint(
                condition=Q(value_fen__gte=0, value_fen__lte=MOST_FEN, threshold_fen__gte=0),
                name="a_coupon_has_sound_amounts",
            ),
            models.CheckConstraint(
                condition=Q(most_issued=None) | Q(issued__lte=models.F("most_issued")),
                name="no_more_coupons_than_there_are",
            ),
        )


class Terms(Versioned):
    """What points are worth in this group: one row, or these defaults."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    points_per_yuan = models.PositiveSmallIntegerField(default=1)
    fen_per_point = models.PositiveSmallIntegerField(default=1)
    points_valid_months = models.PositiveSmallIntegerField(null=True, blank=True, default=24)
    most_points_percent = models.PositiveSmallIntegerField(default=50)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(only=True), name="points_have_one_worth"),
            models.CheckConstraint(
                condition=Q(most_points_percent__lte=100, points_per_yuan__lte=100),
                name="points_are_worth_a_part",
            ),
        )
