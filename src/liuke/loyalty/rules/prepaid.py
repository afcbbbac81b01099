"""B8 What the law allows of prepaid cards 单用途商业预付卡: caps, identity, cash, escrow.

《单用途商业预付卡管理办法（试行）》: a named card holds 5,000 yuan at most and has no term; an unnamed
one 1,000 yuan, valid three years at least. Who buys a named card, or for 10,000 yuan at once, shows a
document; from 50,000 yuan on a person pays by bank (5,000 a firm). Of the balance at the end of a
quarter 20 % (one firm), 30 % (a group) or 40 % (a brand) lie in escrow. Regions have rules of
their own, from a day on. A count card or package is prepaid as stored value is: what of its price is not
earned yet counts (docs/algorithms/prepaid.md).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from liuke.values.money import yuan_of
from liuke.values.period import add_months
from liuke.values.refusal import Refusal


class IssuerKind(StrEnum):
    """What kind of firm issues the cards."""

    SCALE = "scale"
    GROUP = "group"
    BRAND = "brand"


@dataclass(frozen=True, kw_only=True)
class PrepaidLimits:
    """What holds in one place on one day; money in fen. ``one_card``: all that an owner has prepaid is one
    card, the strict reading; else each count card is one of its own beside the stored value."""

    named_cap_fen: int = 500_000
    unnamed_cap_fen: int = 100_000
    unnamed_months: int = 36
    identity_named: bool = True
    identity_from_fen: int = 1_000_000
    cash_from_fen: int = 5_000_000
    cooling_off_days: int = 7
    scale_percent: int = 20
    group_percent: int = 30
    brand_percent: int = 40
    one_card: bool = True

    def percent(self, kind: IssuerKind) -> int:
        """The part of the balance that lies in escrow."""
        return {
            IssuerKind.SCALE: self.scale_percent,
            IssuerKind.GROUP: self.group_percent,
            IssuerKind.BRAND: self.brand_percent,
        }[kind]


class PrepaidRefusal(Refusal):
    """The law does not allow it. Nothing was posted."""

    status = 409


class CapExceeded(PrepaidRefusal):
    code = "cap_exceeded"
    sentence = (
        "A prepaid card of this owner may hold %(most)s yuan at most; %(held)s are on it, count cards not "
        "used up included, so %(room)s can still be paid in. Take less, or use up some of it first."
    )


class IdentityNeeded(PrepaidRefusal):
    code = "identity_needed"
    sentence = (
        "The law asks for a document before anything is prepaid. Ask for the owner's identity card, enter it "
        "under “Identity”, here or on the owner's page, then go on with this."
    )


class TooMuchCash(PrepaidRefusal):
    code = "too_much_cash"
    sentence = "From %(limit)s yuan on a prepaid card is not paid in cash. Take a bank transfer or a card."


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who prepays, and what their card holds: ``held_fen`` of stored value, ``cards_fen`` that count cards
    have not earned yet. An owner without a name has an unnamed card."""

    named: bool
    identified: bool
    held_fen: int
    cards_fen: int = 0


def check_top_up(limits: PrepaidLimits, buyer: Buyer, *, principal_fen: int, cash_fen: int = 0) -> None:
    """Raises CapExceeded, IdentityNeeded, TooMuchCash.

    >>> lin = Buyer(named=True, identified=True, held_fen=200_000)
    >>> check_top_up(PrepaidLimits(), lin, principal_fen=300_000)
    >>> try:
    ...     check_top_up(PrepaidLimits(), lin, principal_fen=300_001)
    ... except CapExceeded as refusal:
    ...     print(refusal.code, refusal.parameters["room"])
    cap_exceeded 3,000
    """
    held_fen = buyer.held_fen + (buyer.cards_fen if limits.one_card else 0)
    _check(limits, buyer, held_fen=held_fen, paid_fen=principal_fen, cash_fen=cash_fen)


def check_card_sale(limits: PrepaidLimits, buyer: Buyer, *, price_fen: int, cash_fen: int = 0) -> None:
    """The same for a count card or package. Raises CapExceeded, IdentityNeeded, TooMuchCash.

    >>> lin = Buyer(named=True, identified=True, held_fen=300_000, cards_fen=150_000)
    >>> check_card_sale(PrepaidLimits(), lin, price_fen=50_000)
    >>> check_card_sale(PrepaidLimits(one_card=False), lin, price_fen=500_000)
    """
    held_fen = buyer.held_fen + buyer.cards_fen if limits.one_card else 0
    _check(limits, buyer, held_fen=held_fen, paid_fen=price_fen, cash_fen=cash_fen)


def _check(limits: PrepaidLimits, buyer: Buyer, *, held_fen: int, paid_fen: int, cash_fen: int) -> None:
    most = limits.named_cap_fen if buyer.named else limits.unnamed_cap_fen
    if held_fen + paid_fen > most:
        room = max(0, most - held_fen)
        raise CapExceeded(most=_yuan(most), held=_yuan(held_fen), room=_yuan(room))
    asked = paid_fen >= limits.identity_from_fen or (buyer.named and limits.identity_named)
    if asked and not buyer.identified:
        raise IdentityNeeded
    if cash_fen >= limits.cash_from_fen:
        raise TooMuchCash(limit=_yuan(limits.cash_from_fen))


def earliest_expiry(limits: PrepaidLimits, *, named: bool, on: dt.date) -> dt.date | None:
    """The first day on which a card sold ``on`` may end; None: it never may.

    >>> earliest_expiry(PrepaidLimits(), named=False, on=dt.date(2026, 2, 28))
    datetime.date(2029, 2, 28)
    """
    return None if named else add_months(on, limits.unnamed_months)


def escrow_fen(*, balance_fen: int, percent: int) -> int:
    """What must lie in escrow for a balance; an odd part of a fen is put in.

    >>> escrow_fen(balance_fen=100_001, percent=30)
    30001
    """
    return -(-balance_fen * percent // 100)


class Light(StrEnum):
    """Green: enough. Yellow: less than a tenth above what must be there. Red: too little, or not known."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def escrow_light(*, required_fen: int, there_fen: int | None) -> Light:
    """How an escrow account stands.

    >>> [str(escrow_light(required_fen=1000, there_fen=there)) for there in (1100, 1099, 999, None)]
    ['green', 'yellow', 'red', 'red']
    >>> str(escrow_light(required_fen=0, there_fen=None))
    'green'
    """
    if required_fen == 0:
        return Light.GREEN
    if there_fen is None or there_fen < required_fen:
        return Light.RED
    return Light.GREEN if there_fen * 10 >= required_fen * 11 else Light.YELLOW


def quarter_of(day: dt.date) -> dt.date:
    """The first day of the quarter.

    >>> quarter_of(dt.date(2026, 11, 28))
    datetime.date(2026, 10, 1)
    """
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def quarters_to(today: dt.date) -> list[dt.date]:
    """Those for which escrow is kept up: this one and the eight before it, the latest first.

    >>> quarters_to(dt.date(2026, 11, 28))[::8]
    [datetime.date(2026, 10, 1), datetime.date(2024, 10, 1)]
    """
    return [add_months(quarter_of(today), -3 * back) for back in range(9)]


def _yuan(fen: int) -> str:
    return yuan_of(fen).removesuffix(".00")
