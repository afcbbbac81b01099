"""What several people may edit: a version that tells whether somebody else was faster."""

from __future__ import annotations

from django.db import models

from liuke.values.identity import new_id


class Versioned(models.Model):
    """An id made here, a version that rises with each change, and who made the last one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.TextField(editable=False)

    class Meta:
        abstract = True
