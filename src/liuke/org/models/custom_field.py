"""Fields a group defines itself, and its own words for fields that are built in.

The values stand in ``custom`` of stores, owners and vehicles, a JSON object by key. No index is kept on it:
a field is read with its row, and segments scan the owners once anyway.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.org.models.group import NAME_LENGTH
from liuke.org.models.versioned import Versioned
from liuke.org.rules.custom_fields import KEY, Bearer, CustomKind, Terms

BEARERS, KINDS = ([one.value for one in kind] for kind in (Bearer, CustomKind))


class CustomField(Versioned):
    """One field. Key and kind never change: values of it are kept already."""

    bearer = models.CharField(max_length=10)
    key = models.CharField(max_length=40)
    label_zh = models.CharField(max_length=NAME_LENGTH)
    label_en = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=10)
    required = models.BooleanField(default=False)
    choices = models.JSONField(default=list)
    rank = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("rank", "key")
        constraints = (
            models.UniqueConstraint(fields=["bearer", "key"], name="a_custom_key_names_one_field"),
            models.CheckConstraint(condition=Q(bearer__in=BEARERS), name="custom_fields_have_a_known_bearer"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="a_custom_field_is_of_a_known_kind"),
            models.CheckConstraint(condition=Q(key__regex=KEY), name="a_custom_key_is_plain"),
        )

    def __str__(self) -> str:
        return self.label_zh

    @property
    def terms(self) -> Terms:
        return Terms(
            key=self.key,
            kind=CustomKind(self.kind),
            required=self.required,
            choices=tuple(self.choices),
            retired=self.retired,
        )

    def called(self, *, chinese: bool) -> str:
        return self.label_zh if chinese else self.label_en


class LabelOverride(Versioned):
    """What a group calls a built-in field; an empty label leaves that language as it is."""

    bearer = models.CharField(max_length=10)
    field = models.CharField(max_length=40)
    label_zh = models.CharField(max_length=NAME_LENGTH, blank=True)
    label_en = models.CharField(max_length=NAME_LENGTH, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["bearer", "field"], name="a_field_is_renamed_once"),
            models.CheckConstraint(condition=Q(bearer__in=BEARERS), name="labels_have_a_known_bearer"),
        )

    def __str__(self) -> str:
        return self.label_zh or self.label_en
