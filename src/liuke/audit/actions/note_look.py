"""Keeps that somebody looked at a list of people."""

from __future__ import annotations

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor


@transaction.atomic
def note_look(*, actor: Actor, subject: Subject, cars: int) -> None:
    """``cars`` are those shown at once, their owners' names with them and phones masked."""
    record(actor=actor, verb="personal.listed", subject=subject, after={"cars": cars})
