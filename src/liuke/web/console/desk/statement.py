"""The statement of an owner 账户明细: every line by kind of account and days, on screen and as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET, require_POST

from liuke.audit.actions.note_export import note_export
from liuke.audit.watermarked_book import watermarked_book
from liuke.loyalty.ledger.statement_lines import Wanted, lines_of
from liuke.org.rules.roles import Permission
from liuke.owners.editing import subject_of
from liuke.owners.queries import owner_within
from liuke.web.console.desk import words
from liuke.web.console.desk.account import shown_lines
from liuke.web.console.desk.standing import may, owner_at, store_of
from liuke.web.console.paging import number_of
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import download
from liuke.web.shell.pages import page
from liuke.web.shell.wording import N_, t

P = Permission
A_PAGE, MOST_PRINTED, MOST_EXPORTED = 50, 2_000, 20_000
ACCOUNTS: Mapping[str, tuple[str, ...]] = {
    "stored": ("principal", "bonus"),
    "points": ("points", "points_debt"),
    "visits": ("visits",),
    "coupon": ("coupon",),
}
COLUMNS = (
    (N_("Day"), 12, ""),
    (N_("Entry"), 20, ""),
    (N_("Account"), 22, ""),
    (N_("Change (yuan)"), 14, "#,##0.00"),
    (N_("Held after (yuan)"), 16, "#,##0.00"),
    (N_("Change (number)"), 14, "#,##0"),
    (N_("Held after (number)"), 16, "#,##0"),
    (N_("Store"), 16, ""),
    (N_("Bill"), 20, ""),
    (N_("Receipt"), 20, ""),
    (N_("Drawn from or given back to"), 36, ""),
)


@needs(P.SEE_BALANCES)
@require_GET
def statement(request: Asking, owner_id: UUID) -> HttpResponse:
    """A page of lines."""
    owner = owner_at(request, owner_id)
    kind, number, wanted = request.GET.get("kind", ""), number_of(request), _wanted(request.GET)
    whole = "whole" in request.GET
    most = MOST_PRINTED if whole else A_PAGE
    rows = lines_of(owner.pk, wanted, most=most + 1, skip=(number - 1) * most)
    if number > 1 and not rows:
        number, rows = 1, lines_of(owner.pk, wanted, most=most + 1)
    kept = request.GET.copy()
    kept.pop("page", None)
    kinds = {"stored": t("Stored value"), **{k: t(words.ACCOUNTS[k]) for k in list(ACCOUNTS)[1:]}}
    context = {
        "owner": owner,
        "lines": shown_lines(rows[:most], request),
        "kind": kind,
        "wanted": wanted,
        "kinds": kinds,
        "number": number,
        "more": len(rows) > most,
        "whole": whole,
        "store": store_of(request) or owner.home_store,
        "period": words.period(wanted.start, wanted.end),
        "printed": now(),
        "rest": f"?{kept.urlencode()}&" if kept else "?",
        "may": may(request),
        "may_export": request.rights.may_somewhere(P.EXPORT),
    }
    return page(request, "console/desk/statement.html.j2", context)


@needs(P.EXPORT, fresh=True)
@require_POST
def statement_book(request: Asking, owner_id: UUID) -> HttpResponse:
    """All lines asked for, the latest first, for whoever may both see the account and export the owner."""
    owner, at = owner_at(request, owner_id), now()
    owner_within(request.rights, owner_id, P.EXPORT)
    lines = shown_lines(lines_of(owner.pk, _wanted(request.POST), most=MOST_EXPORTED), request)
    mark = note_export(
        actor=request.rights.actor, subject=subject_of(owner), rows=len(lines), reason=t("Statement"), at=at
    )
    book = watermarked_book(
        [(t(head), width, shape) for head, width, shape in COLUMNS],
        [_cells(one) for one in lines],
        title=t("Statement"),
        watermark=f"{owner.name or t('without a name')} · {mark}",
    )
    return download(book, name="statement", ending="xlsx", at=at)


def _cells(one: dict[str, Any]) -> list[object]:
    line, receipt = one["line"], one["receipt"]
    sums = [line.change / 100, line.after / 100, None, None]
    counts = [None, None, line.change, line.after]
    return [
        line.day,
        " · ".join(filter(None, (one["what"], t("reversed") if line.undone else ""))),
        one["unit"],
        *(sums if line.unit == "fen" else counts),
        one["store"],
        one["bill"],
        words.number_of(receipt) if receipt else "",
        "；".join(one["drawn"]),
    ]


def _wanted(given: QueryDict) -> Wanted:
    start, end = words.day_read(given.get("from", "")), words.day_read(given.get("to", ""))
    if start and end and start > end:
        start, end = end, start
    return Wanted(accounts=ACCOUNTS.get(given.get("kind", ""), ()), start=start, end=end)
