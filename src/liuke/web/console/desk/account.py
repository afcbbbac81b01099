"""The account of an owner 会员账户, and the lines of its statement in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from liuke.audit.actions.note_opened import note_opened
from liuke.loyalty.balances import is_frozen
from liuke.loyalty.ledger.statement_lines import Drawn, Line, drawn_by, lines_of
from liuke.loyalty.programme import unit_names
from liuke.loyalty.queries import proposals_within, receipts_of
from liuke.org.models import Store
from liuke.org.rules.roles import Permission
from liuke.owners.editing import subject_of
from liuke.vehicles.owner_facts import plates_of
from liuke.web.console.desk import words
from liuke.web.console.desk.held import holding_and_holds
from liuke.web.console.desk.standing import may, owner_at, store_of
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.pages import page
from liuke.web.shell.templating import day
from liuke.web.shell.wording import t

P = Permission
LATEST = 8


@needs(P.SEE_BALANCES)
@require_GET
def account(request: Asking, owner_id: UUID) -> HttpResponse:
    """Everything an owner holds, and what can be done with it. The look is kept."""
    owner = owner_at(request, owner_id)
    note_opened(actor=request.rights.actor, subject=subject_of(owner))
    held, holds = holding_and_holds(owner.pk)
    context = {
        "owner": owner,
        "plates": plates_of([owner.pk]).get(owner.pk, []),
        "held": held,
        "frozen": is_frozen(owner.pk),
        "holds": holds,
        "lines": shown_lines(lines_of(owner.pk, most=LATEST), request),
        "waiting": list(proposals_within(request.rights).filter(owner=owner, state="waiting")),
        "store": store_of(request),
        "may": may(request),
        "words": words,
    }
    return page(request, "console/desk/account.html.j2", context)


def shown_lines(rows: Sequence[Line], request: Asking) -> list[dict[str, Any]]:
    """Lines in plain words, with the receipts they belong to. Five queries."""
    journals = {one.journal for one in rows}
    names = unit_names(one.unit for one in rows)
    stores = dict(
        Store.objects.filter(pk__in={one.store for one in rows if one.store}).values_list("pk", "name")
    )
    drawn = drawn_by(journals)
    receipts = receipts_of(request.rights, journals)
    return [
        {
            "line": one,
            "what": words.happened(one.kind),
            "unit": words.unit_name(one.account, one.unit, names),
            "change": ("+" if one.change > 0 else "") + words.amount(one.unit, one.change),
            "after": words.amount(one.unit, one.after),
            "store": stores.get(one.store, "") if one.store else "",
            "bill": _bill(one.source or ""),
            "receipt": receipts.get(one.journal),
            "drawn": [_drawn(d, one.unit) for d in drawn.get((one.journal, one.n), []) if _is_its(d, one)],
        }
        for one in rows
    ]


def _bill(source: str) -> str:
    kind, _, rest = source.partition(":")
    return rest.partition(":")[2] if kind == "bill" else ""


def _is_its(drawn: Drawn, line: Line) -> bool:
    """Whether that side of a line touched a lot: what was set aside has none of its own."""
    return line.account != "held" and (drawn.amount > 0) == (line.change < 0)


def _drawn(one: Drawn, unit: str) -> str:
    told = {
        "what": words.happened(one.kind),
        "day": day(one.day),
        "amount": words.amount(unit, abs(one.amount)),
    }
    if one.amount < 0:
        return t("back to %(what)s of %(day)s: %(amount)s", **told)
    return t("from %(what)s of %(day)s: %(amount)s", **told)
