"""What has been answered to writing calls, so that a repeated one is not done twice."""

from __future__ import annotations

from django.db import models

from liuke.org.models import ApiKey
from liuke.values.identity import new_id


class Answered(models.Model):
    """The answer to one ``Idempotency-Key`` of one key. Written in the transaction of what it did."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    token = models.TextField()
    request_hash = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    body = models.TextField(default="")
    etag = models.TextField(default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "token"], name="a_call_is_answered_once"),)
