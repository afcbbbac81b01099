"""What owners hold and what was posted, as programs see it; and a program at a desk."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field
from pydantic import ConfigDict

from liuke.loyalty.actions.propose import propose
from liuke.loyalty.balances import balances_of, is_frozen, open_holds
from liuke.loyalty.desk import AtDesk
from liuke.loyalty.ledger.refusals import NeedsSecondPerson
from liuke.loyalty.models import Proposal, Receipt
from liuke.loyalty.rules.tender import Paid
from liuke.org.rules.roles import Permission
from liuke.web.api.asking import Call
from liuke.web.api.fields import Line, Text
from liuke.web.api.schema import Schema
from liuke.web.api.writing import once, token_of
from liuke.web.shell.asking import now

MOST = 100_000_000_000
Fen = Annotated[int, Field(strict=True, ge=1, le=MOST, description="whole fen")]
Count = Annotated[int, Field(strict=True, ge=1, le=MOST)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9._-]{1,40}$")]


class AtStore(Schema):
    """Where it happens."""

    model_config = ConfigDict(extra="forbid")

    store_id: UUID


class PaidIn(Schema):
    """Money; ``reference`` is the payment service's number, good once. ``elsewhere``: your own till took
    it, for bills only."""

    model_config = ConfigDict(extra="forbid")

    method: Line = Field(examples=["wechat", "alipay", "card", "transfer", "elsewhere"])
    amount_fen: Fen
    reference: Annotated[Line, Field(max_length=64)] = ""

    def paid(self) -> Paid:
        return Paid(method=self.method, amount_fen=self.amount_fen, reference=self.reference)


class AskApproval(AtStore):
    """With ``ask_approval`` what needs a second person is asked of the managers of the store: 202."""

    ask_approval: bool = False
    reason: Text = ""


class BalanceOut(Schema):
    """An account; ``usable`` can be used today. ``code`` names the coupon series or service item."""

    kind: str
    code: str
    amount: int
    usable: int
    next_expiry: dt.date | None
    expiring_in_30_days: int


class HoldPart(Schema):
    """One kind of value in a hold."""

    kind: str
    unit: str
    amount: int


class HoldOut(Schema):
    """What is set aside."""

    id: UUID
    until: dt.datetime
    parts: list[HoldPart]


class Balances(Schema):
    """Everything an owner holds; fen, points, uses or coupons."""

    owner_id: UUID
    frozen: bool
    items: list[BalanceOut]
    holds: list[HoldOut]


class ReceiptOut(Schema):
    """A deed: its postings, and what the receipt tells."""

    id: UUID
    kind: str
    store_id: UUID | None
    owner_id: UUID | None
    bill_id: UUID | None
    at: dt.datetime
    journals: list[UUID]
    told: dict[str, Any]


class ReceiptAndBalances(ReceiptOut):
    """A deed and what the owner holds after it."""

    balances: Balances


class ProposalOut(Schema):
    """What waits for a second person, or was decided. ``receipt_id`` once it was done."""

    id: UUID
    kind: str
    state: str
    store_id: UUID | None
    owner_id: UUID | None
    reason: str
    answer: str
    asked_at: dt.datetime
    decided_at: dt.datetime | None
    receipt_id: UUID | None


Done = ReceiptAndBalances | ProposalOut


def balances_shown(owner_id: UUID) -> Balances:
    """Of an owner the caller may see."""
    there = balances_of([owner_id])
    holds = open_holds(owner_id) if any(held.kind == "held" for held in there) else []
    return Balances(
        owner_id=owner_id,
        frozen=is_frozen(owner_id),
        items=[
            BalanceOut(
                kind=held.kind,
                code=held.code,
                amount=held.amount,
                usable=held.usable,
                next_expiry=held.next_expiry,
                expiring_in_30_days=held.expiring,
            )
            for held in there
        ],
        holds=[
            HoldOut(
                id=one.journal,
                until=one.until,
                parts=[HoldPart(kind=kind, unit=unit, amount=amount) for kind, unit, amount in one.parts],
            )
            for one in holds
        ],
    )


def receipt_values(receipt: Receipt) -> dict[str, Any]:
    bill = getattr(receipt, "bill", None) if receipt.kind == "bill" else None
    return {
        "id": receipt.pk,
        "kind": receipt.kind,
        "store_id": receipt.store_id,
        "owner_id": receipt.owner_id,
        "bill_id": bill.pk if bill else None,
        "at": receipt.at,
        "journals": receipt.journals,
        "told": receipt.told,
    }


def proposal_shown(proposal: Proposal) -> ProposalOut:
    return ProposalOut(
        id=proposal.pk,
        kind=proposal.kind,
        state=proposal.state,
        store_id=proposal.store_id,
        owner_id=proposal.owner_id,
        reason=proposal.reason,
        answer=proposal.answer,
        asked_at=proposal.asked_at,
        decided_at=proposal.decided_at,
        receipt_id=proposal.receipt_id,
    )


def at_desk(call: Call, store_id: UUID) -> AtDesk:
    """The call's Idempotency-Key is the deed's. Raises Missing, KeyUnfit."""
    told = hashlib.sha256(f"{call.key.pk}\n{token_of(call)}".encode()).hexdigest()
    return AtDesk(scope=call.rights, store_id=store_id, at=now(), key=f"api:{told}")


def done(call: Call, owner_id: UUID, deed: Callable[[], Receipt]) -> HttpResponse:
    """Does a deed once and answers with its receipt and what the owner holds."""

    def work() -> ReceiptAndBalances:
        return ReceiptAndBalances(**receipt_values(deed()), balances=balances_shown(owner_id))

    return once(call, work, status=201)


@dataclass(frozen=True)
class Ask:
    """What is asked of a second person, and the right it needs of the first."""

    kind: str
    asked: Mapping[str, Any]
    amount_fen: int = 0
    needs: Permission = Permission.TAKE_MONEY


def done_or_asked(
    call: Call,
    owner_id: UUID,
    given: AskApproval,
    deed: Callable[[], Receipt],
    ask: Ask,
) -> HttpResponse:
    """The same; where a second person is needed and the caller wishes so, that is asked: 202."""

    def work() -> Done:
        try:
            return ReceiptAndBalances(**receipt_values(deed()), balances=balances_shown(owner_id))
        except NeedsSecondPerson:
            if not given.ask_approval:
                raise
        desk = at_desk(call, given.store_id)
        return proposal_shown(
            propose(
                desk,
                ask.kind,
                owner_id=owner_id,
                asked=ask.asked,
                reason=given.reason,
                amount_fen=ask.amount_fen,
                needs=ask.needs,
            )
        )

    return once(call, work, status=lambda shown: 202 if isinstance(shown, ProposalOut) else 201)
