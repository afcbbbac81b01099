"""Opening balances 期初余额: a file from the old system, and what became of each of its rows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from liuke.org.models import Store
from liuke.org.models.versioned import Versioned
from liuke.owners.models import Owner

NAME_LENGTH = 200


class OpeningBatch(Versioned):
    """One file. ``totals`` is what its rows come to by kind of value, ``control`` what somebody read off the
    old system's report. ``adds`` is the answer for rows that differ from what their owner was given: posted
    besides, or left out. ``undo`` fields are those of taking all of it back."""

    class State(models.TextChoices):
        PREVIEW = "preview"
        ASKED = "asked"
        POSTING = "posting"
        POSTED = "posted"
        STOPPED = "stopped"
        DISCARDED = "discarded"
        UNDO_ASKED = "undo_asked"
        UNDOING = "undoing"
        UNDONE = "undone"

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=NAME_LENGTH)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    uploaded_at = models.DateTimeField()
    uploaded_by_id = models.UUIDField(null=True)
    uploaded_by = models.TextField()
    totals = models.JSONField(default=dict)
    control = models.JSONField(default=dict)
    adds = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.UUIDField(null=True)
    asked_by = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    approved_by = models.TextField(blank=True)
    undo_reason = models.CharField(max_length=NAME_LENGTH, blank=True)
    undo_asked_by_id = models.UUIDField(null=True)
    undo_asked_by = models.TextField(blank=True)
    undo_approved_by_id = models.UUIDField(null=True)
    undo_approved_by = models.TextField(blank=True)
    refusal = models.JSONField(null=True)

    class Meta:
        ordering = ("-uploaded_at", "-id")
        indexes = (models.Index(fields=["store", "-uploaded_at"], name="opening_batches_of_a_store"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by_id=None) | ~Q(approved_by_id=F("asked_by_id")),
                name="somebody_else_opens_balances",
            ),
            models.CheckConstraint(
                condition=Q(undo_approved_by_id=None) | ~Q(undo_approved_by_id=F("undo_asked_by_id")),
                name="somebody_else_takes_balances_back",
            ),
        )

    @property
    def fates_to_post(self) -> tuple[str, ...]:
        """Of rows whose owner was found; of what differs from an earlier list only if it is to be added."""
        fate = OpeningRow.Fate
        return (fate.MATCHED, fate.DIFFERS) if self.adds else (fate.MATCHED,)


class OpeningRow(models.Model):
    """A row as it was read. ``fate`` says whether somebody was found; ``why`` what is wrong with it.
    A copy is, to the letter, a row further up.
    ``elsewhere`` is the list in which the owner was given the same already, or something of that kind."""

    class Fate(models.TextChoices):
        MATCHED = "matched"
        STANDING = "standing"
        DIFFERS = "differs"
        UNMATCHED = "unmatched"
        AMBIGUOUS = "ambiguous"
        BAD = "bad"
        SKIPPED = "skipped"
        COPY = "copy"

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(OpeningBatch, on_delete=models.CASCADE, related_name="rows")
    n = models.PositiveIntegerField()
    name = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    plate = models.TextField(blank=True)
    vin = models.TextField(blank=True)
    card_no = models.TextField(blank=True)
    principal_fen = models.BigIntegerField(default=0)
    bonus_fen = models.BigIntegerField(default=0)
    points = models.BigIntegerField(default=0)
    item = models.TextField(blank=True)
    visits = models.BigIntegerField(default=0)
    visits_paid_fen = models.BigIntegerField(default=0)
    expires_on = models.DateField(null=True)
    fate = models.CharField(max_length=10, choices=Fate.choices)
    why = models.JSONField(default=list)
    owner = models.ForeignKey(Owner, null=True, on_delete=models.PROTECT, related_name="+")
    elsewhere = models.ForeignKey(OpeningBatch, null=True, on_delete=models.PROTECT, related_name="+")
    journal = models.UUIDField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        ordering = ("n",)
        constraints = (
            models.UniqueConstraint(fields=["batch", "n"], name="a_row_is_read_once"),
            models.CheckConstraint(
                condition=Q(fate__in=["standing", "differs"], elsewhere__isnull=False)
                | (~Q(fate__in=["standing", "differs"]) & Q(elsewhere=None)),
                name="what_stands_already_stands_in_a_list",
            ),
            models.CheckConstraint(
                condition=Q(journal=None) | Q(fate__in=["matched", "differs"]),
                name="what_stands_already_is_not_posted",
            ),
        )
        indexes = (
            models.Index(fields=["batch", "fate", "n"], name="opening_rows_by_fate"),
            models.Index(fields=["owner"], name="opening_rows_of_an_owner", condition=Q(owner__isnull=False)),
        )
