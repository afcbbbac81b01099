"""Takes a confirmed import in, in one transaction: the work of a worker."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection, transaction

from liuke.feeds.jobs import ask_for_refresh
from liuke.integrations.dms import storage
from liuke.integrations.dms.events import ImportDone
from liuke.integrations.dms.homes import homes_of, make_stores, remember_names
from liuke.integrations.dms.models import ImportBatch
from liuke.integrations.dms.moving import locked_import, move
from liuke.integrations.dms.preview import count_fates
from liuke.integrations.dms.progress import ProgressLine
from liuke.integrations.dms.queries import scope_behind
from liuke.integrations.dms.remembered import remember
from liuke.integrations.dms.rules.states import State
from liuke.org.rules.roles import Permission
from liuke.outbox.actions.publish import publish
from liuke.owners.jobs import ask_for_duplicates
from liuke.vehicles.actions.take_in_history import take_in_history
from liuke.vehicles.history.import_lock import lock_history
from liuke.vehicles.history.stage import stage
from liuke.vehicles.jobs import ask_to_follow_imports


def commit_import(*, batch_id: UUID, at: dt.datetime) -> bool:
    """Whether it was taken in now; one that is not waiting for it is left alone.

    The rows are compared anew: what somebody else has taken in since the preview is met as it is now.
    """
    with ProgressLine(batch_id) as line, transaction.atomic():
        batch = locked_import(batch_id)
        if batch.state != State.COMMITTING:
            return False
        _take_in(batch, line, at)
    return True


def _take_in(batch: ImportBatch, line: ProgressLine, at: dt.datetime) -> None:
    scope = scope_behind(batch)
    records = storage.folder_of(batch.pk) / batch.found["folder"] / "records"
    with connection.cursor() as cursor:
        line.tell("wait")
        lock_history(cursor)
        line.tell("stage")
        made = make_stores(batch.found, scope=scope, at=at)
        batch.found["made"] = {"stores": made.stores, "regions": made.regions}
        homes = homes_of(batch.found, stores=made.by_name, numbered=True)
        stage(cursor, records=records, homes=homes, reach=scope.reach(Permission.IMPORT))
        batch.found["counts"] = count_fates(cursor)
        take_in_history(cursor, batch_id=batch.pk, progress=lambda what, rows: line.tell("write", what, rows))
    remember(batch.found["known_sheets"], batch_id=batch.pk)
    remember_names(batch.found, scope=scope)
    batch.done_at = at
    move(batch, State.DONE)
    publish(ImportDone(import_id=str(batch.pk)))
    ask_for_refresh()
    ask_to_follow_imports()
    ask_for_duplicates()
    line.tell("finish")
