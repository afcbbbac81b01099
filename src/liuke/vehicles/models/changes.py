"""What an import changed: how rows stood before, and which parts of the history have to be exported anew."""

from __future__ import annotations

from django.db import models


class BeforeImage(models.Model):
    """A row as it stood before an import changed or removed it. Rows an import made have none.

    ``previous_batch`` is the import that had written the row: if that one is to be undone, this one is in the
    way.
    """

    id = models.BigAutoField(primary_key=True)
    batch_id = models.UUIDField(db_index=True)
    table_name = models.TextField()
    row_id = models.TextField()
    was = models.JSONField()
    previous_batch = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["batch_id", "table_name", "row_id"], name="a_row_is_kept_once_an_import"
            ),
        )


class ChangedPart(models.Model):
    """A month of one kind of rows that changed since it was exported."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    part = models.IntegerField()
