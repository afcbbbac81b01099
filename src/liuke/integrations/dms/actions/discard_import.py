"""Gives an import up before anything was taken in."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.integrations.dms import storage
from liuke.integrations.dms.actions.confirm_import import subject_of
from liuke.integrations.dms.moving import locked_import, move
from liuke.integrations.dms.queries import import_within
from liuke.integrations.dms.rules.states import State
from liuke.org.scope import Scope


@transaction.atomic
def discard_import(*, scope: Scope, batch_id: UUID) -> None:
    """Raises NotFound, NotNow. A worker that is still reading finds the import gone and stops."""
    batch = locked_import(import_within(scope, batch_id).pk)
    move(batch, State.DISCARDED)
    batch.preview_rows.all().delete()
    record(actor=scope.actor, verb="import.discarded", subject=subject_of(batch))
    transaction.on_commit(lambda: storage.forget(batch.pk))
