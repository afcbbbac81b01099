"""Events that have been published, who has heard them, and why jobs failed."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from liuke.values.identity import new_id


class PublishedEvent(models.Model):
    """Something that happened, written in the transaction in which it happened."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_default=Now())
    kind = models.TextField()
    payload = models.JSONField()

    class Meta:
        indexes = (
            models.Index(fields=["kind", "at"], name="events_by_kind"),
            models.Index(fields=["at", "id"], name="events_by_time"),
        )


class Heard(models.Model):
    """A listener has done its work for an event. Written in the listener's transaction: never twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(PublishedEvent, on_delete=models.CASCADE, related_name="heard")
    listener = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "listener"], name="an_event_is_heard_once"),)


class JobFailure(models.Model):
    """Why a job failed, last time and before. The queue itself keeps only that it did."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    job_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField(db_default=Now())
    attempt = models.PositiveIntegerField()
    error = models.TextField()
    trace = models.TextField()
