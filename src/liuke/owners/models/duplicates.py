"""Owners that may be one person, and those that were made one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from liuke.owners.models.owner import Owner
from liuke.values.identity import new_id


class Candidate(models.Model):
    """Two owners that may be one, with what speaks for it. ``first`` has the smaller id.

    Whoever finds that they are two says so once: ``dismissed_at`` keeps the pair from coming back.
    """

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["-score", "id"], name="candidates_by_score"),)
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="a_pair_stands_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_is_two_in_order"),
        )


class Merge(models.Model):
    """Two owners made one, with all it takes to part them again.

    ``before`` and ``after`` are the survivor's row around the merge, ``moved`` the ids of what
    changed hands by table, ``dropped`` the rows of the other one that the survivor had already.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survivor = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.TextField()
    before = models.JSONField()
    after = models.JSONField()
    moved = models.JSONField()
    dropped = models.JSONField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True)
    left = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_at=None), name="an_owner_is_merged_into_one"
            ),
        )
