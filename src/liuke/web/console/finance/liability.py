"""What is owed to owners, and what they never used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from liuke.audit.actions.note_export import note_export
from liuke.audit.actions.record import Subject
from liuke.loyalty import programme
from liuke.loyalty.finance.breakage import asleep_on, lost_between
from liuke.loyalty.finance.large import one_moment
from liuke.loyalty.finance.liability import (
    AGES,
    KINDS,
    MONEY,
    STEPS,
    Liabilities,
    Liability,
    balances_differ,
    liability_of,
)
from liuke.org.queries import NotFound, stores_within
from liuke.org.rules.roles import Permission
from liuke.values.reach import Reach
from liuke.web.console.finance import words
from liuke.web.console.finance.workbook import TEXT, WHOLE, YUAN, Figure, Sheet, workbook
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import download
from liuke.web.shell.pages import page
from liuke.web.shell.wording import chinese, t

SEE = Permission.SEE_FINANCE


@needs(SEE)
@require_GET
def liability(request: Asking) -> HttpResponse:
    """As of any day, with what moved since another one."""
    start, end = _period(request)
    store, reach, names = place_asked(request)
    whole = reach.everywhere and store is None and end == timezone.localdate()
    with one_moment():
        found = liability_of(start=start, end=end, reach=reach)
        differing = balances_differ(found.whole) if whole else None
    worth = programme.terms().fen_per_point
    context: dict[str, Any] = {
        "tab": "liability",
        "start": start,
        "end": end,
        "store": store,
        "names": names,
        "found": found,
        "worth": worth,
        "kinds": KINDS,
        "money": MONEY,
        "ages": AGES,
        "steps": [step for step in STEPS if any(found.whole.steps[step].values())],
        "words": words,
        "rows": _rows(found, names, worth),
        "differing": differing,
        "charts": {"ages": _chart(found.whole)},
        "chart_words": {
            "steps": [[1e8, "亿"], [1e4, "万"]] if chinese() else [[1e6, "m"], [1e3, "k"]],
            "yuan": "¥#",
            "blank": "—",
        },
    }
    return page(request, "console/finance/liability.html.j2", context)


@needs(SEE)
@require_POST
def liability_book(request: Asking) -> HttpResponse:
    """The same as a workbook: by store, by age, roll-forward."""
    start, end = _period(request)
    _, reach, names = place_asked(request)
    with one_moment():
        found = liability_of(start=start, end=end, reach=reach)
    worth, at = programme.terms().fen_per_point, now()
    mark = _noted(request, t("Deferred revenue"), len(found.stores), at)
    money = [(t(words.KINDS[kind]), 16, YUAN if kind in MONEY else WHOLE) for kind in KINDS]
    shown = [(names.get(one.store, ""), one) for one in found.stores.values()]
    if len(shown) > 1:
        shown.append((t("Together"), found.whole))
    standing = Sheet(
        t("By store"),
        [(t("Store"), 20, TEXT), *money, (t("Together (yuan)"), 16, YUAN)],
        [[name, *(one.closing[kind] for kind in KINDS), one.money(worth)] for name, one in shown],
        note=f"{end} · {t('a point at %(fen)s fen', fen=worth)} · {mark}",
    )
    ages = Sheet(
        t("By age"),
        [(t("Store"), 20, TEXT), (t("Since granted"), 18, TEXT), *money],
        [
            [name, t(words.AGES[age]), *(one.ages[age][kind] for kind in KINDS)]
            for name, one in shown
            for age in AGES
        ],
        note=str(end),
    )
    rolled = Sheet(
        t("Roll-forward"),
        [(t("Store"), 20, TEXT), (t("Step"), 20, TEXT), *money],
        [row for name, one in shown for row in _rolled(one, name)],
        note=f"{start} – {end}",
    )
    return download(workbook([standing, ages, rolled]), name="liability", ending="xlsx", at=at)


@needs(SEE)
@require_GET
def breakage(request: Asking) -> HttpResponse:
    """What ended or was given up in the last months, and what sleeps."""
    start, end = _period(request, months=12)
    store, reach, names = place_asked(request)
    context = {
        "tab": "breakage",
        "start": start,
        "end": end,
        "store": store,
        "names": names,
        "lost": lost_between(start=start, end=end, reach=reach),
        "asleep": asleep_on(timezone.localdate(), reach),
        "words": words,
    }
    return page(request, "console/finance/breakage.html.j2", context)


@needs(SEE)
@require_POST
def breakage_book(request: Asking) -> HttpResponse:
    """The same as a workbook."""
    start, end = _period(request, months=12)
    _, reach, names = place_asked(request)
    today, at = timezone.localdate(), now()
    lost, asleep = lost_between(start=start, end=end, reach=reach), asleep_on(today, reach)
    mark = _noted(request, t("Expired and asleep"), len(lost) + len(asleep), at)
    heads = [(t("Store"), 20, TEXT), (t("Kind"), 20, TEXT)]
    gone = Sheet(
        t("Expired and given up"),
        [(t("Month"), 10, TEXT), *heads, (t("Step"), 14, TEXT), (t("Amount"), 14, TEXT)],
        [
            [
                f"{x.month:%Y-%m}",
                names.get(x.store, ""),
                t(words.KINDS[x.kind]),
                t(words.STEPS.get(x.posting, x.posting)),
                _figure(x.kind, x.amount),
            ]
            for x in lost
        ],
        note=f"{start} – {end} · {mark}",
    )
    sleeping = Sheet(
        t("Asleep"),
        [
            *heads,
            (t("Not moved for"), 16, TEXT),
            (t("Owners"), 10, WHOLE),
            (t("Amount"), 14, TEXT),
            (t("Sold for (yuan)"), 16, YUAN),
        ],
        [
            [
                names.get(x.store, ""),
                t(words.KINDS[x.kind]),
                words.asleep(x.long),
                x.owners,
                _figure(x.kind, x.amount),
                x.fen,
            ]
            for x in asleep
        ],
        note=str(today),
    )
    return download(workbook([gone, sleeping]), name="breakage", ending="xlsx", at=at)


def place_asked(request: Asking) -> tuple[UUID | None, Reach, Mapping[UUID | None, str]]:
    """The store asked for (None: all within reach), its reach, and the names of stores within reach."""
    names: dict[UUID | None, str] = {one.pk: one.name for one in stores_within(request.rights, SEE)}
    reach = request.rights.reach(SEE)
    text = request.GET.get("store") or request.POST.get("store")
    if not text:
        return None, reach, names
    try:
        store = UUID(text)
    except ValueError:
        raise NotFound from None
    if store not in names:
        raise NotFound
    return store, Reach(stores=frozenset({store})), names


def _period(request: Asking, months: int = 1) -> tuple[dt.date, dt.date]:
    from liuke.values.period import add_months

    end = words.day_asked(request, "to", timezone.localdate())
    start = words.day_asked(request, "from", add_months(end.replace(day=1), 1 - months))
    return min(start, end), end


def _noted(request: Asking, title: str, rows: int, at: dt.datetime) -> str:
    subject = Subject("loyalty.finance", "", title)
    return note_export(actor=request.rights.actor, subject=subject, rows=rows, reason="", at=at)


def _figure(kind: str, amount: int) -> Figure:
    return Figure(amount, YUAN if words.is_money(kind) else WHOLE)


def _rows(
    found: Liabilities, names: Mapping[UUID | None, str], worth: int
) -> list[tuple[str, Liability, int]]:
    rows = [(names.get(one.store, "—"), one, one.money(worth)) for one in found.stores.values()]
    return sorted(rows, key=lambda row: -row[2])


def _rolled(one: Liability, name: str) -> list[list[str | int]]:
    lines: list[tuple[str, Mapping[str, int]]] = [(t("Opening"), one.opening)]
    lines += [(t(words.STEPS[step]), one.steps[step]) for step in STEPS if any(one.steps[step].values())]
    lines += [(t("Closing"), one.closing), (t("Difference"), {kind: one.difference(kind) for kind in KINDS})]
    return [[name, title, *(amounts.get(kind, 0) for kind in KINDS)] for title, amounts in lines]


def _chart(whole: Liability) -> dict[str, Any]:
    labels = [t(words.AGES[age]) for age in AGES]
    bars = [("principal", "a"), ("bonus", "b"), ("cards", "focus")]
    return {
        "kind": "columns",
        "unit": "yuan",
        "labels": labels,
        "ticks": labels,
        "bars": [
            {
                "name": t(words.KINDS[kind]),
                "role": role,
                "values": [whole.ages[age][kind] / 100 for age in AGES],
            }
            for kind, role in bars
        ],
        "legend": [{"name": t(words.KINDS[kind]), "role": role} for kind, role in bars],
        "signed": False,
        "labelled": False,
    }
