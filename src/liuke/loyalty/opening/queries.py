"""Reading batches of opening balances, always through somebody's scope."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from liuke.loyalty.models import OpeningBatch, OpeningRow
from liuke.org.queries import NotFound, within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


def batches_within(scope: Scope, permission: Permission = Permission.SEE_FINANCE) -> QuerySet[OpeningBatch]:
    """Those of stores within reach, the latest first."""
    return OpeningBatch.objects.filter(within(scope.reach(permission))).select_related("store")


def batch_within(
    scope: Scope, batch_id: UUID, permission: Permission = Permission.SEE_FINANCE
) -> OpeningBatch:
    """Raises NotFound."""
    batch = batches_within(scope, permission).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    return batch


def rows_to_post(batch: OpeningBatch) -> QuerySet[OpeningRow]:
    """What it brings once it is approved."""
    return batch.rows.filter(fate__in=batch.fates_to_post)


def open_rows(batch: OpeningBatch) -> QuerySet[OpeningRow]:
    """What is posted neither here nor by another list, and why: not found, in doubt, unreadable, left out,
    refused by the ledger."""
    fate = OpeningRow.Fate
    told = batch.rows.filter(journal=None).exclude(fate__in=(fate.STANDING, fate.SKIPPED, fate.COPY))
    return told.exclude(fate__in=batch.fates_to_post, why=[])


def waiting_for(scope: Scope) -> QuerySet[OpeningBatch]:
    """Lists this person may decide on as the second one: to be posted, or to be taken back."""
    me, state = scope.actor.id, OpeningBatch.State
    asked = Q(state=state.ASKED) & ~Q(asked_by_id=me)
    back = Q(state=state.UNDO_ASKED) & ~Q(undo_asked_by_id=me)
    return batches_within(scope, Permission.OPEN_BALANCES).filter(asked | back)


def posted_rows(batch: OpeningBatch) -> int:
    """How far a batch has come."""
    return batch.rows.filter(journal__isnull=False).count()
