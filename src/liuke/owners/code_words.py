"""What the codes of owners mean, as msgids: for the screens and for conditions alike."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.reports.language import N_

KINDS: Mapping[str, str] = {"private": N_("Private person"), "fleet": N_("Company")}
TIERS: Mapping[str, str] = {
    "vip": N_("VIP"),
    "important": N_("Important"),
    "ordinary": N_("Ordinary"),
    "sleeping": N_("Sleeping"),
}
SPENDING: Mapping[str, str] = {
    "top": N_("Very high"),
    "high": N_("High"),
    "middle": N_("Medium"),
    "low": N_("Limited"),
}
CONTACT_CHANNELS: Mapping[str, str] = {
    "call": N_("Telephone"),
    "sms": N_("Text message"),
    "wechat": N_("WeChat"),
    "email": N_("E-mail"),
}
STAGES: Mapping[str, str] = {
    "aware": N_("Aware"),
    "visited": N_("Visited"),
    "bought": N_("Bought"),
    "using": N_("Driving"),
    "service": N_("In service"),
    "lost": N_("Lost"),
}
