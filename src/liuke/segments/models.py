"""The tables of segments and tags."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liuke.org.models import Staff, Store
from liuke.org.models.versioned import Versioned
from liuke.owners.models import Owner

NAME_LENGTH, NOTE_LENGTH, REASON_LENGTH = 40, 200, 200


class Share(models.TextChoices):
    """Who sees a segment besides its author."""

    MINE = "mine"
    STORE = "store"
    GROUP = "group"


class Origin(models.TextChoices):
    """Who sets a tag: a person, a rule (a segment), or a built-in model."""

    HAND = "hand"
    RULE = "rule"
    MODEL = "model"


class Segment(Versioned):
    """Conditions with a name. ``conditions`` is what ``rules.tree`` reads."""

    name = models.CharField(max_length=NAME_LENGTH)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    share = models.CharField(max_length=8, choices=Share.choices, default=Share.MINE)
    author = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    conditions = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["author", "name"], nulls_distinct=False, name="a_segment_name_is_used_once_an_author"
            ),
            models.CheckConstraint(
                condition=Q(share=Share.STORE, store__isnull=False)
                | (~Q(share=Share.STORE) & Q(store__isnull=True)),
                name="a_segment_shared_with_a_store_has_one",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Tag(Versioned):
    """A word about owners. It belongs to the group; ``valid_days`` lets what is set by hand run out."""

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, editable=False)
    segment = models.ForeignKey(Segment, null=True, on_delete=models.PROTECT, related_name="tags")
    model = models.CharField(max_length=40, blank=True, editable=False)
    valid_days = models.PositiveIntegerField(null=True)
    active = models.BooleanField(default=True)
    refreshed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(origin=Origin.RULE, segment__isnull=False)
                | (~Q(origin=Origin.RULE) & Q(segment__isnull=True)),
                name="a_tag_set_by_rule_has_a_segment",
            ),
            models.UniqueConstraint(fields=["model"], condition=~Q(model=""), name="a_model_sets_one_tag"),
        )

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """An owner has a tag: since when, from whom, why, until when.

    ``reason`` is what a person wrote; ``facts`` what a model found, as a list of [code, figures].
    """

    id = models.BigAutoField(primary_key=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="taggings")
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    facts = models.JSONField(default=list)
    set_at = models.DateTimeField()
    set_by = models.TextField(blank=True)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tag", "owner"], name="an_owner_has_a_tag_once"),)
        indexes = (models.Index(fields=["expires_on"], name="taggings_by_expiry"),)
