"""The ledger's codes in words."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.reports.language import N_
from liuke.values.money import yuan_of

KINDS: Mapping[str, str] = {
    "topup": N_("top-up"),
    "sale": N_("card sold"),
    "gift": N_("gift"),
    "issue": N_("coupon issued"),
    "earn": N_("points earned"),
    "pay": N_("paid from stored value"),
    "use": N_("card used"),
    "redeem": N_("coupon redeemed"),
    "spend": N_("points spent"),
    "transfer": N_("handed over"),
    "hold": N_("held"),
    "void": N_("hold released"),
    "refund": N_("refund"),
    "return": N_("returned with a bill"),
    "reversal": N_("reversed"),
    "expiry": N_("expired"),
    "breakage": N_("given up"),
    "opening": N_("opening balance"),
    "settle": N_("settled between stores"),
    "freeze": N_("frozen"),
    "unfreeze": N_("freeze lifted"),
    "merge": N_("owners merged"),
    "unmerge": N_("owners parted"),
    "close": N_("month closed"),
    "principal": N_("principal"),
    "bonus": N_("bonus"),
    "points": N_("points"),
    "points_debt": N_("points owed"),
    "visits": N_("card"),
    "coupon": N_("coupon"),
    "held": N_("on hold"),
}
"""Kinds of postings and of owners' accounts."""


def unit_in_words(unit: str, amount: int) -> str:
    """Yuan for fen, the bare number for all else.

    >>> unit_in_words("fen", -30450), unit_in_words("visits:wash", 3)
    ('-304.50', '3')
    """
    return yuan_of(amount) if unit == "fen" else f"{amount:,}"
