"""Takes an import back, in one transaction: the work of a worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.db import connection, transaction

from liuke.audit.actor import Actor
from liuke.feeds.jobs import ask_for_refresh
from liuke.integrations.dms.events import ImportUndone
from liuke.integrations.dms.models import ImportBatch
from liuke.integrations.dms.moving import locked_import, move
from liuke.integrations.dms.progress import ProgressLine
from liuke.integrations.dms.rules.states import State
from liuke.org.actions.take_back_stores import take_back_stores
from liuke.outbox.actions.publish import publish
from liuke.vehicles.actions.take_back_history import ChangedLater, take_back_history
from liuke.vehicles.history.changed_since import Blocking
from liuke.vehicles.history.import_lock import lock_history
from liuke.vehicles.jobs import ask_to_follow_imports


def take_back_import(*, batch_id: UUID, at: dt.datetime, staff_id: UUID | None = None) -> bool:
    """Whether it was taken back, by ``staff_id``. Where later changes are in the way it stays done and says
    what they are.

    Stores made for the import go with it, unless they have been changed or used since.
    """
    try:
        with ProgressLine(batch_id) as line, transaction.atomic():
            batch = locked_import(batch_id)
            if batch.state != State.UNDOING:
                return False
            with connection.cursor() as cursor:
                line.tell("wait")
                lock_history(cursor)
                line.tell("undo")
                cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
                take_back_history(cursor, batch_id=batch_id, taken_in_at=batch.done_at or at)
            made = batch.found.get("made", {})
            staying = take_back_stores(
                actor=Actor(id=staff_id, name=batch.undone_by),
                store_ids=made.get("stores", []),
                region_ids=made.get("regions", []),
            )
            batch.found["staying"] = [asdict(one) for one in staying]
            batch.undone_at = at
            move(batch, State.UNDONE)
            publish(ImportUndone(import_id=str(batch.pk)))
            ask_for_refresh()
            ask_to_follow_imports()
    except ChangedLater as refusal:
        _stay_done(batch_id, refusal)
        return False
    return True


@transaction.atomic
def _stay_done(batch_id: UUID, refusal: ChangedLater) -> None:
    batch = locked_import(batch_id)
    batch.undone_by = ""
    batch.refusal = {
        "code": refusal.code,
        "parameters": refusal.parameters,
        "rows": _told(refusal.rows),
    }
    move(batch, State.DONE)


def _told(rows: Sequence[Blocking]) -> list[dict[str, str]]:
    """``batch`` is the later import, empty for a change by hand; that one has a time."""
    names = dict(
        ImportBatch.objects.filter(pk__in={row.batch_id for row in rows}).values_list("pk", "staff_name")
    )
    return [
        {
            "kind": row.kind,
            "key": row.key,
            "batch": str(row.batch_id or ""),
            "by": names.get(row.batch_id, "") if row.batch_id else row.by,
            "at": row.at.isoformat() if row.at else "",
        }
        for row in rows
    ]
