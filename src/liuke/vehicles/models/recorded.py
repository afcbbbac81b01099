"""What every row of the history has, whatever it tells of."""

from __future__ import annotations

from django.db import models
from django.db.models import ForeignKey

from liuke.org.models import Store


class Recorded(models.Model):
    """A row that came with an import, or was written by the workshop (no ``batch_id``).

    ``key`` is the natural key within the store, as text. ``part`` is the month (year * 12 + month - 1) the
    row is exported with; 0 where it has none. ``source`` numbers what the rows of one store and one kind of
    export have in common, ``source_row`` is the row of the sheet.
    """

    id = models.BigAutoField(primary_key=True)
    store: ForeignKey[Store] = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    key = models.TextField()
    part = models.IntegerField(default=0)
    region = models.TextField(null=True)
    source = models.IntegerField(default=0)
    source_row = models.IntegerField(default=0)
    batch_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        abstract = True
