"""Closes a month 关账: one person asks, another one agrees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import COMMAND_LINE, Actor
from liuke.loyalty.actions.propose import propose, subject_of
from liuke.loyalty.desk import AtDesk
from liuke.loyalty.finance.closing import Hindrance, hindrances, waiting_to_close
from liuke.loyalty.ledger.close_period import close_period
from liuke.loyalty.models import Proposal
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal

RIGHTS = (Permission.CLOSE_PERIOD, Permission.APPROVE_VALUE)
"""What closing a month takes, for the whole group; who asks for it needs the first."""


class ClosingHindered(Refusal):
    """``found`` is what is still open."""

    code = "closing_hindered"
    sentence = "%(month)s cannot be closed yet. See on the page of months what is still open."

    def __init__(self, month: dt.date, found: Sequence[Hindrance]) -> None:
        self.found = found
        super().__init__(month=f"{month:%Y-%m}")


class ClosingAskedAlready(Refusal):
    code = "closing_asked_already"
    sentence = "%(by)s has asked to close %(month)s already. Somebody else agrees on the page of months."


class NobodyAsked(Refusal):
    code = "nobody_asked"
    sentence = "A month is closed by two people: somebody who has signed in asks, another one agrees."


class MayNotClose(Refusal):
    code = "may_not_close"
    sentence = (
        "%(name)s may not close months for the whole group. Name two people who may: operations managers or "
        "the group."
    )


@transaction.atomic
def ask_to_close(*, scope: Scope, month: dt.date, reason: str, at: dt.datetime, key: str) -> Proposal:
    """A month is asked for once at a time. Raises NotAllowed, ClosingHindered, ClosingAskedAlready,
    ReasonMissing."""
    scope.need(Permission.CLOSE_PERIOD)
    _check(month, at=at)
    desk = AtDesk(scope=scope, store_id=None, at=at, key=f"close:{key}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('ask to close', 0))")
    first = waiting_to_close(month).first()
    if first is not None and first.key != desk.key:
        raise ClosingAskedAlready(by=first.asked_by, month=f"{month:%Y-%m}")
    return propose(
        desk,
        "close",
        owner_id=None,
        asked={"month": str(month)},
        reason=reason,
        needs=Permission.CLOSE_PERIOD,
    )


@transaction.atomic
def close_month(
    *,
    month: dt.date,
    asker: Actor,
    approver: Scope,
    at: dt.datetime,
    agreed: Proposal | None = None,
    by: Actor | None = None,
) -> None:
    """``agreed`` is the request this answers; without it one that waits for the month is void. ``by`` is kept
    as who did it, where that is not the approver. Raises NotAllowed, ClosingHindered, NobodyAsked, a
    LedgerRefusal."""
    for right in RIGHTS:
        approver.need(right)
    others = [one for one in waiting_to_close(month).select_for_update() if one != agreed]
    _check(month, at=at)
    if asker.id is None or approver.actor.id is None:
        raise NobodyAsked
    close_period(month=month, actor=asker.id, approver=approver.actor.id)
    kept = by or approver.actor
    record(
        actor=kept,
        verb="month.closed",
        subject=Subject("loyalty.month", f"{month:%Y-%m}", f"{month:%Y-%m}"),
        after={"asked_by": asker.name, "approved_by": approver.actor.name},
    )
    for one in others:
        one.state, one.decided_at = Proposal.State.WITHDRAWN, at
        one.decided_by_id, one.decided_by = kept.id, kept.name
        one.save()
        record(actor=kept, verb="proposal.withdrawn", subject=subject_of(one))


def close_month_at_machine(*, asker: Scope, approver: Scope, month: dt.date, at: dt.datetime) -> None:
    """Whoever has the machine names the two; both must be people who could do it on the page. Raises
    MayNotClose and what ``close_month`` raises."""
    for scope, rights in ((asker, RIGHTS[:1]), (approver, RIGHTS)):
        if not all(scope.may(right) for right in rights):
            raise MayNotClose(name=scope.actor.name)
    close_month(month=month, asker=asker.actor, approver=approver, at=at, by=COMMAND_LINE)


def _check(month: dt.date, *, at: dt.datetime) -> None:
    found = hindrances(month, at=at)
    if found:
        raise ClosingHindered(month, found)
