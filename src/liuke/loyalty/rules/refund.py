"""B4 What a refund 退款 of stored value or a count card comes to, with the calculation printed for the owner.

Law of 2025-05-01 (法释〔2025〕4号): within seven days of paying, the whole principal comes back unless the
same service was taken before. Otherwise what was used is counted at the discounted price (the bonus pro
rata), or at the list price where the owner gives up without the dealer's fault; never more than was paid.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

COOLING_OFF_DAYS = 7
"""The law's; a region may give more."""


class Fault(StrEnum):
    """Why the contract ends: by the dealer's fault or nobody's, or by the owner's own wish."""

    NOT_OWNERS = "not_owners"
    OWNERS = "owners"


class Price(StrEnum):
    """At which price what was used is counted."""

    NOTHING = "nothing"
    DISCOUNTED = "discounted"
    LIST = "list"


@dataclass(frozen=True, kw_only=True)
class Prepaid:
    """One top-up or card. ``used_list_fen`` is what was used at list price; for stored value that is what was
    drawn, bonus included, where bills had no discount of their own. ``refunded_fen`` went out in earlier
    refunds: however often, all of them come to what one refund would. ``cooling_off_days`` is None where
    nobody knows when it was paid."""

    paid_fen: int
    bonus_fen: int = 0
    used_fen: int
    used_list_fen: int | None = None
    left_fen: int
    refunded_fen: int = 0
    paid_on: dt.date
    known_before: bool = False
    cooling_off_days: int | None = COOLING_OFF_DAYS


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """``refund_fen`` goes out; ``kept_fen`` of what is left counts as used; the bonus left is forfeited."""

    price: Price
    paid_fen: int
    bonus_fen: int
    used_fen: int
    counted_fen: int
    refunded_fen: int
    refund_fen: int
    kept_fen: int

    def printed(self) -> dict[str, int | str]:
        """What is kept with the posting and shown to the owner."""
        return {
            "rule": "2025-05-01",
            "price": self.price.value,
            "paid_fen": self.paid_fen,
            "bonus_fen": self.bonus_fen,
            "used_fen": self.used_fen,
            "counted_fen": self.counted_fen,
            "refunded_fen": self.refunded_fen,
            "refund_fen": self.refund_fen,
            "kept_fen": self.kept_fen,
        }


def discounted_fen(*, used_fen: int, paid_fen: int, bonus_fen: int) -> int:
    """What was used, at paid ÷ (paid + bonus); an odd part of a fen is the owner's.

    >>> discounted_fen(used_fen=359_400, paid_fen=300_000, bonus_fen=100_000)
    269550
    """
    whole = paid_fen + bonus_fen
    return used_fen * paid_fen // whole if whole else 0


def refund_of(prepaid: Prepaid, *, fault: Fault, on: dt.date) -> Calculation:
    """The refund of one top-up; ``left_fen`` is what the ledger still holds of what was paid.

    >>> day = dt.date(2026, 3, 1)
    >>> one = Prepaid(paid_fen=300_000, bonus_fen=100_000, used_fen=359_400, left_fen=30_450, paid_on=day)
    >>> refund_of(one, fault=Fault.NOT_OWNERS, on=dt.date(2026, 6, 1)).refund_fen
    30450
    """
    given = prepaid.paid_fen, prepaid.bonus_fen, prepaid.used_fen, prepaid.left_fen, prepaid.refunded_fen
    if min(given) < 0:
        raise ValueError("amounts are not negative")
    if not 0 <= prepaid.left_fen <= prepaid.paid_fen:
        raise ValueError("no more is left than was paid")
    price, counted = _counted(prepaid, fault=fault, on=on)
    refund = max(0, min(prepaid.paid_fen - counted - prepaid.refunded_fen, prepaid.left_fen))
    return Calculation(
        price=price,
        paid_fen=prepaid.paid_fen,
        bonus_fen=prepaid.bonus_fen,
        used_fen=prepaid.used_fen,
        counted_fen=counted,
        refunded_fen=prepaid.refunded_fen,
        refund_fen=refund,
        kept_fen=prepaid.left_fen - refund,
    )


def _counted(prepaid: Prepaid, *, fault: Fault, on: dt.date) -> tuple[Price, int]:
    days = prepaid.cooling_off_days
    within = days is not None and dt.timedelta(0) <= on - prepaid.paid_on <= dt.timedelta(days)
    if within and not prepaid.known_before and prepaid.used_fen == 0:
        return Price.NOTHING, 0
    discounted = discounted_fen(
        used_fen=prepaid.used_fen, paid_fen=prepaid.paid_fen, bonus_fen=prepaid.bonus_fen
    )
    if fault is Fault.NOT_OWNERS:
        return Price.DISCOUNTED, discounted
    listed = prepaid.used_fen if prepaid.used_list_fen is None else prepaid.used_list_fen
    return Price.LIST, max(discounted, listed)
