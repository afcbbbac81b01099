"""Ctrl-K: customers, pages, stores and people by whatever one knows of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from liuke.org.queries import staff_within, stores_within
from liuke.org.rules.roles import Permission
from liuke.search.rules.typed import LONGEST, read_typed
from liuke.web.shell.access import signed_in
from liuke.web.shell.asking import Asking
from liuke.web.shell.navigation import entries_for
from liuke.web.shell.pages import page
from liuke.web.shell.palette_customers import customers, new_owner_address, orders, recent
from liuke.web.shell.wording import t

MOST = 6


@dataclass(frozen=True)
class Found:
    """A line of the palette."""

    address: str
    title: str
    note: str
    icon: str


@signed_in
@never_cache
@require_GET
def palette(request: Asking) -> HttpResponse:
    """The lines for what has been typed so far; for nothing, the owners opened last and the pages."""
    said = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    word, typed = said.lower(), read_typed(said)
    people = [(t("Owners and cars"), customers(request, typed)), (t("Work orders"), orders(request, typed))]
    if not said:
        people = [(t("Opened last"), recent(request))]
    groups = [(t("Pages"), _pages(request, word))]
    if word:
        groups += [(t("Stores"), _stores(request, word)), (t("Staff"), _people(request, word))]
    context = {
        "people": [(title, lines) for title, lines in people if lines],
        "groups": [(title, lines) for title, lines in groups if lines],
        "typed": said,
        "new_owner": new_owner_address(request, said, typed),
    }
    return page(request, "shell/palette.html.j2", context)


def _pages(request: Asking, typed: str) -> list[Found]:
    lines = [
        Found(address, t(entry.title), "", entry.icon)
        for entry, address in entries_for(request.rights)
        if typed in f"{t(entry.title)} {entry.title} {entry.words}".lower()
    ]
    own = Found(reverse("account"), t("My account"), "", "user-circle")
    return [*lines, own] if typed in f"{own.title} account 账户 zhanghu".lower() else lines


def _tight() -> Replace:
    """The pinyin written in one: people type beihu, not bei hu."""
    return Replace("pinyin", Value(" "), Value(""))


def _named(typed: str) -> Q:
    spaced = " ".join(typed.split())
    return (
        Q(name__icontains=typed)
        | Q(initials__startswith=typed)
        | Q(pinyin__contains=spaced)
        | Q(tight__contains=spaced.replace(" ", ""))
    )


def _stores(request: Asking, typed: str) -> list[Found]:
    stores = (
        stores_within(request.rights)
        .annotate(tight=_tight())
        .filter(_named(typed) | Q(code__istartswith=typed))[:MOST]
    )
    return [Found(reverse("store", args=[s.pk]), s.name, s.code, "building-store") for s in stores]


def _people(request: Asking, typed: str) -> list[Found]:
    if not request.rights.may_somewhere(Permission.SEE_STAFF):
        return []
    people = (
        staff_within(request.rights)
        .annotate(tight=_tight())
        .filter(_named(typed) | Q(login__startswith=typed))[:MOST]
    )
    return [
        Found(
            reverse("staff_member", args=[p.pk]),
            p.name,
            p.home_store.name if p.home_store else p.login,
            "user",
        )
        for p in people
    ]
