"""Closes a month 关账: one person asks, another one agrees."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.actions.propose import propose
from liuke.loyalty.desk import AtDesk
from liuke.loyalty.finance.closing import hindrances
from liuke.loyalty.ledger.close_period import close_period
from liuke.loyalty.models import Proposal
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed, Scope
from liuke.values.refusal import Refusal


class ClosingHindered(Refusal):
    code = "closing_hindered"
    sentence = "%(month)s cannot be closed yet. See on the page of months what is still open."


class NobodyAsked(Refusal):
    code = "nobody_asked"
    sentence = "A month is closed by two people: somebody who has signed in asks, another one agrees."


def ask_to_close(*, scope: Scope, month: dt.date, reason: str, at: dt.datetime, key: str) -> Proposal:
    """Raises NotAllowed, ClosingHindered, ReasonMissing."""
    scope.need(Permission.CLOSE_PERIOD)
    _check(month, at=at)
    desk = AtDesk(scope=scope, store_id=None, at=at, key=f"close:{key}")
    return propose(
        desk,
        "close",
        owner_id=None,
        asked={"month": str(month)},
        reason=reason,
        needs=Permission.CLOSE_PERIOD,
    )


def close_month(desk: AtDesk, proposal: Proposal, *, month: dt.date) -> None:
    """Raises NotAllowed, ClosingHindered, NobodyAsked, a LedgerRefusal."""
    if not desk.scope.may(Permission.CLOSE_PERIOD):
        raise NotAllowed
    _check(month, at=desk.at, but=proposal.pk)
    asker, approver = desk.actor.id, desk.scope.actor.id
    if asker is None or approver is None:
        raise NobodyAsked
    close_period(month=month, actor=asker, approver=approver)
    record(
        actor=desk.scope.actor,
        verb="month.closed",
        subject=Subject("loyalty.month", f"{month:%Y-%m}", f"{month:%Y-%m}"),
        after={"asked_by": desk.actor.name},
    )


def _check(month: dt.date, *, at: dt.datetime, but: UUID | None = None) -> None:
    if hindrances(month, at=at, but=but):
        raise ClosingHindered(month=f"{month:%Y-%m}")
