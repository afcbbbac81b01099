"""What is taken back: refunds 退款, bills 退单, postings 冲正."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from liuke.loyalty.actions.refund_value import Wish, refund_value, work_out
from liuke.loyalty.actions.return_bill import only_whole, return_bill, returnable
from liuke.loyalty.actions.reverse_posting import reverse_posting
from liuke.loyalty.balances import refundable
from liuke.loyalty.ledger.refusals import CalculationOutdated
from liuke.loyalty.ledger.statement_lines import Wanted, lines_of
from liuke.loyalty.models import DeskBill
from liuke.loyalty.programme import item_names
from liuke.loyalty.queries import receipt_within
from liuke.loyalty.rules.refund import Fault
from liuke.org.models import Store
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.values.money import yuan_of
from liuke.values.refusal import Refusal
from liuke.web.console.desk import words
from liuke.web.console.desk.account import shown_lines
from liuke.web.console.desk.forms import FAULTS, ReasonForm, RefundForm, ReturnForm
from liuke.web.console.desk.selling import deed_page
from liuke.web.console.desk.standing import Asked, carry_out, owner_at, store_of
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import N_, refused, t

P = Permission
KNOWN = {"yes": True, "no": False}
LEFT = N_("Bill %(number)s: %(left)s of %(all)s yuan can still be returned.")
WHOLE = N_(
    "Bill %(number)s over %(all)s yuan is returned as a whole (%(left)s yuan): a card, a coupon or points "
    "paid for a part of it."
)


@needs(P.TAKE_MONEY)
@require_GET
def refunds(request: Asking, owner_id: UUID) -> HttpResponse:
    """What can be paid back."""
    owner, rows = owner_at(request, owner_id), refundable(owner_id)
    names = item_names([one.unit.partition(":")[2] for one in rows])
    stores = dict(Store.objects.filter(pk__in={one.store for one in rows}).values_list("pk", "name"))
    context = {"owner": owner, "rows": rows, "names": names, "stores": stores, "words": words}
    return page(request, "console/desk/refunds.html.j2", context)


@needs(P.TAKE_MONEY)
@require_http_methods(["GET", "POST"])
def refund(request: Asking, owner_id: UUID, origin: UUID) -> HttpResponse:
    """The calculation, told before it is done."""
    owner = owner_at(request, owner_id)
    unit = request.GET.get("unit", "fen").replace("\0", "")[:80]
    sent = "sure" in request.POST or "ask" in request.POST
    form = RefundForm(request.POST) if sent else RefundForm(initial=request.POST.dict())
    owners = request.POST.get("fault") == Fault.OWNERS
    wish = Wish(
        origin=origin,
        unit=unit,
        fault=Fault.OWNERS if owners else Fault.NOT_OWNERS,
        known_before=KNOWN.get(request.POST.get("known", "")),
    )
    worked, problem = None, None
    try:
        worked = work_out(owner_id, wish, on=timezone.localdate())
    except Refusal as refusal:
        problem = refusal
    if form.is_valid() and worked:
        answer = _refunded(request, form, owner_id, wish, worked.calculation.refund_fen)
        if answer:
            return answer
    if worked and worked.payment:
        del form.fields["method"]
    else:
        form.fields["method"].required = True
    context = {
        "owner": owner,
        "form": form,
        "worked": worked,
        "words": words,
        "problem": refused(problem) if problem else "",
    }
    context |= {"store": store_of(request), "unit": unit, "what": _named(unit), "printed": now()}
    context["why"] = dict(FAULTS)[wish.fault.value]
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "console/desk/refund.html.j2", context, status=status)


def _named(unit: str) -> str:
    code = unit.partition(":")[2]
    return item_names([code]).get(code, "") if code else t("Stored value")


def _refunded(
    request: Asking, form: RefundForm, owner_id: UUID, wish: Wish, refund_fen: int
) -> HttpResponse | None:
    """Done as it was shown; None where it was refused."""
    given = form.cleaned_data
    if given["expected"] != refund_fen:
        form.take(CalculationOutdated())
        return None
    asked = {
        "origin": str(wish.origin),
        "unit": wish.unit,
        "fault": wish.fault.value,
        "known_before": wish.known_before,
        "expected_fen": refund_fen,
        "method": given["method"],
    }
    return carry_out(
        request,
        form,
        lambda desk: refund_value(
            desk,
            owner_id=owner_id,
            wish=wish,
            expected_fen=refund_fen,
            method=given["method"],
            reason=given["reason"],
        ),
        asked=Asked(
            kind="refund", owner_id=owner_id, asked=asked, reason=given["reason"], amount_fen=refund_fen
        ),
    )


@needs(P.TAKE_MONEY)
@require_http_methods(["GET", "POST"])
def return_of_bill(request: Asking, receipt_id: UUID) -> HttpResponse:
    """A settled bill, whole or in part."""
    receipt = receipt_within(request.rights, receipt_id)
    bill = DeskBill.objects.filter(receipt=receipt).select_related("owner").first()
    if bill is None:
        raise NotFound
    owner, form = owner_at(request, bill.owner_id), ReturnForm(request.POST or None)
    if request.method == "GET" and not returnable(bill):
        messages.info(request, t("This bill has been returned; nothing of it is left to return."))
        return HttpResponseRedirect(reverse("desk_receipt", args=[receipt.pk]))
    whole = only_whole(bill)
    if whole and not request.POST.get("amount"):
        del form.fields["amount"]
    left = bill.amount_fen - bill.returned_fen
    if form.is_valid():
        amount, reason = form.cleaned_data.get("amount"), form.cleaned_data["reason"]
        answer = carry_out(
            request,
            form,
            lambda desk: return_bill(desk, bill_id=bill.pk, reason=reason, amount_fen=amount),
            asked=Asked(
                kind="return",
                owner_id=bill.owner_id,
                asked={"bill": str(bill.pk), "amount_fen": amount},
                reason=reason,
                amount_fen=amount or left,
            ),
        )
        if answer:
            return answer
    told = WHOLE if whole else LEFT
    about = t(told, number=bill.number, left=yuan_of(left), all=yuan_of(bill.amount_fen))
    context = {"title": t("Return a bill"), "picture": "receipt-refund", "do": t("Return"), "about": about}
    return deed_page(request, owner, form, context)


@needs(P.TAKE_MONEY)
@require_http_methods(["GET", "POST"])
def reversal(request: Asking, owner_id: UUID, journal: UUID) -> HttpResponse:
    """Undoes a posting; always by two persons."""
    owner, form = owner_at(request, owner_id), ReasonForm(request.POST or None)
    rows = shown_lines(lines_of(owner_id, Wanted(journals=[journal])), request)
    if not rows:
        raise NotFound
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        fen = sum(abs(one["line"].change) for one in rows if one["line"].unit == "fen")
        answer = carry_out(
            request,
            form,
            lambda desk: reverse_posting(desk, owner_id=owner_id, journal=journal, reason=reason),
            asked=Asked(
                kind="reversal",
                owner_id=owner_id,
                asked={"journal": str(journal)},
                reason=reason,
                amount_fen=fen,
            ),
        )
        if answer:
            return answer
    about = t("Undo: %(what)s", what="；".join(f"{o['what']} {o['unit']} {o['change']}" for o in rows))
    context = {
        "title": t("Reverse a posting"),
        "picture": "arrow-back-up",
        "do": t("Reverse"),
        "about": about,
    }
    return deed_page(request, owner, form, context)
