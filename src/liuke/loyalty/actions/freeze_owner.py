"""Stops an owner's value from going out 冻结, and lets it go again."""

from __future__ import annotations

from uuid import UUID

from liuke.loyalty.actions.give_value import ReasonMissing
from liuke.loyalty.desk import AtDesk, Doing, done_once
from liuke.loyalty.ledger.posting import Kind
from liuke.loyalty.models import Receipt
from liuke.org.rules.roles import Permission


def freeze_owner(desk: AtDesk, *, owner_id: UUID, reason: str) -> Receipt:
    """Raises NotAllowed, NotFound, ReasonMissing."""
    desk.need(Permission.FREEZE_VALUE)
    return _mark(desk, owner_id, Kind.FREEZE, reason)


def lift_freeze(desk: AtDesk, *, owner_id: UUID, reason: str) -> Receipt:
    """By whoever may approve. Raises NotAllowed, NotFound, ReasonMissing."""
    desk.need(Permission.APPROVE_VALUE)
    return _mark(desk, owner_id, Kind.UNFREEZE, reason)


def _mark(desk: AtDesk, owner_id: UUID, kind: Kind, reason: str) -> Receipt:
    owner = desk.owner(owner_id)
    if not reason.strip():
        raise ReasonMissing

    def work(doing: Doing) -> None:
        doing.post(desk.desk(kind, desk.part(kind.value), owner.pk, detail={"why": reason.strip()}))
        doing.told = {"reason": reason.strip()}

    return done_once(desk, kind.value, owner, {"reason": reason}, work)
