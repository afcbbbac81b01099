"""Bills settled, returned, refunds and reversals."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router
from pydantic import ConfigDict

from liuke.loyalty.actions.refund_value import Wish, refund_value
from liuke.loyalty.actions.return_bill import return_bill
from liuke.loyalty.actions.reverse_posting import reverse_posting
from liuke.loyalty.actions.settle_bill import settle_bill
from liuke.loyalty.bill import Bill, BillLine, Category
from liuke.loyalty.ledger.refusals import BadRequest
from liuke.loyalty.queries import bill_within
from liuke.loyalty.rules.refund import Fault
from liuke.loyalty.rules.tender import CardUse, Tenders
from liuke.org.rules.key_scopes import KeyScope
from liuke.org.rules.roles import Permission
from liuke.values.text import plain_code
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Line, Name
from liuke.web.api.loyalty_shown import (
    MOST,
    Ask,
    AskApproval,
    AtStore,
    Code,
    Fen,
    PaidIn,
    at_desk,
    done,
    done_or_asked,
)
from liuke.web.api.resources.value import DONE, DONE_OR_ASKED
from liuke.web.api.schema import Schema
from liuke.web.shell.wording import N_

router = Router(tags=["balances"])
USE, MONEY = ByKey(KeyScope.VALUE_USE), ByKey(KeyScope.MONEY_TAKE)
NoneOrFen = Annotated[int, Field(strict=True, ge=0, le=MOST)]


class LineIn(Schema):
    """One position of a bill; ``list_fen`` without any discount, what is charged where it is left out."""

    model_config = ConfigDict(extra="forbid")

    item: Name
    category: Literal["labour", "parts", "accessory", "package", "other"] = "other"
    amount_fen: NoneOrFen
    list_fen: NoneOrFen | None = None


class CardUseIn(Schema):
    """A card's use for one line, counted from 0."""

    model_config = ConfigDict(extra="forbid")

    item: Code
    line: Annotated[int, Field(strict=True, ge=0, le=199)]


class BillIn(AtStore):
    """A bill and how it is paid: together the tenders are what it comes to."""

    number: Annotated[Name, Field(max_length=60)]
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=200)]
    card_uses: Annotated[list[CardUseIn], Field(max_length=50)] = []  # noqa: RUF012
    coupons: Annotated[list[Code], Field(max_length=20)] = []  # noqa: RUF012
    points: NoneOrFen = 0
    stored_fen: NoneOrFen = 0
    hold_id: UUID | None = None
    paid: Annotated[list[PaidIn], Field(max_length=10)] = []  # noqa: RUF012


class ReturnIn(AskApproval):
    """What of a bill goes back; all of it where no amount is given."""

    amount_fen: Fen | None = None


class RefundIn(AskApproval):
    """``expected_fen`` is the calculation the owner was shown. ``method`` only for an opening balance."""

    origin: UUID
    unit: Line = "fen"
    fault: Literal["not_owners", "owners"] = "not_owners"
    known_before: bool | None = None
    expected_fen: NoneOrFen
    method: Line = ""


class ReversalIn(AskApproval):
    """The posting that should not have been."""

    journal_id: UUID


@router.post(
    "/owners/{uuid:owner_id}/bills",
    url_name="api_bills",
    auth=USE,
    response=DONE,
    summary=N_("Settle a bill"),
)
def bill_new(request: Call, owner_id: UUID, given: BillIn) -> HttpResponse:
    """All of it or nothing; points are earned at once. Money needs money:take, but for elsewhere. Needs an
    Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    tenders = Tenders(
        uses=tuple(CardUse(item=one.item, line=one.line) for one in given.card_uses),
        coupons=tuple(given.coupons),
        points=given.points,
        stored_fen=given.stored_fen,
        hold=given.hold_id,
        paid=tuple(one.paid() for one in given.paid),
    )
    return done(
        request,
        owner_id,
        lambda: settle_bill(desk, owner_id=owner_id, bill=_bill(given), tenders=tenders),
    )


def _bill(given: BillIn) -> Bill:
    """Raises BadRequest where a line is charged above its list price."""
    try:
        lines = tuple(
            BillLine(
                item=one.item,
                category=Category(one.category),
                amount_fen=one.amount_fen,
                list_fen=one.amount_fen if one.list_fen is None else one.list_fen,
            )
            for one in given.lines
        )
    except ValueError:
        raise BadRequest(field="lines.list_fen") from None
    number = plain_code(given.number)
    if not number:
        raise BadRequest(field="number")
    return Bill(
        store=given.store_id,
        number=number,
        lines=lines,
        amount_fen=sum(one.amount_fen for one in lines),
    )


@router.post(
    "/bills/{uuid:bill_id}/returns",
    url_name="api_bill_returns",
    auth=MONEY,
    response=DONE_OR_ASKED,
    summary=N_("Return a bill, or a part of it"),
)
def return_new(request: Call, bill_id: UUID, given: ReturnIn) -> HttpResponse:
    """What it took comes back, what it earned goes. Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    owner_id = bill_within(request.rights, bill_id, Permission.TAKE_MONEY).owner_id
    return done_or_asked(
        request,
        owner_id,
        given,
        lambda: return_bill(desk, bill_id=bill_id, reason=given.reason, amount_fen=given.amount_fen),
        Ask("return", {"bill": bill_id, "amount_fen": given.amount_fen}, given.amount_fen or 0),
    )


@router.post(
    "/owners/{uuid:owner_id}/refunds",
    url_name="api_refunds",
    auth=MONEY,
    response=DONE_OR_ASKED,
    summary=N_("Refund a top-up or card"),
)
def refund_new(request: Call, owner_id: UUID, given: RefundIn) -> HttpResponse:
    """Back the way the money came. Above 500 yuan a second person is needed. Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    wish = Wish(
        origin=given.origin, unit=given.unit, fault=Fault(given.fault), known_before=given.known_before
    )
    asked = given.model_dump(include={"origin", "unit", "fault", "known_before", "expected_fen", "method"})
    return done_or_asked(
        request,
        owner_id,
        given,
        lambda: refund_value(
            desk,
            owner_id=owner_id,
            wish=wish,
            expected_fen=given.expected_fen,
            method=given.method,
            reason=given.reason,
        ),
        Ask("refund", asked, given.expected_fen),
    )


@router.post(
    "/owners/{uuid:owner_id}/reversals",
    url_name="api_reversals",
    auth=MONEY,
    response=DONE_OR_ASKED,
    summary=N_("Undo a posting that should not have been"),
)
def reversal_new(request: Call, owner_id: UUID, given: ReversalIn) -> HttpResponse:
    """Always by two persons: ask for the approval. Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    return done_or_asked(
        request,
        owner_id,
        given,
        lambda: reverse_posting(desk, owner_id=owner_id, journal=given.journal_id, reason=given.reason),
        Ask("reversal", {"journal": given.journal_id}),
    )
