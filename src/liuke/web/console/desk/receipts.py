"""The receipt of a deed 小票, on screen and on paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from liuke.loyalty.ledger.statement_lines import Wanted, lines_of
from liuke.loyalty.models import DeskBill, Payment
from liuke.loyalty.queries import receipt_within
from liuke.org.rules.roles import Permission
from liuke.web.console.desk import words
from liuke.web.console.desk.account import shown_lines
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission


@needs(P.SEE_BALANCES)
@require_GET
def receipt(request: Asking, receipt_id: UUID) -> HttpResponse:
    """Who, what, how paid, held after; a refund with its calculation."""
    found = receipt_within(request.rights, receipt_id)
    journals = [UUID(one) for one in found.journals]
    rows = lines_of(found.owner_id, Wanted(journals=journals)) if found.owner_id and journals else []
    shown = shown_lines(rows, request)
    after = {one["unit"]: one["after"] for one in reversed(shown)}
    bill = DeskBill.objects.filter(receipt=found).first()
    context = {
        "receipt": found,
        "number": words.number_of(found),
        "title": t(words.DEEDS.get(found.kind, found.kind)),
        "lines": list(reversed(shown)),
        "after": after,
        "bill": bill,
        "tenders": words.tenders_of(found.told) if found.kind == "bill" else [],
        "payments": list(Payment.objects.filter(receipt=found).order_by("id")),
        "calculation": found.told.get("calculation"),
        "words": words,
        "may_return": bill is not None
        and bill.returned_fen < bill.amount_fen
        and request.rights.may(P.TAKE_MONEY, found.store_id),
    }
    return page(request, "console/desk/receipt.html.j2", context)
