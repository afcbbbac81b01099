"""The desk's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from liuke.insight.reports.language import N_
from liuke.insight.reports.masking import masked_text
from liuke.loyalty.bill import Category
from liuke.loyalty.ledger import words as ledger
from liuke.loyalty.models import CouponSeries, Receipt
from liuke.values.money import yuan_of
from liuke.web.shell.templating import day
from liuke.web.shell.wording import chinese, plural, t

DEEDS: Mapping[str, str] = {
    "topup": N_("Top-up"),
    "sale": N_("Card sold"),
    "bill": N_("Bill settled"),
    "issue": N_("Coupons given"),
    "gift": N_("Given by hand"),
    "transfer": N_("Handed over"),
    "hold": N_("Set aside"),
    "void": N_("Given back from what was set aside"),
    "refund": N_("Refund"),
    "return": N_("Bill returned"),
    "reversal": N_("Reversed"),
    "freeze": N_("Account frozen"),
    "unfreeze": N_("Freeze lifted"),
}
"""What a receipt is for."""
CATEGORIES: Mapping[str, str] = {
    Category.LABOUR: N_("Labour"),
    Category.PARTS: N_("Parts"),
    Category.ACCESSORY: N_("Accessories"),
    Category.PACKAGE: N_("Package"),
    Category.OTHER: N_("Other"),
}
ACCOUNTS: Mapping[str, str] = {
    "principal": N_("Stored value, paid"),
    "bonus": N_("Stored value, bonus"),
    "points": N_("Loyalty points"),
    "points_debt": N_("Points owed"),
    "visits": N_("Count card"),
    "coupon": N_("Coupon"),
}
METHODS: Mapping[str, str] = {
    "wechat": N_("WeChat Pay"),
    "alipay": N_("Alipay"),
    "cash": N_("Cash"),
    "card": N_("Bank card"),
    "transfer": N_("Bank transfer"),
    "elsewhere": N_("Taken by another system"),
}
PROPOSED: Mapping[str, str] = {
    "refund": N_("Refund"),
    "return": N_("Return of a bill"),
    "reversal": N_("Reversal"),
    "gift": N_("Gift by hand"),
    "part": N_("Parting of merged owners"),
    "close": N_("Closing of a month"),
}
STATES: Mapping[str, tuple[str, str]] = {
    "waiting": (N_("Waits for approval"), "warn"),
    "approved": (N_("Approved"), "good"),
    "refused": (N_("Refused"), "bad"),
    "withdrawn": (N_("Withdrawn"), ""),
}
_DIGITS = "零一二三四五六七八九"
_UNITS = {"principal": "fen", "bonus": "fen", "stored": "fen", "points": "points"}
PRICES: Mapping[str, str] = {
    "nothing": N_("Within seven days, nothing used: all of it comes back"),
    "discounted": N_("Used is counted at the discounted price"),
    "list": N_("Used is counted at list price"),
}


def happened(kind: str) -> str:
    """A kind of posting in words."""
    return t(ledger.KINDS.get(kind, kind))


def number_of(receipt: Receipt) -> str:
    """What stands on paper and is read out: the day and the end of the id."""
    return f"{timezone.localdate(receipt.at):%Y%m%d}-{receipt.pk.hex[-8:].upper()}"


def amount(unit: str, number: int) -> str:
    """With its unit: ¥304.50, 300 points, 3 times."""
    if unit == "fen":
        return f"-¥{yuan_of(-number)}" if number < 0 else f"¥{yuan_of(number)}"
    if unit == "points":
        return plural("%(count)s point", "%(count)s points", number)
    if unit.startswith("coupon:"):
        return plural("%(count)s coupon", "%(count)s coupons", number)
    return plural("%(count)s time", "%(count)s times", number)


def uses(number: int) -> str:
    """What is left on cards."""
    return plural("%(count)s use", "%(count)s uses", number)


def points_earned(number: int) -> str:
    """By a bill."""
    return plural("%(count)s point earned", "%(count)s points earned", number)


def worth(series: CouponSeries) -> str:
    """What a coupon is good for, in a few words."""
    kind, over = series.kind, series.threshold_fen
    if kind == "cash":
        said = t("%(yuan)s yuan off", yuan=_short(series.value_fen))
    elif kind == "discount":
        percent = series.percent_off
        said = t("%(off)s %% off", off=tenths_to_pay(percent) if chinese() else percent)
        if series.value_fen:
            said += t(", %(yuan)s yuan at most", yuan=_short(series.value_fen))
    elif kind == "item":
        said = t("One %(item)s free", item=series.item.name if series.item else "")
    else:
        said = t("To be exchanged for a thing")
    return said + (t(", from %(yuan)s yuan on", yuan=_short(over)) if over else "")


def tenths_to_pay(percent_off: int) -> str:
    """The number before 折, which says what is still to be paid, not what is taken off.

    >>> [tenths_to_pay(percent) for percent in (15, 10, 50, 95)]
    ['八五', '九', '五', '零点五']
    """
    tenths, rest = divmod(100 - percent_off, 10)
    return _DIGITS[tenths] + ("" if tenths else "点") + (_DIGITS[rest] if rest else "")


def _short(fen: int) -> str:
    return yuan_of(fen).removesuffix(".00")


def value_name(value: str) -> str:
    """What somebody gave or set aside: stored value, its bonus, points, a card's uses, coupons."""
    return t("Stored value") if value == "stored" else t(ACCOUNTS.get(value, value))


def unit_of(value: str) -> str:
    """What somebody gave or set aside, as ``amount`` takes it."""
    return _UNITS.get(value, f"{value}:")


def unit_name(kind: str, unit: str, names: Mapping[str, str]) -> str:
    """What an account counts: the name of its card or coupon, else its own; what is set aside says so."""
    if kind == "held":
        counted = unit.partition(":")[0]
        return t("%(what)s, set aside", what=names.get(unit) or t(ACCOUNTS.get(counted, "Stored value")))
    return names.get(unit) or t(ACCOUNTS.get(kind, kind))


def summed(receipt: Receipt) -> tuple[str, str]:
    """A receipt in a list: what it was for (a bill's number, an offer, a card, a reason), and how much."""
    told = receipt.told
    if receipt.kind == "bill":
        return told["number"], amount("fen", told["amount_fen"])
    if receipt.kind == "return":
        return told["number"], amount("fen", -told["returned_fen"])
    if receipt.kind == "topup":
        return told["offer"], amount("fen", told["principal_fen"])
    if receipt.kind == "refund":
        return "", amount("fen", -told["calculation"]["refund_fen"])
    if receipt.kind == "sale":
        return told["card"], ""
    if receipt.kind == "issue":
        return told["coupon"], amount("coupon:", told["count"])
    if "value" in told:
        return value_name(told["value"]), amount(unit_of(told["value"]), told["amount"])
    return masked_text(told.get("reason", "")), ""


def day_read(text: str) -> dt.date | None:
    """A day as a form sends it; None where it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def period(start: dt.date | None, end: dt.date | None) -> str:
    """The days of a statement, for whoever reads it on paper later."""
    today = timezone.localdate()
    until = min(end or today, today)
    if start:
        return t("%(start)s to %(end)s", start=day(start), end=day(until))
    return t("all until %(day)s", day=day(until))


def tenders_of(told: Mapping[str, Any]) -> list[tuple[str, int]]:
    """How a bill was paid, in fen, what is nothing left out."""
    worth, tenders = told["worth"], told["tenders"]
    found = [
        (t("Count card"), worth["uses_fen"]),
        (t("Coupons"), sum(worth["coupons_fen"])),
        (t("Loyalty points"), worth["points_fen"]),
        (t("Stored value"), tenders["stored_fen"]),
    ]
    return [(name, fen) for name, fen in found if fen]
