"""Asks for an import to be taken back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.integrations.dms.actions.confirm_import import counts_of, subject_of
from liuke.integrations.dms.moving import locked_import, move
from liuke.integrations.dms.queries import import_within
from liuke.integrations.dms.rules.states import State
from liuke.org.scope import Scope


@transaction.atomic
def undo_import(*, scope: Scope, batch_id: UUID) -> None:
    """Raises NotFound, NotNow. What is in the way, if anything, is found out by the worker."""
    from liuke.integrations.dms.jobs import take_back

    batch = locked_import(import_within(scope, batch_id).pk)
    batch.undone_by, batch.refusal = scope.actor.name, None
    move(batch, State.UNDOING)
    record(actor=scope.actor, verb="import.undone", subject=subject_of(batch), before=counts_of(batch))
    take_back.configure(lock=f"dms.{batch.pk}").defer(
        batch_id=str(batch.pk), staff_id=str(scope.actor.id) if scope.actor.id else None
    )
