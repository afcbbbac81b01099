"""Receipts of deeds 小票: one on screen and on paper, and those of a day."""

from __future__ import annotations

import datetime as dt
import re
from uuid import UUID

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from liuke.loyalty.actions.return_bill import returnable
from liuke.loyalty.ledger.statement_lines import Wanted, lines_of
from liuke.loyalty.models import DeskBill, Payment, Receipt
from liuke.loyalty.queries import receipt_within, receipts_within
from liuke.org.rules.roles import Permission
from liuke.owners.models import Owner
from liuke.owners.queries import owners_within
from liuke.values.text import plain_code
from liuke.web.console.desk import words
from liuke.web.console.desk.account import shown_lines
from liuke.web.console.desk.standing import store_of
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission
PRINTED = re.compile(r"(\d{8})-([0-9A-Fa-f]{8})")
"""What words.number_of makes."""
FIRST_DAY = dt.date(2000, 1, 1)


@needs(P.SEE_BALANCES)
@require_GET
def receipts(request: Asking) -> HttpResponse:
    """Of the store somebody stands in: of a day, or by the number of a receipt or bill, whenever it was."""
    store, number = store_of(request), request.GET.get("number", "").replace("\0", "").strip()[:60]
    day = words.day_read(request.GET.get("day", "")) or timezone.localdate()
    rows, bills = receipts_within(request.rights), DeskBill.objects.all()
    if store:
        rows, bills = rows.filter(store=store), bills.filter(store=store)
    rows = _numbered(rows, bills, number) if number else receipts_of_day(rows, day)
    context = {
        "store": store,
        "number": number,
        "day": day,
        "paged": paged(request, rows),
        "rest": rest_of_query(request),
        "words": words,
    }
    return page(request, "console/desk/receipts.html.j2", context)


def receipts_of_day(rows: QuerySet[Receipt], day: dt.date) -> QuerySet[Receipt]:
    """Local days, as the index of a store's receipts by time finds them; none long ago or to come."""
    if not FIRST_DAY <= day <= timezone.localdate():
        return rows.none()
    start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return rows.filter(at__gte=start, at__lt=start + dt.timedelta(1))


def _numbered(rows: QuerySet[Receipt], bills: QuerySet[DeskBill], number: str) -> QuerySet[Receipt]:
    printed = PRINTED.fullmatch(number)
    day = words.day_read(printed[1]) if printed else None
    if printed is None or day is None:
        return rows.filter(pk__in=bills.filter(number__iexact=plain_code(number)).values("receipt"))
    ends = Cast("pk", CharField())
    return receipts_of_day(rows, day).alias(ends=ends).filter(ends__endswith=printed[2].lower())


def _returned(found: Receipt) -> DeskBill | None:
    """The bill a receipt takes back, wherever it was settled."""
    bill = found.told.get("bill") if found.kind == "return" else None
    return DeskBill.objects.filter(pk=bill).first() if bill else None


def _handed_to(request: Asking, found: Receipt) -> Owner | None:
    """Who got what a receipt hands over, within reach or not at all."""
    if found.kind != "transfer":
        return None
    return owners_within(request.rights).filter(pk=found.told["to"]).first()


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
        "returned": _returned(found),
        "handed_to": _handed_to(request, found),
        "tenders": words.tenders_of(found.told) if found.kind == "bill" else [],
        "payments": list(Payment.objects.filter(receipt=found).select_related("refunds").order_by("id")),
        "calculation": found.told.get("calculation"),
        "words": words,
        "printed": now(),
        "may_return": bill is not None
        and returnable(bill)
        and request.rights.may(P.TAKE_MONEY, found.store_id),
    }
    return page(request, "console/desk/receipt.html.j2", context)
