"""B1 On what part of a bill points 积分 are earned: never on what points, coupons or a bonus paid."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.loyalty.bill import Bill


@dataclass(frozen=True, kw_only=True)
class Tenders:
    """What was paid with other things than the owner's money, in fen."""

    points_fen: int = 0
    coupon_fen: int = 0
    bonus_fen: int = 0


def points_base_fen(bill: Bill, tenders: Tenders) -> int:
    """The owner's own money in it; raises ValueError where more was paid than billed."""
    given = tenders.points_fen + tenders.coupon_fen + tenders.bonus_fen
    if not 0 <= given <= bill.amount_fen:
        raise ValueError(f"more was paid than bill {bill.number} comes to")
    return bill.amount_fen - given
