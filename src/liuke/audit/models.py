"""The audit trail: one row for each change and each look at personal data."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from liuke.values.identity import new_id


class AuditEntry(models.Model):
    """A deed. The database refuses to change or delete one, and the application's role may not even try.

    ``at`` is the database's clock. Actor, object and store are kept by id and name without foreign keys: the
    trail outlives what it tells of. ``before`` and ``after`` hold only what differs.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField()
    verb = models.TextField()
    object_kind = models.TextField()
    object_id = models.TextField()
    object_name = models.TextField(blank=True)
    store_id = models.UUIDField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    rows = models.PositiveIntegerField(null=True)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["object_kind", "object_id", "-at"], name="audit_by_object"),
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
            models.Index(fields=["store_id", "-at"], name="audit_by_store"),
            models.Index(fields=["verb", "-at"], name="audit_by_verb"),
        )

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.object_name}"
