"""What was done at a desk, as the timeline of customer 360 tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from liuke.insight.reports.masking import masked_text
from liuke.values.money import yuan_of
from liuke.web.console.desk import words as desk
from liuke.web.shell.wording import t


def receipt(event: Mapping[str, Any]) -> dict[str, Any]:
    """The deed, what it came to, where and by whom, with the way to its receipt."""
    deed, told, fen = event["deed"], event["told"], event["fen"]
    if deed == "bill":
        fen = told["amount_fen"]
    return {
        "title": t(desk.DEEDS.get(deed, deed)),
        "body": " · ".join(filter(None, (_what(deed, told, event["name"]), _reason(told)))),
        "note": _by(event),
        "yuan": yuan_of(abs(fen)).removesuffix(".00") if fen else "",
        "address": reverse("desk_receipt", args=[event["id"]]),
    }


def opening(event: Mapping[str, Any]) -> dict[str, Any]:
    """What was taken over from the old system, or taken back."""
    parts = [
        f"{desk.value_name(kind)} {desk.amount('fen', event[f'{kind}_fen'])}"
        for kind in ("principal", "bonus")
        if event[f"{kind}_fen"]
    ]
    parts += [desk.amount("points", event["points"])] * bool(event["points"])
    parts += [f"{event['item']} {desk.amount('visits', event['visits'])}"] * bool(event["visits"])
    told = ("、".join(parts), event["file"], _reason(event))
    return {
        "title": t("Opening balance taken back") if event["back"] else t("Opening balance"),
        "body": " · ".join(filter(None, told)),
        "note": _by(event),
    }


def _by(event: Mapping[str, Any]) -> str:
    approver = event["approver"] and t("approved by %(name)s", name=event["approver"])
    return " · ".join(filter(None, (event["store"], event["by"], approver)))


def _what(deed: str, told: Mapping[str, Any], name: str | None) -> str:
    if deed == "topup":
        paid, bonus = yuan_of(told["principal_fen"]), told["bonus_fen"]
        if not bonus:
            return t("%(paid)s yuan paid in", paid=paid)
        return t("%(paid)s yuan paid in, %(bonus)s yuan bonus", paid=paid, bonus=yuan_of(bonus))
    if deed == "sale":
        items = "、".join(f"{one['name']} × {one['uses']}" for one in told["items"])
        return f"{told['card']}（{items}）"
    if deed == "bill":
        parts = [t("bill %(number)s", number=told["number"])]
        parts += [f"{way} {desk.amount('fen', fen)}" for way, fen in desk.tenders_of(told)]
        earned = told["points_earned"]
        return "、".join(parts + [desk.points_earned(earned)] * bool(earned))
    if deed == "issue":
        return f"{told['coupon']} × {told['count']}"
    if deed in ("gift", "hold", "transfer"):
        amount = desk.amount(desk.unit_of(told["value"]), told["amount"])
        return f"{name or desk.value_name(told['value'])} {amount}"
    if deed == "refund":
        return t("%(yuan)s yuan refunded", yuan=yuan_of(told["calculation"]["refund_fen"]))
    if deed == "return":
        yuan = yuan_of(told["returned_fen"])
        return t("%(yuan)s yuan of bill %(number)s returned", yuan=yuan, number=told["number"])
    return ""


def _reason(told: Mapping[str, Any]) -> str:
    return masked_text(told.get("reason") or "")
