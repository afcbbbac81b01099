"""Who owes whom among the stores, what is behind it, and paying it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from liuke.loyalty.actions.settle_dues import settle_dues
from liuke.loyalty.finance.dues import MOST, due_over, dues_between
from liuke.loyalty.ledger.refusals import LedgerRefusal
from liuke.loyalty.ledger.words import KINDS
from liuke.loyalty.queries import receipts_of
from liuke.org.models import Store
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.values.identity import new_id
from liuke.values.period import add_months
from liuke.web.console.finance import words
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.pages import page
from liuke.web.shell.wording import refused, t


class SettleForm(PlatformForm):
    """How much is paid, and the key that makes it happen once."""

    amount_fen = forms.IntegerField(min_value=1, max_value=10**11, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)


@needs(Permission.SEE_FINANCE)
@require_GET
def dues(request: Asking) -> HttpResponse:
    """The matrix of those within reach and whom they owe, or are owed by."""
    found = dues_between(request.rights.reach(Permission.SEE_FINANCE))
    ids = {store for pair in found for store in pair}
    stores = list(Store.objects.filter(pk__in=ids))
    net = {
        store.pk: sum(fen for (_, to), fen in found.items() if to == store.pk)
        - sum(fen for (of, _), fen in found.items() if of == store.pk)
        for store in stores
    }
    context = {"tab": "dues", "found": found, "stores": stores, "net": net, "words": words}
    return page(request, "console/finance/dues.html.j2", context)


@needs(Permission.SEE_FINANCE)
@require_GET
def due(request: Asking, store_id: UUID, creditor_id: UUID) -> HttpResponse:
    """The postings behind what one store owes another one."""
    debtor, creditor = _pair(request, store_id, creditor_id)
    end = words.day_asked(request, "to", timezone.localdate())
    start = min(end, words.day_asked(request, "from", add_months(end.replace(day=1), -11)))
    found = due_over(debtor=debtor.pk, creditor=creditor.pk, start=start, end=end)
    owed, shown = found.now_fen, paged(request, found.movements)
    rights = request.rights
    may = all(rights.may(Permission.CHANGE_FINANCE, one.pk) for one in (debtor, creditor))
    context = {
        "tab": "dues",
        "debtor": debtor,
        "creditor": creditor,
        "owed": owed,
        "found": found,
        "start": start,
        "end": end,
        "most": MOST,
        "paged": shown,
        "receipts": receipts_of(rights, {one.journal for one in shown}),
        "rest": rest_of_query(request),
        "postings": KINDS,
        "form": SettleForm(initial={"amount_fen": owed, "key": new_id()}) if may and owed > 0 else None,
        "words": words,
    }
    return page(request, "console/finance/due.html.j2", context)


@needs(Permission.CHANGE_FINANCE, fresh=True)
@require_POST
def due_settle(request: Asking, store_id: UUID, creditor_id: UUID) -> HttpResponse:
    """Pays it: the whole amount that was shown, once."""
    debtor, creditor = _pair(request, store_id, creditor_id)
    form = SettleForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            settle_dues(
                scope=request.rights,
                debtor_id=debtor.pk,
                creditor_id=creditor.pk,
                amount_fen=given["amount_fen"],
                key=str(given["key"]),
            )
        except LedgerRefusal as refusal:
            messages.error(request, refused(refusal))
        else:
            told = {"amount": words.yuan(given["amount_fen"]), "store": creditor.name}
            messages.success(request, t("Settled: %(amount)s yuan to %(store)s.", **told))
    else:
        messages.error(request, t("This page is out of date. Reload it and make your change again."))
    return HttpResponseRedirect(reverse("due", args=[debtor.pk, creditor.pk]))


def _pair(request: Asking, debtor_id: UUID, creditor_id: UUID) -> tuple[Store, Store]:
    """One of the two is within reach. Raises NotFound."""
    reach = request.rights.reach(Permission.SEE_FINANCE)
    found = {one.pk: one for one in Store.objects.filter(pk__in=[debtor_id, creditor_id])}
    if len(found) != 2 or not (debtor_id in reach or creditor_id in reach):
        raise NotFound
    return found[debtor_id], found[creditor_id]
