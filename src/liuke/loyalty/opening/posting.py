"""Posts a batch row by row, each once whoever asks again, and takes it back the same way.

A worker that is killed in between goes on where it was: the ledger answers a key it knows as the first time.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Grant, Posting, Value
from liuke.loyalty.ledger.refusals import LedgerRefusal
from liuke.loyalty.models import OpeningBatch, OpeningRow
from liuke.loyalty.opening.queries import rows_to_post

State = OpeningBatch.State
AT_A_TIME = 100


def post_batch(batch_id: UUID) -> None:
    """All rows that have an owner and no posting yet. What the ledger refuses is kept with the row."""
    batch = OpeningBatch.objects.get(pk=batch_id)
    if batch.state != State.POSTING:
        return
    desk = deeds.Desk(store=batch.store_id, actor=batch.asked_by_id, approver=batch.approved_by_id)
    rows = rows_to_post(batch).filter(journal=None)
    refused = _each(rows, "journal", lambda row: _opening(desk, batch, row))
    _end(batch, State.STOPPED if refused else State.POSTED, refused)


def undo_batch(batch_id: UUID) -> None:
    """All rows that were posted and not taken back."""
    batch = OpeningBatch.objects.get(pk=batch_id)
    if batch.state != State.UNDOING:
        return
    desk = deeds.Desk(store=batch.store_id, actor=batch.undo_asked_by_id, approver=batch.undo_approved_by_id)
    rows = batch.rows.filter(journal__isnull=False, undone_by=None)
    refused = _each(rows, "undone_by", lambda row: _reversal(desk, batch, row))
    _end(batch, State.STOPPED if refused else State.UNDONE, refused)


def stop(batch_id: UUID) -> None:
    """After a fault of ours: somebody may go on, or take back what was posted."""
    OpeningBatch.objects.filter(pk=batch_id, state__in=(State.POSTING, State.UNDOING)).update(
        state=State.STOPPED, refusal={"rows": 0}, changed_at=timezone.now()
    )


def grants_of(row: OpeningRow) -> tuple[Grant, ...]:
    """What a row gives: principal without a term, everything else with the row's."""
    worth, ends = row.principal_fen + row.bonus_fen, row.expires_on
    found = []
    if row.principal_fen:
        paid = row.principal_fen
        found.append(Grant(kind=Value.PRINCIPAL, amount=paid, paid_fen=paid, list_fen=worth))
    if row.bonus_fen:
        found.append(Grant(kind=Value.BONUS, amount=row.bonus_fen, expires_on=ends))
    if row.points:
        found.append(Grant(kind=Value.POINTS, amount=row.points, expires_on=ends))
    if row.visits:
        found.append(
            Grant(
                kind=Value.VISITS,
                unit=f"visits:{row.item}",
                amount=row.visits,
                paid_fen=row.visits_paid_fen,
                list_fen=row.visits_paid_fen,
                expires_on=ends,
            )
        )
    return tuple(found)


def _opening(desk: deeds.Desk, batch: OpeningBatch, row: OpeningRow) -> Posting:
    assert row.owner_id is not None
    key = f"opening:{batch.pk}:{row.n}"
    return deeds.open_balance(desk, row.owner_id, key, grants=grants_of(row), source=key)


def _reversal(desk: deeds.Desk, batch: OpeningBatch, row: OpeningRow) -> Posting:
    assert row.journal is not None
    key = f"opening-undo:{batch.pk}:{row.n}"
    return deeds.reverse(desk, row.owner_id, key, of=row.journal, why=batch.undo_reason)


def _each(rows: QuerySet[OpeningRow], field: str, posting_of: Callable[[OpeningRow], Posting]) -> int:
    """How many were refused. What was done is noted every hundred rows, for those who watch."""
    refused, waiting = 0, list[OpeningRow]()
    for row in list(rows.order_by("n")):
        try:
            setattr(row, field, post(posting_of(row)).journal)
            row.why = []
        except LedgerRefusal as refusal:
            row.why = [f"ledger:{refusal.code}"]
            refused += 1
        waiting.append(row)
        if len(waiting) == AT_A_TIME:
            OpeningRow.objects.bulk_update(waiting, [field, "why"])
            waiting = []
    OpeningRow.objects.bulk_update(waiting, [field, "why"])
    return refused


def _end(batch: OpeningBatch, state: OpeningBatch.State, refused: int) -> None:
    OpeningBatch.objects.filter(pk=batch.pk, state=batch.state).update(
        state=state, refusal={"rows": refused} if refused else None, changed_at=timezone.now()
    )
