"""The programme's codes in words."""

from __future__ import annotations

from liuke.loyalty.models import CouponSeries
from liuke.web.shell.wording import N_, lazy, t

COUPON_KINDS = (
    ("cash", lazy("cash coupon")),
    ("discount", lazy("discount coupon")),
    ("item", lazy("item coupon")),
    ("exchange", lazy("exchange coupon")),
)
CATEGORIES = (
    ("labour", lazy("Labour")),
    ("parts", lazy("Parts")),
    ("accessory", lazy("Accessories")),
    ("package", lazy("Packages")),
    ("other", lazy("Other")),
)
KINDS = {
    "item": N_("Service"),
    "card": N_("Card or package"),
    "offer": N_("Top-up offer"),
    "series": N_("Coupon series"),
}
NEW = {
    "item": N_("New service"),
    "card": N_("New card or package"),
    "offer": N_("New top-up offer"),
    "series": N_("New coupon series"),
}


def worth(series: CouponSeries) -> str:
    """What a coupon does, in a few words."""
    yuan = f"{series.value_fen / 100:,.2f}".removesuffix(".00")
    if series.kind == "cash":
        return t("%(yuan)s yuan off", yuan=yuan)
    if series.kind == "discount":
        told = t("%(percent)s per cent off", percent=series.percent_off)
        return f"{told} ≤ {yuan}" if series.value_fen else told
    if series.kind == "item":
        return series.item.name if series.item else ""
    return t("exchange coupon")
