"""Deeds that somebody else has to agree to: what each kind does when it is approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from liuke.loyalty.actions.give_value import give_value
from liuke.loyalty.actions.refund_value import Wish, refund_value
from liuke.loyalty.actions.return_bill import return_bill
from liuke.loyalty.actions.reverse_posting import reverse_posting
from liuke.loyalty.desk import AtDesk
from liuke.loyalty.ledger.posting import Value
from liuke.loyalty.models import Proposal, Receipt
from liuke.loyalty.rules.refund import Fault

Do = Callable[[AtDesk, Proposal, Mapping[str, Any]], Receipt | None]
KINDS: dict[str, Do] = {}


def does(kind: str) -> Callable[[Do], Do]:
    """Marks what approving a proposal of ``kind`` does."""

    def mark(do: Do) -> Do:
        KINDS[kind] = do
        return do

    return mark


@does("refund")
def _refund(desk: AtDesk, proposal: Proposal, asked: Mapping[str, Any]) -> Receipt:
    wish = Wish(
        origin=UUID(asked["origin"]),
        unit=asked["unit"],
        fault=Fault(asked["fault"]),
        known_before=asked["known_before"],
    )
    return refund_value(
        desk,
        owner_id=_owner(proposal),
        wish=wish,
        expected_fen=asked["expected_fen"],
        method=asked["method"],
        reason=proposal.reason,
    )


@does("return")
def _return(desk: AtDesk, proposal: Proposal, asked: Mapping[str, Any]) -> Receipt:
    return return_bill(
        desk, bill_id=UUID(asked["bill"]), reason=proposal.reason, amount_fen=asked["amount_fen"]
    )


@does("reversal")
def _reversal(desk: AtDesk, proposal: Proposal, asked: Mapping[str, Any]) -> Receipt:
    return reverse_posting(
        desk, owner_id=_owner(proposal), journal=UUID(asked["journal"]), reason=proposal.reason
    )


@does("gift")
def _gift(desk: AtDesk, proposal: Proposal, asked: Mapping[str, Any]) -> Receipt:
    return give_value(
        desk,
        owner_id=_owner(proposal),
        kind=Value(asked["value"]),
        amount=asked["amount"],
        item=asked["item"],
        expires_on=dt.date.fromisoformat(asked["expires_on"]) if asked.get("expires_on") else None,
        reason=proposal.reason,
    )


@does("part")
def _part(desk: AtDesk, proposal: Proposal, asked: Mapping[str, Any]) -> None:
    del proposal
    from liuke.owners.actions.part_owners import part_owners

    part_owners(scope=desk.scope, merge_id=UUID(asked["merge"]), at=desk.at, asker=desk.asker)


@does("close")
def _close(desk: AtDesk, proposal: Proposal, asked: Mapping[str, Any]) -> None:
    from liuke.loyalty.actions.close_month import close_month

    month = dt.date.fromisoformat(asked["month"])
    close_month(month=month, asker=desk.actor, approver=desk.scope, at=desk.at, agreed=proposal)


def _owner(proposal: Proposal) -> UUID:
    if proposal.owner_id is None:
        raise LookupError(f"proposal {proposal.pk} names no owner")
    return proposal.owner_id
