"""Counts an export and gives it its watermark."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor
from liuke.values.identity import new_id


@transaction.atomic
def note_export(*, actor: Actor, subject: Subject, rows: int, reason: str, at: dt.datetime) -> str:
    """The line that every sheet of the export carries: who, when, and a number that finds it in the trail."""
    number = str(new_id())[-12:].upper()
    record(
        actor=actor, verb="export.made", subject=subject, after={"number": number}, reason=reason, rows=rows
    )
    return f"{actor.name} · {timezone.localtime(at):%Y-%m-%d %H:%M} · {number}"
