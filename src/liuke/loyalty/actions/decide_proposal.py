"""Agrees to what somebody asked, which does it, or refuses it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.audit.actor import Actor
from liuke.loyalty.actions.give_value import ReasonMissing
from liuke.loyalty.actions.propose import subject_of, waiting
from liuke.loyalty.desk import AtDesk
from liuke.loyalty.ledger.refusals import SamePerson
from liuke.loyalty.models import Proposal
from liuke.loyalty.proposals import KINDS
from liuke.org.queries import person_behind
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


@transaction.atomic
def approve(*, scope: Scope, proposal_id: UUID, answer: str = "", at: dt.datetime) -> Proposal:
    """Does it, with both names on the posting. Raises NotAllowed, NotFound, Decided, SamePerson, and what the
    deed raises, after which it still waits."""
    proposal = waiting(proposal_id)
    scope.need(Permission.APPROVE_VALUE, proposal.store_id)
    _another(proposal, scope)
    desk = AtDesk(
        scope=scope,
        store_id=proposal.store_id,
        at=at,
        key=f"proposal:{proposal.pk}",
        asker=Actor(id=proposal.asked_by_id, name=proposal.asked_by),
    )
    proposal.receipt = KINDS[proposal.kind](desk, proposal, proposal.asked)
    return _decide(proposal, scope, Proposal.State.APPROVED, answer, at)


@transaction.atomic
def refuse(*, scope: Scope, proposal_id: UUID, answer: str, at: dt.datetime) -> Proposal:
    """Raises NotAllowed, NotFound, Decided, SamePerson, ReasonMissing."""
    proposal = waiting(proposal_id)
    scope.need(Permission.APPROVE_VALUE, proposal.store_id)
    _another(proposal, scope)
    if not answer.strip():
        raise ReasonMissing
    return _decide(proposal, scope, Proposal.State.REFUSED, answer, at)


def _another(proposal: Proposal, scope: Scope) -> None:
    """Raises SamePerson, also between a key and whoever made it."""
    if person_behind(proposal.asked_by_id) == person_behind(scope.actor.id):
        raise SamePerson


def _decide(proposal: Proposal, scope: Scope, state: str, answer: str, at: dt.datetime) -> Proposal:
    proposal.state, proposal.answer, proposal.decided_at = state, answer.strip(), at
    proposal.decided_by_id, proposal.decided_by = scope.actor.id, scope.actor.name
    proposal.save()
    record(
        actor=scope.actor,
        verb=f"proposal.{state}",
        subject=subject_of(proposal),
        after={"kind": proposal.kind},
        reason=proposal.answer,
    )
    return proposal
