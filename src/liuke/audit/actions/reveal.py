"""Lifts the mask from one piece of personal data: with a reason, written down, and not without limit."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor
from liuke.audit.queries import looks_since
from liuke.values.refusal import Refusal

MOST_A_DAY = 200
SHORTEST_REASON = 2


class ReasonMissing(Refusal):
    code = "reason_missing"
    sentence = "Say why you need to see this. The reason is kept in the audit trail."


class TooManyLooks(Refusal):
    code = "too_many_looks"
    sentence = (
        "You have looked at %(most)s entries in the last 24 hours, which is the limit. Ask your manager."
    )


@transaction.atomic
def reveal(*, actor: Actor, subject: Subject, field: str, reason: str, at: dt.datetime) -> None:
    """Returns when ``actor`` may be shown ``field`` of ``subject``. Raises ReasonMissing, TooManyLooks.

    Whether the actor may see the subject at all is for the caller's scope to say.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing
    if actor.id and looks_since(actor.id, "personal.revealed", at - dt.timedelta(days=1)) >= MOST_A_DAY:
        raise TooManyLooks(most=MOST_A_DAY)
    record(
        actor=actor, verb="personal.revealed", subject=subject, after={"field": field}, reason=reason.strip()
    )
