"""B2 How a bill is paid: card uses, coupons, points, stored value, money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from liuke.loyalty.bill import Bill
from liuke.loyalty.rules.apportion import apportion
from liuke.loyalty.rules.coupon_worth import CouponTerms, coupons_worth
from liuke.values.money import yuan_of
from liuke.values.refusal import Refusal


class TendersDoNotMatch(Refusal):
    code = "tenders_do_not_match"
    sentence = "%(due)s yuan are to be paid, %(given)s are given. Make them equal."


class TooManyPoints(Refusal):
    code = "too_many_points"
    sentence = "Points pay at most %(percent)s %% of a bill; the most here: %(most)s."

    def __init__(self, *, percent: int, most: int) -> None:
        super().__init__(percent=f"{percent}", most=f"{most:,}")


class LineNotCovered(Refusal):
    code = "line_not_covered"
    sentence = "Line %(line)s is not there, is not what the card is for, or is paid by a card already."


@dataclass(frozen=True, kw_only=True)
class CardUse:
    """One use of a card pays one line of the bill (``line`` counts from 0)."""

    item: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Paid:
    """Money in fen, with the number of the payment service where it is not cash."""

    method: str
    amount_fen: int
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Tenders:
    """Everything given for a bill; ``hold`` was set aside before, of one kind of it."""

    uses: tuple[CardUse, ...] = ()
    coupons: tuple[str, ...] = ()
    points: int = 0
    stored_fen: int = 0
    hold: UUID | None = None
    paid: tuple[Paid, ...] = ()

    def told(self) -> dict[str, Any]:
        return {
            "uses": [vars(one) for one in self.uses],
            "coupons": list(self.coupons),
            "points": self.points,
            "stored_fen": self.stored_fen,
            "hold": str(self.hold) if self.hold else None,
            "paid": [vars(one) for one in self.paid],
        }


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What each kind of tender comes to in fen; ``due_fen`` is left for stored value and money."""

    uses_fen: int
    coupons_fen: tuple[int, ...]
    points_fen: int
    due_fen: int


@dataclass(frozen=True, kw_only=True)
class PointsTerms:
    """What points are worth."""

    fen_per_point: int
    most_percent: int


def worth_of(
    bill: Bill,
    tenders: Tenders,
    *,
    names: Mapping[str, str],
    coupons: Sequence[CouponTerms],
    points: PointsTerms,
) -> Worth:
    """``names`` are the items of the cards used, by code. Raises LineNotCovered, TooManyPoints, a
    CouponRefusal."""
    covered: set[int] = set()
    for use in tenders.uses:
        fits = 0 <= use.line < len(bill.lines) and bill.lines[use.line].item == names.get(use.item)
        if not fits or use.line in covered:
            raise LineNotCovered(line=use.line + 1)
        covered.add(use.line)
    uses = sum(bill.lines[place].amount_fen for place in covered)
    off = coupons_worth(bill, coupons, covered=frozenset(covered))
    rest = bill.amount_fen - uses - sum(off)
    most = min(bill.amount_fen * points.most_percent // 100, rest)
    if tenders.points * points.fen_per_point > most:
        raise TooManyPoints(percent=points.most_percent, most=most // max(points.fen_per_point, 1))
    worth = tenders.points * points.fen_per_point
    return Worth(uses_fen=uses, coupons_fen=off, points_fen=worth, due_fen=rest - worth)


def check_match(worth: Worth, tenders: Tenders) -> None:
    """Raises TendersDoNotMatch unless stored value and money are what is due."""
    given = tenders.stored_fen + sum(one.amount_fen for one in tenders.paid)
    if given != worth.due_fen or min((tenders.stored_fen, *(one.amount_fen for one in tenders.paid))) < 0:
        raise TendersDoNotMatch(due=yuan_of(worth.due_fen), given=yuan_of(given))


def returned_parts(amounts: Sequence[int], *, whole: int, before: int, part: int) -> tuple[int, ...]:
    """What of each amount goes back when ``part`` of a bill of ``whole`` does, after ``before`` went.

    However often a bill is returned in parts, all together is what one return would have been.

    >>> returned_parts([7_000, 3_000], whole=10_000, before=0, part=3_333)
    (2333, 1000)
    >>> returned_parts([7_000, 3_000], whole=10_000, before=3_333, part=6_667)
    (4667, 2000)
    """
    money = sum(amounts)
    if money == 0:
        return tuple(0 for _ in amounts)
    was = apportion(money * before // whole, amounts)
    now = apportion(money * (before + part) // whole, amounts)
    return tuple(n - w for n, w in zip(now, was, strict=True))
