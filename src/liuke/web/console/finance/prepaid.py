"""The law on prepaid cards: what holds, escrow, the quarterly report."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from liuke.audit.actions.note_export import note_export
from liuke.audit.actions.record import Subject
from liuke.loyalty.finance.escrow import escrow_of
from liuke.loyalty.finance.prepaid import limits_by_region, policies
from liuke.loyalty.finance.prepaid_standing import Holders
from liuke.loyalty.finance.quarter_report import Quarter, Report, quarter_report
from liuke.loyalty.models import Issuer
from liuke.loyalty.rules.prepaid import quarter_of, quarters_to
from liuke.org.queries import stores_within
from liuke.org.rules.roles import Permission
from liuke.values.period import add_months
from liuke.web.console.finance import words
from liuke.web.console.finance.workbook import TEXT, WHOLE, YUAN, Sheet, workbook
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import download
from liuke.web.shell.pages import page
from liuke.web.shell.wording import N_, t

SEE = Permission.SEE_FINANCE
FIGURES = (
    N_("Balance before"),
    N_("Issued and topped up"),
    N_("Used"),
    N_("Refunded"),
    N_("Other changes"),
    N_("Balance at the end"),
    N_("Escrow due"),
    N_("Escrow there"),
    N_("Owners with a card"),
    N_("Cards"),
)
MONEY = 8
"""So many of them are amounts; then people and cards are counted."""


@needs(SEE)
@require_GET
def prepaid(request: Asking) -> HttpResponse:
    """What holds today in each store, who issues there, and the rows it follows from."""
    stores, today = list(stores_within(request.rights, SEE)), timezone.localdate()
    issuers = {one.store_id: one for one in Issuer.objects.filter(store__in=stores)}
    by_region = limits_by_region(stores, today)
    regions = {one.region_id for one in stores}
    context = {
        "tab": "prepaid",
        "today": today,
        "lines": [(one, issuers.get(one.pk), by_region[one.region_id]) for one in stores],
        "policies": [one for one in policies() if one.region_id is None or one.region_id in regions],
        "may_change": request.rights.may(Permission.CHANGE_FINANCE),
        "words": words,
    }
    return page(request, "console/finance/prepaid.html.j2", context)


@needs(SEE)
@require_GET
def escrow(request: Asking) -> HttpResponse:
    """What lies in escrow against what must, for the quarter asked for, else the last one that is over."""
    quarter = words.quarter_asked(request, last_quarter())
    rows = escrow_of(quarter=quarter, stores=list(stores_within(request.rights, SEE)))
    context = {
        "tab": "escrow",
        "quarter": quarter,
        "quarters": quarters_to(timezone.localdate()),
        "rows": rows,
        "may_change": request.rights.may_somewhere(Permission.CHANGE_FINANCE),
        "required": sum(one.required_fen for one in rows),
        "there": sum(one.entry.amount_fen for one in rows if one.entry),
        "words": words,
    }
    return page(request, "console/finance/escrow.html.j2", context)


@needs(SEE)
@require_GET
def quarter(request: Asking) -> HttpResponse:
    """The quarterly report, to be printed."""
    asked = words.quarter_asked(request, last_quarter())
    found = quarter_report(quarter=asked, stores=list(stores_within(request.rights, SEE)))
    context = {
        "tab": "quarter",
        "quarter": asked,
        "quarters": quarters_to(timezone.localdate()),
        "rows": [(one, figures_of(one)) for one in found.stores],
        "figures": FIGURES,
        "entities": entities_of(found),
        "words": words,
    }
    return page(request, "console/finance/quarter.html.j2", context)


@needs(SEE)
@require_POST
def quarter_book(request: Asking) -> HttpResponse:
    """The same as a workbook: by store and by legal entity."""
    asked, at = words.quarter_asked(request, last_quarter()), now()
    found = quarter_report(quarter=asked, stores=list(stores_within(request.rights, SEE)))
    title = f"{t('Quarterly report')} {words.quarter_words(asked)}"
    subject = Subject("loyalty.finance", "", title)
    mark = note_export(actor=request.rights.actor, subject=subject, rows=len(found.stores), reason="", at=at)
    sums = [(t(head), 16, YUAN) for head in FIGURES[:MONEY]]
    counts = [(t(head), 12, WHOLE) for head in FIGURES[MONEY:]]
    by_store = Sheet(
        t("By store"),
        [(t("Store"), 20, TEXT), (t("Legal entity"), 24, TEXT), *sums, *counts],
        [[x.escrow.store.name, _entity(x.entity), *figures_of(x)] for x in found.stores],
        note=f"{title} · {mark}",
    )
    by_entity = Sheet(
        t("By legal entity"),
        [(t("Legal entity"), 24, TEXT), *sums, *counts],
        [[name, *figures] for name, figures in entities_of(found)],
        note=title,
    )
    return download(workbook([by_store, by_entity]), name="prepaid-quarter", ending="xlsx", at=at)


def figures_of(one: Quarter) -> list[int]:
    """Eight amounts in fen, then owners and cards."""
    there = one.escrow.entry.amount_fen if one.escrow.entry else 0
    moved = [one.opening_fen, one.issued_fen, one.used_fen, one.refunded_fen, one.other_fen, one.closing_fen]
    return [*moved, one.escrow.required_fen, there, one.owners, one.cards]


def entities_of(report: Report) -> list[tuple[str, list[int]]]:
    """By legal entity, stores without one together, then all: amounts add up, a holder counts once."""
    found: dict[str, list[list[int]]] = {}
    for one in report.stores:
        found.setdefault(one.entity, []).append(figures_of(one)[:MONEY])
    summed = [
        (_entity(name), _together(many) + _counted(report, name))
        for name, many in sorted(found.items(), key=lambda item: _entity(item[0]))
    ]
    if len(report.stores) > 1:
        all_of_it = _together([row for many in found.values() for row in many])
        summed.append((t("Together"), all_of_it + _counted(report, None)))
    return summed


def last_quarter() -> dt.date:
    """The last one that is over."""
    return add_months(quarter_of(timezone.localdate()), -3)


def _together(rows: list[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _counted(report: Report, entity: str | None) -> list[int]:
    held = report.holders.get(entity, Holders())
    return [held.owners, held.cards]


def _entity(name: str) -> str:
    return name or t("no legal entity entered")
