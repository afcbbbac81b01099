"""The demo: an invented group's exports go the way a customer's files go."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from liuke.integrations.dms.actions.answer_questions import answer_questions
from liuke.integrations.dms.actions.commit_import import commit_import
from liuke.integrations.dms.actions.confirm_import import confirm_import
from liuke.integrations.dms.actions.read_import import read_import
from liuke.integrations.dms.actions.upload_files import Upload, upload_files
from liuke.integrations.dms.demo_accounts import note_accounts
from liuke.integrations.dms.demo_papers import note_papers
from liuke.integrations.dms.models import ImportBatch
from liuke.integrations.dms.questions import from_json
from liuke.integrations.dms.rules.states import State
from liuke.org.scope import system_scope
from liuke.simulation.simulate import simulate
from liuke.vehicles.models import WorkOrder

BLOCK = 1 << 20
VEHICLES, SEED, PLANTS = 6000, 1, ("second-service-drop",)
EXPORTS = frozenset({".csv", ".xlsx"})


def fill_demo(*, today: dt.date) -> None:
    """Imports six years of history up to yesterday, notes papers of the cars, fills accounts. Each once.

    What a kill has interrupted is finished.
    """
    if not WorkOrder.objects.exists():
        _import_history(today)
    note_papers(today=today, seed=SEED)
    note_accounts(today=today)


def _import_history(today: dt.date) -> None:
    with tempfile.TemporaryDirectory(prefix="liuke-demo-") as scratch:
        folder = Path(scratch) / "export"
        simulate(out=folder, stores=3, vehicles=VEHICLES, years=6, seed=SEED, plants=PLANTS, until=today)
        import_example(folder=folder, today=today)


def import_example(*, folder: Path, today: dt.date) -> UUID:
    """Uploads every file of ``folder``, agrees with all proposals, and takes the rows in."""
    scope = system_scope()
    unfinished = [State.READING, State.PREVIEW, State.COMMITTING]
    interrupted = ImportBatch.objects.filter(staff_id=None, state__in=unfinished).first()
    if interrupted is None:
        uploads = [
            Upload(path.name, _blocks(path)) for path in sorted(folder.iterdir()) if path.suffix in EXPORTS
        ]
        interrupted = upload_files(scope=scope, uploads=uploads)
    batch_id = interrupted.pk
    read_import(batch_id=batch_id, today=today)
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.state == State.PREVIEW:
        asked = from_json(batch.found["questions"])
        answers = {question.place: question.taken for question in asked}
        answer_questions(scope=scope, batch_id=batch_id, answers=answers)
        confirm_import(scope=scope, batch_id=batch_id, at=timezone.now())
    commit_import(batch_id=batch_id, at=timezone.now())
    return batch_id


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
