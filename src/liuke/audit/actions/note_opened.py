"""Keeps that somebody opened a person's page."""

from __future__ import annotations

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor


@transaction.atomic
def note_opened(*, actor: Actor, subject: Subject) -> None:
    """Phones on it are masked; each that is shown whole is kept by ``reveal``."""
    record(actor=actor, verb="personal.opened", subject=subject)
