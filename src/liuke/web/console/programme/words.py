"""The programme's codes in words."""

from __future__ import annotations

from liuke.web.shell.wording import N_, lazy

COUPON_KINDS = (
    ("cash", lazy("cash coupon")),
    ("discount", lazy("discount coupon")),
    ("item", lazy("item coupon")),
    ("exchange", lazy("exchange coupon")),
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
