"""Takes an import back, in one transaction: the work of a worker."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from liuke.feeds.jobs import ask_for_refresh
from liuke.integrations.dms.events import ImportUndone
from liuke.integrations.dms.models import ImportBatch
from liuke.integrations.dms.moving import locked_import, move
from liuke.integrations.dms.progress import ProgressLine
from liuke.integrations.dms.rules.states import State
from liuke.outbox.actions.publish import publish
from liuke.vehicles.actions.take_back_history import ChangedLater, take_back_history
from liuke.vehicles.history.import_lock import lock_history


def take_back_import(*, batch_id: UUID, at: dt.datetime) -> bool:
    """Whether it was taken back. Where later imports are in the way it stays done and says what they are."""
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
                take_back_history(cursor, batch_id=batch_id)
            batch.undone_at = at
            move(batch, State.UNDONE)
            publish(ImportUndone(import_id=str(batch.pk)))
            ask_for_refresh()
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
        "rows": [_told(row) for row in map(asdict, refusal.rows)],
    }
    move(batch, State.DONE)


def _told(row: dict[str, Any]) -> dict[str, str]:
    later = ImportBatch.objects.filter(pk=row["batch_id"]).first()
    return {
        "kind": row["kind"],
        "key": row["key"],
        "batch": str(row["batch_id"]),
        "by": later.staff_name if later else "",
    }
