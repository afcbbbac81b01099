"""What an owner cares about, and where they stand in their life with us."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.org.models.versioned import Versioned
from liuke.owners.models.owner import Owner
from liuke.owners.rules.life_stage import Stage


class Interest(Versioned):
    """A line of the group's list of interests 兴趣. One out of use stays with those who have it."""

    name = models.CharField(max_length=30, unique=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class OwnerInterest(models.Model):
    """An owner cares about something."""

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="interests")
    interest = models.ForeignKey(Interest, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "interest"], name="an_owner_has_an_interest_once"),
        )


class StageMark(models.Model):
    """Somebody has said when an owner came to a stage 客户阶段, from where, and, of the lost, why they left.

    The latest mark of a stage counts; what no mark says follows from the history.
    """

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="stage_marks")
    stage = models.TextField()
    day = models.DateField()
    source = models.TextField(blank=True)
    lost_reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(stage__in=[s.value for s in Stage]), name="a_stage_is_known"),
            models.CheckConstraint(
                condition=Q(lost_reason="") | Q(stage="lost"), name="only_the_lost_have_left_for_a_reason"
            ),
        )
