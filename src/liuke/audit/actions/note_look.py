"""Keeps that somebody looked at a list of people."""

from __future__ import annotations

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor


@transaction.atomic
def note_look(*, actor: Actor, subject: Subject, cars: int = 0, owners: int = 0) -> None:
    """``cars`` or ``owners`` are those shown at once, with names, and phones masked."""
    record(
        actor=actor,
        verb="personal.listed",
        subject=subject,
        after={"owners": owners} if owners else {"cars": cars},
    )
