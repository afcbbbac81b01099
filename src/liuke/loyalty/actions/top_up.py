"""B4 Takes money and keeps it for the owner 充值: principal, and the bonus of the offer."""

from __future__ import annotations

from uuid import UUID

from liuke.loyalty import programme
from liuke.loyalty.desk import AtDesk, Doing, done_once
from liuke.loyalty.finance.prepaid import check_top_up
from liuke.loyalty.ledger import deeds
from liuke.loyalty.models import Receipt
from liuke.loyalty.money import CASH, take_exactly
from liuke.loyalty.rules.tender import Paid
from liuke.org.rules.roles import Permission


def top_up(desk: AtDesk, *, owner_id: UUID, paid: Paid, offer_id: UUID | None = None) -> Receipt:
    """Without an offer any amount, and no bonus. Raises NotAllowed, NotFound, NotOffered, a PrepaidRefusal,
    what ``take`` raises, TendersDoNotMatch, a LedgerRefusal."""
    desk.need(Permission.TAKE_MONEY)
    owner = desk.owner(owner_id)

    def work(doing: Doing) -> None:
        offer = programme.offer(offer_id) if offer_id else None
        principal = offer.principal_fen if offer else paid.amount_fen
        bonus = offer.bonus_fen if offer else 0
        check_top_up(
            store=desk.shop,
            owner=owner,
            principal_fen=principal,
            cash_fen=paid.amount_fen if paid.method == CASH else 0,
            day=desk.today,
        )
        payment = take_exactly(desk, doing.receipt, paid, principal)
        expires = programme.last_day(desk.today, offer.bonus_valid_days) if offer and bonus else None
        doing.post(
            deeds.top_up(
                desk.desk,
                owner.pk,
                desk.part("topup"),
                payment=str(payment.pk),
                principal_fen=principal,
                bonus_fen=bonus,
                bonus_expires_on=expires,
            )
        )
        doing.told = {"offer": offer.name if offer else "", "principal_fen": principal, "bonus_fen": bonus}

    return done_once(desk, "topup", owner, {"paid": vars(paid), "offer": offer_id}, work)
