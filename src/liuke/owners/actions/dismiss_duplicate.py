"""Says that two owners are two."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.queries import NotFound
from liuke.org.scope import Scope
from liuke.owners.editing import subject_of
from liuke.owners.models import Candidate
from liuke.owners.queries import candidates_within


@transaction.atomic
def dismiss_duplicate(*, scope: Scope, candidate_id: int, at: dt.datetime) -> Candidate:
    """The pair is not asked about again. Raises NotFound."""
    pair = candidates_within(scope).select_for_update(of=("self",)).filter(pk=candidate_id).first()
    if pair is None:
        raise NotFound
    pair.dismissed_at, pair.dismissed_by = at, scope.actor.name
    pair.save()
    record(
        actor=scope.actor,
        verb="owner.not_the_same",
        subject=subject_of(pair.first),
        after={"merged": pair.second.name},
    )
    return pair
