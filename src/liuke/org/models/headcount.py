"""How many people of a role a store plans and has in a month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.org.models.store import Store
from liuke.org.rules.headcount import COUNTED, MOST_HEADS
from liuke.values.identity import new_id


class Headcount(models.Model):
    """One role in one month, named by its first day; no row means that nobody has said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="headcounts")
    month = models.DateField()
    role = models.CharField(max_length=30)
    planned = models.PositiveSmallIntegerField(null=True)
    actual = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["store", "month", "role"], name="a_role_is_counted_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="a_month_is_named_by_its_first_day"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in COUNTED]), name="a_counted_role_is_a_stores"
            ),
            models.CheckConstraint(
                condition=(Q(planned__isnull=False) | Q(actual__isnull=False))
                & (Q(planned=None) | Q(planned__lte=MOST_HEADS))
                & (Q(actual=None) | Q(actual__lte=MOST_HEADS)),
                name="a_headcount_says_something",
            ),
        )
