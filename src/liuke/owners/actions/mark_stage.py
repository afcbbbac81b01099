"""Says when an owner came to a stage, against what the history tells."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.scope import Scope
from liuke.owners.drafts import StageDraft
from liuke.owners.editing import held, keep, subject_of
from liuke.owners.models import StageMark
from liuke.values.refusal import Refusal


class InTheFuture(Refusal):
    code = "in_the_future"
    sentence = "This day is still to come. Choose today or an earlier day."


@transaction.atomic
def mark_stage(
    *, scope: Scope, owner_id: UUID, draft: StageDraft, today: dt.date, at: dt.datetime
) -> StageMark:
    """A reason is kept of the lost alone. Raises NotFound, InTheFuture."""
    if draft.day > today:
        raise InTheFuture
    owner = held(scope, owner_id)
    mark = StageMark.objects.create(
        owner=owner,
        stage=draft.stage,
        day=draft.day,
        source=draft.source,
        lost_reason=draft.lost_reason if draft.stage == "lost" else "",
        at=at,
        by=scope.actor.name,
    )
    keep(owner, scope=scope, at=at)
    after = {
        "stage": mark.stage,
        "day": str(mark.day),
        "channel": mark.source,
        "lost_reason": mark.lost_reason,
    }
    record(actor=scope.actor, verb="owner.stage_marked", subject=subject_of(owner), after=after)
    return mark
