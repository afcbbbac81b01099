"""Writes down why an import could not go on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liuke.integrations.dms.moving import locked_import, move
from liuke.integrations.dms.rules.states import State, may_follow
from liuke.values.refusal import Refusal

UNEXPECTED = "unexpected"
"""The code for what is our fault; the jobs page has the details."""


@transaction.atomic
def fail_import(*, batch_id: UUID, refusal: Refusal | None) -> None:
    """Nothing of the import has been taken in. An undo that fails leaves the import done."""
    batch = locked_import(batch_id)
    state = State.FAILED if may_follow(State(batch.state), State.FAILED) else State.DONE
    if not may_follow(State(batch.state), state):
        return
    batch.refusal = {
        "code": refusal.code if refusal else UNEXPECTED,
        "sentence": refusal.sentence if refusal else "",
        "parameters": {key: str(value) for key, value in (refusal.parameters if refusal else {}).items()},
    }
    move(batch, state)
