"""What the feeds have done."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from liuke.values.identity import new_id


class Analysis(models.Model):
    """One examination of the deployment's own data: the diagnosis, and the figures of every place.

    ``diagnosis`` is what ``liuke diagnose`` writes as diagnosis.json. ``star`` names the folder it was
    computed from.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_default=Now())
    as_of = models.DateField()
    star = models.TextField()
    diagnosis = models.JSONField()
    seconds = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["-at"], name="analyses_by_time"),)


class PlaceFigures(models.Model):
    """The figures of the group (no ids), of a region or of a store in one analysis."""

    id = models.BigAutoField(primary_key=True)
    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="places")
    region_id = models.UUIDField(null=True)
    store_id = models.UUIDField(null=True)
    figures = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["analysis", "region_id", "store_id"],
                nulls_distinct=False,
                name="a_place_is_figured_once",
            ),
        )
