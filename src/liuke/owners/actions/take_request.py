"""Takes in what somebody asks about their data."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.editing import stamp
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.actions.mark_stage import InTheFuture
from liuke.owners.drafts import RequestDraft
from liuke.owners.editing import held, subject_of
from liuke.owners.models import PrivacyRequest
from liuke.owners.rules.privacy_deadline import Kind, due_on


@transaction.atomic
def take_request(
    *, scope: Scope, owner_id: UUID, draft: RequestDraft, today: dt.date, at: dt.datetime
) -> PrivacyRequest:
    """The clock runs from the day it was received. Raises NotFound, InTheFuture."""
    if draft.received_on > today:
        raise InTheFuture
    owner = held(scope, owner_id, Permission.HANDLE_PRIVACY)
    request = PrivacyRequest(
        owner=owner,
        store_id=owner.home_store_id,
        kind=draft.kind,
        asked_by=draft.asked_by,
        asked_how=draft.asked_how,
        wish=draft.wish,
        received_on=draft.received_on,
        due_on=due_on(Kind(draft.kind), received=draft.received_on),
    )
    stamp(request, scope=scope, at=at)
    request.save()
    after = {"kind": request.kind, "received_on": str(request.received_on), "due_on": str(request.due_on)}
    record(actor=scope.actor, verb="privacy.asked", subject=subject_of(owner), after=after)
    return request
