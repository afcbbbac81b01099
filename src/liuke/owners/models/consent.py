"""What an owner has agreed to: a log that only grows, and what follows from it now."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.owners.models.owner import Owner
from liuke.owners.rules.consent import CHANNELS, PURPOSES


class Consent(models.Model):
    """An owner agreed, or took it back, for one purpose and one channel; with the proof.

    ``how`` is where it happened, ``text_version`` which wording the owner saw. A trigger refuses changes; a
    merge may give the row another owner, an erasure may blank the note.
    """

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="consents")
    purpose = models.TextField()
    channel = models.TextField()
    given = models.BooleanField()
    at = models.DateTimeField()
    how = models.TextField()
    text_version = models.TextField(blank=True)
    note = models.TextField(blank=True)
    by = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["owner", "purpose", "channel", "-at", "-id"], name="consent_latest"),)
        constraints = (
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="a_purpose_is_known"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="a_channel_is_known"),
        )


class ConsentNow(models.Model):
    """The latest word of each owner for each purpose and channel: a view over the log."""

    id = models.BigIntegerField(primary_key=True)
    owner = models.ForeignKey(Owner, on_delete=models.DO_NOTHING, related_name="consents_now")
    purpose = models.TextField()
    channel = models.TextField()
    given = models.BooleanField()
    at = models.DateTimeField()
    how = models.TextField()

    class Meta:
        managed = False
        db_table = "owners_consentnow"
