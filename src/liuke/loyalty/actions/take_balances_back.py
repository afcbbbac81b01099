"""Takes opening balances back as a whole, as long as nothing of them was used; by two persons."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection, transaction

from liuke.loyalty.models import OpeningBatch
from liuke.loyalty.opening.moving import NeedsAnother, State, locked_batch, move
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal

_TOUCHED = """
SELECT count(DISTINCT r.id) FROM loyalty_openingrow AS r
JOIN ledger.lot AS o ON o.journal = r.journal
WHERE r.batch_id = %s AND r.undone_by IS NULL AND o.remaining <> o.granted
"""


class BalancesTouched(Refusal):
    code = "opening_touched"
    sentence = (
        "Rows of which something has been used, held or handed over since: %(count)s. The list can no longer "
        "be taken back as a whole: correct single owners instead."
    )


@transaction.atomic
def ask_to_take_back(*, scope: Scope, batch_id: UUID, reason: str, at: dt.datetime) -> None:
    """Raises NotFound, NotInThisState, BalancesTouched."""
    batch = locked_batch(scope, batch_id, {State.POSTED, State.STOPPED})
    check_untouched(batch)
    batch.undo_reason = reason
    batch.undo_asked_by_id, batch.undo_asked_by = scope.actor.id, scope.actor.name
    move(batch, State.UNDO_ASKED, scope=scope, at=at, verb="opening.undo_asked")


@transaction.atomic
def approve_taking_back(*, scope: Scope, batch_id: UUID, at: dt.datetime) -> None:
    """A worker takes it back then. Raises NotFound, NotInThisState, NeedsAnother, BalancesTouched."""
    from liuke.loyalty.jobs import undo_opening

    batch = locked_batch(scope, batch_id, {State.UNDO_ASKED})
    if batch.undo_asked_by_id == scope.actor.id or scope.actor.id is None:
        raise NeedsAnother
    check_untouched(batch)
    batch.undo_approved_by_id, batch.undo_approved_by = scope.actor.id, scope.actor.name
    move(batch, State.UNDOING, scope=scope, at=at, verb="opening.undo_approved")
    undo_opening.configure(lock=f"loyalty.opening.{batch.pk}").defer(batch_id=str(batch.pk))


@transaction.atomic
def keep_balances(*, scope: Scope, batch_id: UUID, at: dt.datetime) -> None:
    """It is not taken back. Raises NotFound, NotInThisState."""
    batch = locked_batch(scope, batch_id, {State.UNDO_ASKED})
    batch.undo_asked_by_id, batch.undo_asked_by, batch.undo_reason = None, "", ""
    state = State.STOPPED if batch.refusal else State.POSTED
    move(batch, state, scope=scope, at=at, verb="opening.kept")


def check_untouched(batch: OpeningBatch) -> None:
    """Raises BalancesTouched."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, [batch.pk])
        [(touched,)] = cursor.fetchall()
    if touched:
        raise BalancesTouched(count=touched)
