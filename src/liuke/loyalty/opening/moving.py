"""The ways of a batch from one state to the next, under its lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.models import OpeningBatch
from liuke.loyalty.opening.queries import batches_within
from liuke.loyalty.opening.totals import posts
from liuke.org.editing import stamp
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal

State = OpeningBatch.State


class NotInThisState(Refusal):
    code = "opening_not_now"
    sentence = "Somebody was faster: this list is further on by now. Look at where it stands."


class NeedsAnother(Refusal):
    code = "opening_needs_another"
    sentence = "Nobody approves what he has asked for. Somebody else with this right has to look at the list."


def locked_batch(scope: Scope, batch_id: UUID, states: Collection[str]) -> OpeningBatch:
    """Raises NotFound, NotInThisState."""
    mine = batches_within(scope, Permission.OPEN_BALANCES)
    batch = mine.select_for_update(of=("self",)).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    if batch.state not in states:
        raise NotInThisState
    return batch


def move(batch: OpeningBatch, state: OpeningBatch.State, *, scope: Scope, at: dt.datetime, verb: str) -> None:
    """Saves the batch in its new state, with its trace."""
    batch.state = state
    stamp(batch, scope=scope, at=at)
    batch.save()
    record(
        actor=scope.actor,
        verb=verb,
        subject=Subject("loyalty.opening", batch.pk, batch.file, batch.store_id),
        after={"state": str(state), **posts(batch)},
    )
