"""B6 What coupons 优惠券 take off a bill, and which go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from liuke.loyalty.bill import Bill, BillLine
from liuke.values.money import yuan_of
from liuke.values.refusal import Refusal


class CouponRefusal(Refusal):
    """Base of what a coupon refuses; nothing is posted."""


class CouponUnknown(CouponRefusal):
    code = "coupon_unknown"
    sentence = "There is no coupon “%(coupon)s”. Take it off, or choose one the owner holds."


class BelowThreshold(CouponRefusal):
    code = "coupon_below_threshold"
    sentence = "“%(name)s” is good from %(threshold)s yuan on; this bill has %(eligible)s of what it is for."


class NotForThisBill(CouponRefusal):
    code = "coupon_not_for_this"
    sentence = "“%(name)s” is good for nothing on this bill. Take it off, or look what it is for."


class DoNotStack(CouponRefusal):
    code = "coupons_do_not_stack"
    sentence = "“%(name)s” cannot be used together with another coupon. Choose one of them."


@dataclass(frozen=True, kw_only=True)
class CouponTerms:
    """A series as the bill sees it. ``item`` is the service an item coupon pays for."""

    code: str
    name: str
    kind: Literal["cash", "discount", "item", "exchange"]
    value_fen: int = 0
    percent_off: int = 0
    item: str = ""
    threshold_fen: int = 0
    categories: frozenset[str] = frozenset()
    stacks: bool = False


def coupons_worth(bill: Bill, coupons: Sequence[CouponTerms], *, covered: frozenset[int]) -> tuple[int, ...]:
    """What each takes off, in fen, in the order given; lines in ``covered`` are paid by a card already.

    Each works on what the ones before have left of its lines. Raises a CouponRefusal.
    """
    if len(coupons) > 1:
        for one in coupons:
            if not one.stacks:
                raise DoNotStack(name=one.name)
    left = [0 if place in covered else line.amount_fen for place, line in enumerate(bill.lines)]
    return tuple(_take(bill.lines, left, one) for one in coupons)


def _take(lines: Sequence[BillLine], left: list[int], one: CouponTerms) -> int:
    if one.kind == "exchange":
        return 0
    if one.kind == "item":
        places = [p for p, line in enumerate(lines) if line.item == one.item and left[p] > 0][:1]
    else:
        places = [p for p, line in enumerate(lines) if not one.categories or line.category in one.categories]
    eligible = sum(left[p] for p in places)
    if eligible == 0:
        raise NotForThisBill(name=one.name)
    if eligible < one.threshold_fen:
        raise BelowThreshold(name=one.name, threshold=yuan_of(one.threshold_fen), eligible=yuan_of(eligible))
    off = _off(one, eligible)
    rest = off
    for place in places:
        part = min(left[place], rest)
        left[place] -= part
        rest -= part
    return off


def _off(one: CouponTerms, eligible: int) -> int:
    if one.kind == "item":
        return eligible
    if one.kind == "cash":
        return min(one.value_fen, eligible)
    off = eligible * one.percent_off // 100
    return min(off, one.value_fen) if one.value_fen else off
