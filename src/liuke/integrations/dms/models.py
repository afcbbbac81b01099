"""Imports: the batch, its files, its progress, what is remembered for the next one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from liuke.integrations.dms.rules.states import State
from liuke.org.models import Store
from liuke.values.identity import new_id


class ImportBatch(models.Model):
    """One import. ``found`` is what reading the files found out, ``answers`` what the person said to it.

    ``staff_id`` is whose scope holds for it; None is the system's (command line, demo).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.TextField(default=State.READING.value)
    staff_id = models.UUIDField(null=True)
    staff_name = models.TextField()
    uploaded_at = models.DateTimeField(db_default=Now())
    answers = models.JSONField(default=list)
    found = models.JSONField(default=dict)
    refusal = models.JSONField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["-uploaded_at", "-id"], name="imports_by_time"),
            models.Index(fields=["staff_id", "-uploaded_at"], name="imports_by_person"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="an_import_is_in_a_known_state"
            ),
        )


class ImportFile(models.Model):
    """A file of an import, kept under the hash of its content. ``taken`` while the import is in work."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="files")
    name = models.TextField()
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    taken = models.BooleanField(default=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(taken=True), name="a_file_is_in_work_once"
            ),
            models.UniqueConstraint(fields=["batch", "name"], name="an_import_names_a_file_once"),
        )


class ImportProgress(models.Model):
    """What the worker does just now. Written outside the work's own transaction, so that pages can see it."""

    batch = models.OneToOneField(
        ImportBatch, primary_key=True, on_delete=models.CASCADE, related_name="progress"
    )
    step = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    rows = models.BigIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())


class PreviewRow(models.Model):
    """One of the first rows of each fate, to be looked at: its cells, and for a change how they stand now."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="preview_rows")
    kind = models.TextField()
    fate = models.TextField()
    sheet = models.IntegerField()
    row_number = models.IntegerField()
    cells = models.JSONField()
    before = models.JSONField(null=True)
    why = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=["batch", "kind", "fate", "id"], name="preview_by_fate"),)


class KnownSheet(models.Model):
    """What the columns of one kind of sheet were taken for, by the signature of its header."""

    signature = models.CharField(max_length=64, primary_key=True)
    kind = models.TextField()
    columns = models.JSONField()
    time_columns = models.JSONField(default=dict)
    day_orders = models.JSONField(default=dict)
    batch_id = models.UUIDField(null=True)


class StoreName(models.Model):
    """What a store is called in files: for everybody, or only in the files of one person."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    staff_id = models.UUIDField(null=True)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["name", "staff_id"], nulls_distinct=False, name="a_name_means_one_store"
            ),
        )


class Source(models.Model):
    """A store and a kind of export together. Its number stands in every row that came from it."""

    id = models.AutoField(primary_key=True)
    signature = models.CharField(max_length=64)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["signature", "store"], name="a_source_is_numbered_once"),
        )
