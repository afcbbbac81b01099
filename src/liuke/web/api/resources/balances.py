"""What owners hold: balances, statement, what can be refunded; receipts, bills, proposals, the programme."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path as Pathed
from ninja import Query, Router

from liuke.loyalty import programme
from liuke.loyalty.actions.refund_value import Wish, work_out
from liuke.loyalty.balances import refundable
from liuke.loyalty.ledger.statement_lines import Place, lines_after
from liuke.loyalty.models import CardProduct, CouponSeries, DeskBill, ServiceItem, TopUpOffer
from liuke.loyalty.queries import bill_within, proposal_within, receipt_within
from liuke.loyalty.rules.refund import Fault
from liuke.org.rules.key_scopes import KeyScope
from liuke.owners.queries import owner_within
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Line, filled
from liuke.web.api.loyalty_shown import (
    Balances,
    ProposalOut,
    ReceiptOut,
    balances_shown,
    proposal_shown,
    receipt_values,
)
from liuke.web.api.owner_shown import note_looks
from liuke.web.api.paging import Page, Paged, answer_page, read_cursor, write_cursor
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["balances"])
READ = ByKey(KeyScope.BALANCES_READ)
FOUND: dict[Any, Any] = {404: Problem}


class EntryOut(Schema):
    """One line of a statement: ``change`` of an account and what it held after."""

    day: dt.date
    at: dt.datetime
    journal: UUID
    kind: str
    account: str
    unit: str
    change: int
    after: int
    store: UUID | None
    source: str | None


class RefundableOut(Schema):
    """A top-up or an item of a card of which something is left. A top-up is in fen; of a card ``granted``,
    ``remaining`` and ``used`` are uses."""

    origin: UUID
    kind: str
    unit: str
    store: UUID
    bought_on: dt.date
    granted: int
    remaining: int
    used: int
    paid_fen: int
    left_fen: int
    bonus_fen: int
    bonus_left_fen: int
    used_fen: int
    refunded_fen: int


class Refundables(Schema):
    """All of an owner's."""

    items: list[RefundableOut]


class RefundAsked(Schema):
    """Which top-up or card is given up, and through whose fault."""

    origin: UUID
    unit: Line = "fen"
    fault: Literal["not_owners", "owners"] = "not_owners"
    known_before: bool | None = None


class CalculationOut(Schema):
    """How a refund is worked out, in fen: 法释〔2025〕4号."""

    price: str
    paid_fen: int
    bonus_fen: int
    used_fen: int
    counted_fen: int
    refunded_fen: int
    refund_fen: int
    kept_fen: int


class BillOut(Schema):
    """A bill that was settled."""

    id: UUID
    store_id: UUID
    owner_id: UUID
    receipt_id: UUID
    number: str
    amount_fen: int
    returned_fen: int
    lines: list[dict[str, Any]]
    tenders: dict[str, Any]
    at: dt.datetime


class ItemOut(Schema):
    """A service that cards are used for."""

    code: str
    name: str
    list_fen: int


class CardOut(Schema):
    """A count card or package."""

    id: UUID
    name: str
    price_fen: int
    valid_days: int | None
    uses: dict[str, int]


class OfferOut(Schema):
    """A top-up with a bonus."""

    id: UUID
    name: str
    principal_fen: int
    bonus_fen: int
    bonus_valid_days: int | None


class SeriesOut(Schema):
    """A series of coupons."""

    code: str
    name: str
    kind: str
    value_fen: int
    percent_off: int
    threshold_fen: int
    categories: list[str]
    stacks: bool
    transferable: bool
    ends_on: dt.date | None


class ProgrammeOut(Schema):
    """What is sold and given now, and what points are worth."""

    points_per_yuan: int
    fen_per_point: int
    most_points_percent: int
    items: list[ItemOut]
    cards: list[CardOut]
    offers: list[OfferOut]
    coupons: list[SeriesOut]


@router.get(
    "/owners/{uuid:owner_id}/balances",
    url_name="api_balances",
    auth=READ,
    response={200: Balances, **FOUND},
    summary=N_("What an owner holds"),
)
def balances(request: Call, owner_id: UUID) -> HttpResponse:
    """With an ETag. Every call is kept in the audit trail."""
    owner = owner_within(request.rights, owner_id)
    note_looks(request, [owner])
    return answer(request, balances_shown(owner.pk))


@router.get(
    "/owners/{uuid:owner_id}/statement",
    url_name="api_statement",
    auth=READ,
    response={200: Page[EntryOut], 404: Problem, 422: Problem},
    summary=N_("Every line of an owner's accounts"),
)
def statement(request: Call, owner_id: UUID, paging: Paged) -> HttpResponse:
    """The oldest first. New lines only ever come at the end: going on from the last cursor misses none and
    shows none twice. Every call is kept in the audit trail."""
    owner = owner_within(request.rights, owner_id)
    note_looks(request, [owner])
    after = read_cursor(paging.cursor, _place) if paging.cursor is not None else None
    found = lines_after(owner.pk, after, most=paging.limit + 1)
    shown = found[: paging.limit]
    page = Page[Any](
        items=[filled(EntryOut, one) for one in shown],
        next_cursor=_cursor(shown[-1].place) if len(found) > paging.limit else None,
    )
    return answer_page(page)


def _cursor(place: Place) -> str:
    return write_cursor(f"{place.at.isoformat()} {place.journal} {place.n} {place.account}")


def _place(text: str) -> Place:
    """Raises ValueError."""
    at, journal, n, account = text.split(" ")
    when, number = dt.datetime.fromisoformat(at), int(n)
    if when.tzinfo is None or not 0 < number < 2**15 or "\0" in account:
        raise ValueError(text)
    return Place(when, UUID(journal), number, account)


@router.get(
    "/owners/{uuid:owner_id}/refundable",
    url_name="api_refundable",
    auth=READ,
    response={200: Refundables, **FOUND},
    summary=N_("What can be refunded"),
)
def can_be_refunded(request: Call, owner_id: UUID) -> HttpResponse:
    """The latest first."""
    owner = owner_within(request.rights, owner_id)
    note_looks(request, [owner])
    return answer(request, Refundables(items=[filled(RefundableOut, one) for one in refundable(owner.pk)]))


@router.get(
    "/owners/{uuid:owner_id}/refund-calculation",
    url_name="api_refund_calculation",
    auth=READ,
    response={200: CalculationOut, 404: Problem, 409: Problem, 422: Problem},
    summary=N_("What a refund comes to"),
)
def refund_calculation(request: Call, owner_id: UUID, asked: Annotated[RefundAsked, Query()]) -> HttpResponse:
    """To be shown to the owner before it is done."""
    owner = owner_within(request.rights, owner_id)
    note_looks(request, [owner])
    wish = Wish(
        origin=asked.origin, unit=asked.unit, fault=Fault(asked.fault), known_before=asked.known_before
    )
    worked = work_out(owner.pk, wish, on=timezone.localdate(now()))
    return answer(request, CalculationOut(**_without_rule(worked.calculation.printed())))


def _without_rule(printed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in printed.items() if name != "rule"}


@router.get(
    "/bills/{uuid:bill_id}",
    url_name="api_bill",
    auth=READ,
    response={200: BillOut, **FOUND},
    summary=N_("A settled bill"),
)
def bill(request: Call, bill_id: Annotated[UUID, Pathed()]) -> HttpResponse:
    """With its ETag."""
    found: DeskBill = bill_within(request.rights, bill_id)
    return answer(request, filled(BillOut, found))


@router.get(
    "/receipts/{uuid:receipt_id}",
    url_name="api_receipt",
    auth=READ,
    response={200: ReceiptOut, **FOUND},
    summary=N_("A receipt"),
)
def receipt(request: Call, receipt_id: UUID) -> HttpResponse:
    """With its ETag."""
    return answer(request, ReceiptOut(**receipt_values(receipt_within(request.rights, receipt_id))))


@router.get(
    "/proposals/{uuid:proposal_id}",
    url_name="api_proposal",
    auth=READ,
    response={200: ProposalOut, **FOUND},
    summary=N_("What waits for a second person"),
)
def proposal(request: Call, proposal_id: UUID) -> HttpResponse:
    """With its ETag; ask again until it is decided."""
    return answer(request, proposal_shown(proposal_within(request.rights, proposal_id)))


@router.get(
    "/programme",
    url_name="api_programme",
    auth=READ,
    response={200: ProgrammeOut},
    summary=N_("Cards, offers, coupons and the worth of points"),
)
def whole_programme(request: Call) -> HttpResponse:
    """What is offered now."""
    terms = programme.terms()
    cards = CardProduct.objects.filter(active=True).prefetch_related("lines__item")
    shown = ProgrammeOut(
        points_per_yuan=terms.points_per_yuan,
        fen_per_point=terms.fen_per_point,
        most_points_percent=terms.most_points_percent,
        items=[filled(ItemOut, one) for one in ServiceItem.objects.filter(active=True)],
        cards=[
            filled(CardOut, one, uses={line.item.code: line.uses for line in one.lines.all()})
            for one in cards
        ],
        offers=[filled(OfferOut, one) for one in TopUpOffer.objects.filter(active=True)],
        coupons=[filled(SeriesOut, one) for one in CouponSeries.objects.filter(active=True)],
    )
    return answer(request, shown)
