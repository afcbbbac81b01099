"""What moves value: top-ups, cards, coupons, gifts, transfers, holds, freezes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from liuke.loyalty.actions.freeze_owner import freeze_owner
from liuke.loyalty.actions.give_value import give_value, hand_over
from liuke.loyalty.actions.hold_value import hold_value, release_hold
from liuke.loyalty.actions.issue_coupons import issue_coupons
from liuke.loyalty.actions.sell_card import sell_card
from liuke.loyalty.actions.top_up import top_up
from liuke.loyalty.ledger.posting import Value
from liuke.org.rules.key_scopes import KeyScope
from liuke.org.rules.roles import Permission
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Text
from liuke.web.api.loyalty_shown import (
    Ask,
    AskApproval,
    AtStore,
    Code,
    Count,
    PaidIn,
    ProposalOut,
    ReceiptAndBalances,
    at_desk,
    done,
    done_or_asked,
)
from liuke.web.api.problems import Problem
from liuke.web.shell.wording import N_

router = Router(tags=["balances"])
USE, GIVE = ByKey(KeyScope.VALUE_USE), ByKey(KeyScope.VALUE_GIVE)
MONEY, FREEZE = ByKey(KeyScope.MONEY_TAKE), ByKey(KeyScope.VALUE_FREEZE)
NO: dict[Any, Any] = dict.fromkeys((403, 404, 409, 422, 428, 503), Problem)
DONE: dict[Any, Any] = {201: ReceiptAndBalances, **NO}
DONE_OR_ASKED: dict[Any, Any] = {201: ReceiptAndBalances, 202: ProposalOut, **NO}


class TopUpIn(AtStore):
    """Money to keep for the owner. An offer has its own amount and gives its bonus."""

    paid: PaidIn
    offer_id: UUID | None = None


class CardSaleIn(AtStore):
    """A count card or package for its price."""

    card_id: UUID
    paid: PaidIn


class CouponIn(AtStore):
    """Coupons of a series."""

    series: Code
    count: Count = 1
    reason: Text = ""


class GiftIn(AskApproval):
    """Given by hand, with a reason; ``item`` where uses of a card are given."""

    value: Literal["points", "bonus", "visits"]
    amount: Count
    item: Code | Literal[""] = ""
    expires_on: dt.date | None = None


class TransferIn(AtStore):
    """Handed over to another owner, with its days."""

    to_owner_id: UUID
    value: Literal["coupon", "visits", "points"]
    amount: Count
    code: Code | Literal[""] = ""


class HoldIn(AtStore):
    """Set aside; it comes back by itself after ``minutes``, 43,200 (30 days) at most."""

    value: Literal["stored", "points", "visits", "coupon"]
    amount: Count
    code: Code | Literal[""] = ""
    minutes: int = 1440


class FreezeIn(AtStore):
    """Why nothing may go out."""

    reason: Text


@router.post(
    "/owners/{uuid:owner_id}/top-ups",
    url_name="api_top_ups",
    auth=MONEY,
    response=DONE,
    summary=N_("Top up"),
)
def top_up_new(request: Call, owner_id: UUID, given: TopUpIn) -> HttpResponse:
    """Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    return done(
        request,
        owner_id,
        lambda: top_up(desk, owner_id=owner_id, paid=given.paid.paid(), offer_id=given.offer_id),
    )


@router.post(
    "/owners/{uuid:owner_id}/card-sales",
    url_name="api_card_sales",
    auth=MONEY,
    response=DONE,
    summary=N_("Sell a card or package"),
)
def card_sale_new(request: Call, owner_id: UUID, given: CardSaleIn) -> HttpResponse:
    """Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    return done(
        request,
        owner_id,
        lambda: sell_card(desk, owner_id=owner_id, card_id=given.card_id, paid=given.paid.paid()),
    )


@router.post(
    "/owners/{uuid:owner_id}/coupons",
    url_name="api_coupons",
    auth=GIVE,
    response=DONE,
    summary=N_("Issue coupons"),
)
def coupon_new(request: Call, owner_id: UUID, given: CouponIn) -> HttpResponse:
    """Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    return done(
        request,
        owner_id,
        lambda: issue_coupons(
            desk, owner_id=owner_id, code=given.series, count=given.count, reason=given.reason
        ),
    )


@router.post(
    "/owners/{uuid:owner_id}/gifts",
    url_name="api_gifts",
    auth=GIVE,
    response=DONE_OR_ASKED,
    summary=N_("Give points, a bonus or uses by hand"),
)
def gift_new(request: Call, owner_id: UUID, given: GiftIn) -> HttpResponse:
    """Above the limits a second person is needed. Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    asked = {
        "value": given.value,
        "amount": given.amount,
        "item": given.item,
        "expires_on": given.expires_on,
    }
    return done_or_asked(
        request,
        owner_id,
        given,
        lambda: give_value(
            desk,
            owner_id=owner_id,
            kind=Value(given.value),
            amount=given.amount,
            reason=given.reason,
            item=given.item,
            expires_on=given.expires_on,
        ),
        Ask("gift", asked, needs=Permission.GIVE_VALUE),
    )


@router.post(
    "/owners/{uuid:owner_id}/transfers",
    url_name="api_transfers",
    auth=USE,
    response=DONE,
    summary=N_("Hand over to another owner"),
)
def transfer_new(request: Call, owner_id: UUID, given: TransferIn) -> HttpResponse:
    """Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    return done(
        request,
        owner_id,
        lambda: hand_over(
            desk,
            owner_id=owner_id,
            to_owner_id=given.to_owner_id,
            kind=Value(given.value),
            amount=given.amount,
            code=given.code,
        ),
    )


@router.post(
    "/owners/{uuid:owner_id}/holds",
    url_name="api_holds",
    auth=USE,
    response=DONE,
    summary=N_("Set value aside"),
)
def hold_new(request: Call, owner_id: UUID, given: HoldIn) -> HttpResponse:
    """Its id is the receipt's journal; a bill captures it. Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    return done(
        request,
        owner_id,
        lambda: hold_value(
            desk,
            owner_id=owner_id,
            kind=Value(given.value),
            amount=given.amount,
            code=given.code,
            minutes=given.minutes,
        ),
    )


@router.post(
    "/owners/{uuid:owner_id}/holds/{uuid:hold_id}/release",
    url_name="api_hold_release",
    auth=USE,
    response=DONE,
    summary=N_("Give back what was set aside"),
)
def hold_release(request: Call, owner_id: UUID, hold_id: UUID, given: AtStore) -> HttpResponse:
    """Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    return done(request, owner_id, lambda: release_hold(desk, owner_id=owner_id, hold=hold_id))


@router.post(
    "/owners/{uuid:owner_id}/freezes",
    url_name="api_freezes",
    auth=FREEZE,
    response=DONE,
    summary=N_("Let nothing go out"),
)
def freeze_new(request: Call, owner_id: UUID, given: FreezeIn) -> HttpResponse:
    """A manager lifts it at the desk. Needs an Idempotency-Key."""
    desk = at_desk(request, given.store_id)
    return done(request, owner_id, lambda: freeze_owner(desk, owner_id=owner_id, reason=given.reason))
