"""Reading batches of opening balances, always through somebody's scope."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from liuke.loyalty.models import OpeningBatch, OpeningRow
from liuke.org.queries import NotFound, within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


def batches_within(scope: Scope) -> QuerySet[OpeningBatch]:
    """Those of stores within reach, the latest first."""
    reach = scope.reach(Permission.OPEN_BALANCES)
    return OpeningBatch.objects.filter(within(reach)).select_related("store")


def batch_within(scope: Scope, batch_id: UUID) -> OpeningBatch:
    """Raises NotFound."""
    batch = batches_within(scope).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    return batch


def open_rows(batch: OpeningBatch) -> QuerySet[OpeningRow]:
    """What is not posted: not found, in doubt, unreadable or refused by the ledger."""
    return batch.rows.filter(journal=None)


def posted_rows(batch: OpeningBatch) -> int:
    """How far a batch has come."""
    return batch.rows.filter(journal__isnull=False).count()


def waiting_for(scope: Scope) -> int:
    """How many batches wait for a second person, and the asker could be that person."""
    states = (OpeningBatch.State.ASKED, OpeningBatch.State.UNDO_ASKED)
    return batches_within(scope).filter(state__in=states).exclude(asked_by_id=scope.actor.id).count()
