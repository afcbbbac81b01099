"""What a request for a second person is about: whoever decides sees the postings, the bill, the money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from liuke.loyalty.actions.return_bill import GoingBack, going_back
from liuke.loyalty.ledger.statement_lines import Wanted, lines_of
from liuke.loyalty.models import DeskBill, Proposal
from liuke.loyalty.programme import item_names
from liuke.owners.models import Merge
from liuke.web.console.desk.account import shown_lines
from liuke.web.shell.asking import Asking


@dataclass(frozen=True)
class Concerns:
    """``lines`` as ``shown_lines`` tells them; of a return its ``bill``, and ``back`` while it waits."""

    lines: Sequence[dict[str, Any]] = ()
    bill: DeskBill | None = None
    back: GoingBack | None = None
    merge: Merge | None = None
    month: dt.date | None = None
    item: str = ""


def concerns_of(one: Proposal, request: Asking) -> Concerns:
    """The proposal is within reach of whoever asks."""
    asked = one.asked
    if one.kind == "close":
        return Concerns(month=dt.date.fromisoformat(asked["month"]))
    if one.kind == "part":
        merge = Merge.objects.filter(pk=asked["merge"]).select_related("survivor", "other").first()
        return Concerns(merge=merge)
    if one.kind == "return":
        bill = DeskBill.objects.filter(pk=asked["bill"]).select_related("receipt").first()
        return _of_bill(bill, one, request) if bill else Concerns()
    if one.kind == "gift":
        return Concerns(item=item_names([asked["item"]]).get(asked["item"], "") if asked.get("item") else "")
    journal = asked.get("origin") if one.kind == "refund" else asked.get("journal")
    return Concerns(lines=_lines(one, [journal], request)) if journal else Concerns()


def _of_bill(bill: DeskBill, one: Proposal, request: Asking) -> Concerns:
    left = bill.amount_fen - bill.returned_fen
    part = one.asked["amount_fen"] or left
    waits = one.state == Proposal.State.WAITING and 0 < part <= left
    return Concerns(
        lines=_lines(one, bill.receipt.journals, request),
        bill=bill,
        back=going_back(bill, part) if waits else None,
    )


def _lines(one: Proposal, journals: Sequence[str], request: Asking) -> Sequence[dict[str, Any]]:
    if one.owner_id is None or not journals:
        return ()
    rows = lines_of(one.owner_id, Wanted(journals=[UUID(journal) for journal in journals]))
    return shown_lines(rows[::-1], request)
