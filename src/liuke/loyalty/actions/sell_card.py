"""B5 Sells a count card 次卡 or a package 套餐."""

from __future__ import annotations

from uuid import UUID

from liuke.loyalty import programme
from liuke.loyalty.desk import AtDesk, Doing, done_once
from liuke.loyalty.finance.prepaid import check_card_sale
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.posting import Value
from liuke.loyalty.models import Receipt
from liuke.loyalty.money import CASH, take_exactly
from liuke.loyalty.rules.apportion import apportion
from liuke.loyalty.rules.tender import Paid
from liuke.org.rules.roles import Permission


def sell_card(desk: AtDesk, *, owner_id: UUID, card_id: UUID, paid: Paid) -> Receipt:
    """The price is split over the items by what they cost at list price. Raises NotAllowed, NotFound,
    NotOffered, a PrepaidRefusal, what ``take`` raises, TendersDoNotMatch, a LedgerRefusal."""
    desk.need(Permission.TAKE_MONEY)
    owner = desk.owner(owner_id)

    def work(doing: Doing) -> None:
        card = programme.card(card_id)
        lines = list(card.lines.all())
        listed = [line.item.list_fen * line.uses for line in lines]
        parts = apportion(card.price_fen, listed)
        expires = programme.last_day(desk.today, card.valid_days)
        check_card_sale(
            store=desk.shop,
            owner=owner,
            price_fen=card.price_fen,
            cash_fen=paid.amount_fen if paid.method == CASH else 0,
            day=desk.today,
        )
        items = tuple(
            deeds.CardItem(
                kind=Value.VISITS,
                unit=f"visits:{line.item.code}",
                amount=line.uses,
                paid_fen=part,
                list_fen=worth,
                expires_on=expires,
            )
            for line, worth, part in zip(lines, listed, parts, strict=True)
        )
        payment = take_exactly(desk, doing.receipt, paid, card.price_fen)
        doing.post(deeds.sell(desk.desk, owner.pk, desk.part("sale"), payment=str(payment.pk), items=items))
        doing.told = {
            "card": card.name,
            "items": [{"name": line.item.name, "uses": line.uses} for line in lines],
            "expires_on": str(expires or ""),
        }

    return done_once(desk, "sale", owner, {"paid": vars(paid), "card": card_id}, work)
