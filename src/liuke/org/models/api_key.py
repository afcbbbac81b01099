"""Keys by which programs ask, and how often they do."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.org.models.group import NAME_LENGTH, Region
from liuke.org.models.store import Store
from liuke.org.rules.roles import Level
from liuke.values.identity import new_id


class ApiKey(models.Model):
    """A program's key. Its secret is kept as a hash; ``prefix`` finds it and may be shown.

    ``scopes`` are of ``KeyScope``; what a sandbox key writes is undone, and it never sees personal data.
    ``made_by_id`` is the person behind what the key asks: no second person to it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    prefix = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    level = models.CharField(max_length=10)
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    sandbox = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    made_by_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(level=Level.GROUP.value, region=None, store=None)
                | Q(level=Level.REGION.value, region__isnull=False, store=None)
                | Q(level=Level.STORE.value, region=None, store__isnull=False),
                name="a_key_holds_in_one_place",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ApiKeyUse(models.Model):
    """When a key was used last, and how often in that minute. Apart from the key: written at every call."""

    key = models.OneToOneField(ApiKey, primary_key=True, on_delete=models.CASCADE, related_name="use")
    minute = models.BigIntegerField()
    calls = models.IntegerField()
    used_at = models.DateTimeField()
