"""Owners who came to a store that is not theirs."""

from __future__ import annotations

from django.db import models

from liuke.org.models import Store
from liuke.owners.models import Owner


class Guest(models.Model):
    """Found at this store's desk by the whole telephone number or plate: it serves them from then on."""

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="guest_of")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "store"], name="a_guest_of_a_store_once"),)
