"""Jinja as the surfaces use it: every template gets the words, addresses and assets below."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from liuke.insight.reports.masking import masked_phone
from liuke.web.shell.role_words import role_name
from liuke.web.shell.wording import chinese, t

BUILT = Path(__file__).with_name("built")
THEMES = ("light", "dark")


def environment(**options: Any) -> Environment:
    """Django's entry."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701 - Django's backend switches escaping on
    made.globals.update(
        t=t, url=address, asset=asset, icon=icon, chinese=chinese, html_lang=html_lang, theme_of=theme_of
    )
    made.filters.update(when=when, dated=dated, day=day, month=month, masked=masked_phone)
    made.filters.update(role=role_name, device=device_of)
    made.filters.update(import_string(settings.LIUKE_TEMPLATE_FILTERS)())
    return made


def address(name: str, *args: Any) -> str:
    """The address of a view; raises NoReverseMatch for one that is not there."""
    return reverse(name, args=args)


def address_if_there(name: str) -> str | None:
    """The address of a view that another package may bring, None without it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


@lru_cache
def _manifest() -> dict[str, str]:
    found: dict[str, str] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    return found


def asset(name: str) -> str:
    """The address of a built file; its name holds its hash, so a browser may keep it for ever."""
    return f"/static/{_manifest()[name]}"


def icon(name: str, label: str = "") -> Markup:
    """A picture from the sprite; with a ``label`` for those who cannot see it, else hidden from them."""
    told = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"/></svg>').format(told, asset("icons.svg"), name)


def when(moment: dt.datetime | None) -> str:
    """A moment in local time, without what goes without saying: 10:02 today, 3月5日 10:02 this year."""
    if moment is None:
        return "—"
    local, today = timezone.localtime(moment), timezone.localdate()
    if local.date() == today:
        return local.strftime("%H:%M")
    if chinese():
        year = "" if local.year == today.year else f"{local.year}年"
        return f"{year}{local.month}月{local.day}日 {local:%H:%M}"
    return local.strftime("%d %b %H:%M" if local.year == today.year else "%d %b %Y %H:%M")


def dated(moment: dt.datetime) -> str:
    """A moment in local time with its whole date: for what is printed and kept."""
    local = timezone.localtime(moment)
    return f"{day(local.date())} {local:%H:%M}"


def month(date: dt.date) -> str:
    """The month of a day: 2026年10月."""
    return f"{date.year}年{date.month}月" if chinese() else date.strftime("%b %Y")


def day(date: dt.date | None) -> str:
    """A day."""
    if date is None:
        return "—"
    return f"{date.year}年{date.month}月{date.day}日" if chinese() else date.strftime("%d %b %Y")


def html_lang() -> str:
    """The value of the lang attribute."""
    return "zh-Hans" if chinese() else "en"


def theme_of(request: HttpRequest | None) -> str:
    """light or dark where the reader chose; empty means the system's."""
    chosen = request.COOKIES.get("liuke-theme", "") if request else ""
    return chosen if chosen in THEMES else ""


_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """What a browser calls itself, in two words."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, found)) or t("Unknown device")
