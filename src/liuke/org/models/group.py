"""The dealer group of this deployment, and its regions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.org.models.versioned import Versioned

NAME_LENGTH = 60


class Group(Versioned):
    """The dealer group: exactly one row.

    A ``demo`` group holds invented data and asks nobody for a second factor.
    """

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    short_name = models.CharField(max_length=20, blank=True)
    demo = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(only=True), name="there_is_one_group"),)

    def __str__(self) -> str:
        return self.name


class Region(Versioned):
    """Stores that one regional manager answers for."""

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    pinyin = models.CharField(max_length=200, editable=False)

    class Meta:
        ordering = ("pinyin", "id")

    def __str__(self) -> str:
        return self.name
