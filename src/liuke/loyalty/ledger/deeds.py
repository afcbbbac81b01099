"""What a desk does, as postings. Nothing here asks the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from liuke.loyalty.bill import Bill
from liuke.loyalty.ledger.posting import Draw, Give, Grant, Kind, Posting, Refund, Settle, Value


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where something is posted, by whom, and who else agreed."""

    store: UUID
    actor: UUID | None = None
    approver: UUID | None = None
    business_date: dt.date | None = None

    def __call__(self, kind: Kind, key: str, holder: UUID | None, **rest: Any) -> Posting:
        return Posting(
            kind=kind,
            key=key,
            store=self.store,
            holder=holder,
            actor=self.actor,
            approver=self.approver,
            business_date=self.business_date,
            **rest,
        )


@dataclass(frozen=True, kw_only=True)
class CardItem:
    """So many uses of an item, or coupons of a series, sold for ``paid_fen`` and worth ``list_fen``."""

    kind: Value
    unit: str
    amount: int
    paid_fen: int
    list_fen: int
    expires_on: dt.date | None = None


def top_up(
    desk: Desk,
    holder: UUID,
    key: str,
    *,
    payment: str,
    principal_fen: int,
    bonus_fen: int = 0,
    bonus_expires_on: dt.date | None = None,
) -> Posting:
    """Stored value against the payment record ``payment``, which counts once."""
    worth = principal_fen + bonus_fen
    gifts: tuple[Grant, ...] = ()
    if bonus_fen:
        gifts = (Grant(kind=Value.BONUS, amount=bonus_fen, expires_on=bonus_expires_on),)
    main = Grant(kind=Value.PRINCIPAL, amount=principal_fen, paid_fen=principal_fen, list_fen=worth)
    return desk(Kind.TOP_UP, key, holder, source=f"payment:{payment}", operations=(main, *gifts))


def sell(desk: Desk, holder: UUID, key: str, *, payment: str, items: tuple[CardItem, ...]) -> Posting:
    """A count card or a package of several."""
    grants = tuple(
        Grant(
            kind=one.kind,
            unit=one.unit,
            amount=one.amount,
            paid_fen=one.paid_fen,
            list_fen=one.list_fen,
            expires_on=one.expires_on,
        )
        for one in items
    )
    return desk(Kind.SALE, key, holder, source=f"payment:{payment}", operations=grants)


def issue(
    desk: Desk,
    holder: UUID,
    key: str,
    *,
    series: str,
    count: int,
    expires_on: dt.date | None,
    source: str | None,
) -> Posting:
    """Coupons of a series, for nothing."""
    grant = Grant(kind=Value.COUPON, unit=f"coupon:{series}", amount=count, expires_on=expires_on)
    return desk(Kind.ISSUE, key, holder, source=source, operations=(grant,))


def earn(
    desk: Desk,
    holder: UUID,
    key: str,
    *,
    source: str,
    points: int,
    usable_on: dt.date | None = None,
    expires_on: dt.date | None = None,
) -> Posting:
    """Points for a bill or an event, which counts once. What the owner owes of them is paid back first."""
    grant = Grant(kind=Value.POINTS, amount=points, usable_on=usable_on, expires_on=expires_on)
    return desk(Kind.EARN, key, holder, source=source, operations=(grant,))


def pay(
    desk: Desk, holder: UUID, key: str, *, bill: Bill, amount_fen: int, hold: UUID | None = None
) -> Posting:
    """Stored value for a bill; with ``hold`` what was held for it."""
    draw = Draw(kind=Value.STORED, amount=amount_fen)
    return desk(Kind.PAY, key, holder, source=bill.source, operations=(draw,), closes=hold)


def use(desk: Desk, holder: UUID, key: str, *, bill: Bill, item: str, count: int = 1) -> Posting:
    """Uses of a count card."""
    draw = Draw(kind=Value.VISITS, unit=f"visits:{item}", amount=count)
    return desk(Kind.USE, key, holder, source=bill.source, operations=(draw,))


def redeem(
    desk: Desk,
    holder: UUID,
    key: str,
    *,
    bill: Bill,
    series: str,
    count: int = 1,
    issued_by: UUID | None = None,
) -> Posting:
    """Coupons of a series; with ``issued_by`` those of that issue only."""
    origins = (issued_by,) if issued_by else None
    draw = Draw(kind=Value.COUPON, unit=f"coupon:{series}", amount=count, origins=origins)
    return desk(Kind.REDEEM, key, holder, source=bill.source, operations=(draw,))


def spend(desk: Desk, holder: UUID, key: str, *, bill: Bill, points: int) -> Posting:
    """Points for a bill."""
    return desk(
        Kind.SPEND, key, holder, source=bill.source, operations=(Draw(kind=Value.POINTS, amount=points),)
    )


def transfer(desk: Desk, holder: UUID, key: str, *, give: Give) -> Posting:
    """Coupons, visits or points to another owner, as they are."""
    return desk(Kind.TRANSFER, key, holder, operations=(give,))


def hold(desk: Desk, holder: UUID, key: str, *, draw: Draw, minutes: int = 1440) -> Posting:
    """Sets value aside; it comes back by itself after ``minutes``."""
    return desk(Kind.HOLD, key, holder, operations=(draw,), minutes=minutes)


def void(desk: Desk, holder: UUID, key: str, *, of: UUID) -> Posting:
    """Gives back what was held."""
    return desk(Kind.VOID, key, holder, closes=of)


def give_back(desk: Desk, holder: UUID, key: str, *, of: UUID, amount: int | None = None) -> Posting:
    """Returns a part (or the rest) of what a bill took or earned: points that are gone become a debt."""
    return desk(Kind.RETURN, key, holder, returns=of, amount=amount)


def reverse(desk: Desk, holder: UUID | None, key: str, *, of: UUID, why: str) -> Posting:
    """The mirror of a posting, once, by two persons."""
    return desk(Kind.REVERSAL, key, holder, reverses=of, detail={"why": why})


def refund(
    desk: Desk, holder: UUID, key: str, *, refund: Refund, calculation: Mapping[str, Any] | None = None
) -> Posting:
    """Pays back what is left of a top-up or a card, with the calculation shown to the owner."""
    detail = {"calculation": dict(calculation)} if calculation else {}
    return desk(Kind.REFUND, key, holder, operations=(refund,), detail=detail)


def settle(desk: Desk, key: str, *, with_store: UUID, amount_fen: int) -> Posting:
    """Pays another store for value of ours that was used there."""
    return desk(Kind.SETTLE, key, None, operations=(Settle(store=with_store, amount=amount_fen),))


def open_balance(desk: Desk, holder: UUID, key: str, *, grants: tuple[Grant, ...], source: str) -> Posting:
    """What an owner brings from the old system, by two persons; ``source`` names the row it came from."""
    return desk(Kind.OPENING, key, holder, operations=grants, source=source)
