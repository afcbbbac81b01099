"""Says yes to what the preview shows; a worker takes the rows in."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.integrations.dms.models import ImportBatch
from liuke.integrations.dms.moving import locked_import, move
from liuke.integrations.dms.queries import import_within
from liuke.integrations.dms.questions import from_json
from liuke.integrations.dms.rules.states import State
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal


class QuestionsOpen(Refusal):
    code = "import_questions_open"
    sentence = "%(count)s questions are open. Answer them first; the proposed answers are filled in."


@transaction.atomic
def confirm_import(*, scope: Scope, batch_id: UUID, at: dt.datetime) -> None:
    """Raises NotFound, NotNow, QuestionsOpen."""
    from liuke.integrations.dms.jobs import commit

    batch = locked_import(import_within(scope, batch_id).pk)
    unanswered = [question for question in from_json(batch.found.get("questions", [])) if not question.answer]
    if unanswered:
        raise QuestionsOpen(count=len(unanswered))
    batch.confirmed_at = at
    move(batch, State.COMMITTING)
    record(actor=scope.actor, verb="import.confirmed", subject=subject_of(batch), after=counts_of(batch))
    commit.configure(lock=f"dms.{batch.pk}").defer(batch_id=str(batch.pk))


def subject_of(batch: ImportBatch) -> Subject:
    """The import as the audit trail names it."""
    return Subject("dms.import", batch.pk, "、".join(batch.files.values_list("name", flat=True))[:200])


def counts_of(batch: ImportBatch) -> dict[str, int]:
    """Rows by fate over all kinds."""
    counts: dict[str, int] = {}
    for fates in batch.found.get("counts", {}).values():
        for fate, rows in fates.items():
            counts[fate] = counts.get(fate, 0) + rows
    return counts
