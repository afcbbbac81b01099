"""Asks a second person to agree 提交审批, and withdraws that."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.actions.give_value import ReasonMissing
from liuke.loyalty.desk import AtDesk
from liuke.loyalty.ledger.refusals import KeyUsedOtherwise
from liuke.loyalty.models import Proposal
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal


class Decided(Refusal):
    code = "proposal_decided"
    sentence = "%(by)s has decided this already. Look at the list of what waits."


@transaction.atomic
def propose(
    desk: AtDesk,
    kind: str,
    *,
    owner_id: UUID | None,
    asked: Mapping[str, Any],
    reason: str,
    amount_fen: int = 0,
    needs: Permission = Permission.TAKE_MONEY,
) -> Proposal:
    """The same key and content get the first one. Raises NotAllowed, NotFound, OwnerMerged, ReasonMissing,
    KeyUsedOtherwise."""
    desk.need(needs)
    owner = desk.owner(owner_id) if owner_id else None
    if not reason.strip():
        raise ReasonMissing
    row = Proposal(
        key=desk.key,
        kind=kind,
        store_id=desk.store_id,
        owner=owner,
        asked=json.loads(json.dumps(dict(asked), default=str)),
        amount_fen=amount_fen,
        reason=reason.strip(),
        asked_at=desk.at,
        asked_by_id=desk.actor.id,
        asked_by=desk.actor.name,
    )
    Proposal.objects.bulk_create([row], ignore_conflicts=True)
    first = Proposal.objects.get(key=desk.key)
    if first.pk == row.pk:
        record(
            actor=desk.actor,
            verb="proposal.asked",
            subject=subject_of(row),
            after={"kind": kind},
            reason=row.reason,
        )
    elif _content(first) != _content(row):
        raise KeyUsedOtherwise
    return first


def _content(one: Proposal) -> tuple[object, ...]:
    """What was asked; ``amount_fen`` follows from it and from how things stood."""
    return one.kind, one.store_id, one.owner_id, one.asked, one.reason


@transaction.atomic
def withdraw(*, scope: Scope, proposal_id: UUID, at: dt.datetime) -> Proposal:
    """By whoever asked. Raises NotFound, Decided."""
    proposal = waiting(proposal_id)
    if proposal.asked_by_id != scope.actor.id:
        raise NotFound
    proposal.state, proposal.decided_at = Proposal.State.WITHDRAWN, at
    proposal.decided_by_id, proposal.decided_by = scope.actor.id, scope.actor.name
    proposal.save()
    record(actor=scope.actor, verb="proposal.withdrawn", subject=subject_of(proposal))
    return proposal


def waiting(proposal_id: UUID) -> Proposal:
    """The proposal, locked. Raises NotFound, Decided."""
    found = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    if found.state != Proposal.State.WAITING:
        raise Decided(by=found.decided_by)
    return found


def subject_of(proposal: Proposal) -> Subject:
    name = proposal.owner.name if proposal.owner else ""
    return Subject("loyalty.proposal", proposal.pk, name, proposal.store_id)
