"""Moves an import from one state to another, one at a time."""

from __future__ import annotations

from uuid import UUID

from liuke.integrations.dms.models import ImportBatch
from liuke.integrations.dms.rules.states import IN_WORK, State, may_follow
from liuke.values.refusal import Refusal


class NotNow(Refusal):
    code = "import_not_now"
    sentence = "This import has moved on meanwhile (%(state)s). Look at it again."


def locked_import(batch_id: UUID) -> ImportBatch:
    """The import, locked until the transaction ends."""
    return ImportBatch.objects.select_for_update().get(pk=batch_id)


def move(batch: ImportBatch, to: State) -> None:
    """Changes the state of a locked import and saves it. Raises NotNow for a step that does not follow."""
    if not may_follow(State(batch.state), to):
        raise NotNow(state=batch.state)
    batch.state = to.value
    batch.save()
    if to not in IN_WORK:
        batch.files.update(taken=False)
