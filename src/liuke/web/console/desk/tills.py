"""Tills 收银班次: opened with a counted float, closed with what was counted, and the slip of it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liuke.loyalty.actions.open_till import close_till, expected_in, open_till
from liuke.loyalty.models import Payment, TillSession
from liuke.loyalty.queries import tills_within
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.values.refusal import Refusal
from liuke.web.console.desk.forms import METHODS
from liuke.web.console.desk.standing import StoreNotChosen, store_of
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import PlatformForm, VersionedForm, first_error
from liuke.web.shell.pages import page
from liuke.web.shell.wording import lazy, refused, t
from liuke.web.shell.yuan_field import YuanField

P = Permission


class OpenForm(PlatformForm):
    """What is in the drawer at the start."""

    float = YuanField(label=lazy("Counted in the drawer (yuan)"), least=0)


class CloseForm(VersionedForm):
    """What is in it at the end."""

    counted = YuanField(label=lazy("Counted cash (yuan)"), least=0)
    note = forms.CharField(label=lazy("Why it differs"), max_length=200, required=False)


def sums_of(till: TillSession) -> list[dict[str, object]]:
    """What came in and went out by method."""
    names = dict(METHODS)
    rows = (
        Payment.objects.filter(till=till)
        .values("method")
        .annotate(
            taken=Sum("amount_fen", filter=Q(amount_fen__gt=0), default=0),
            back=Sum("amount_fen", filter=Q(amount_fen__lt=0), default=0),
            count=Count("id"),
        )
        .order_by("method")
    )
    return [{**row, "name": str(names[row["method"]])} for row in rows]


@needs(P.SEE_TILLS)
@require_GET
def tills(request: Asking) -> HttpResponse:
    """Earlier tills, and what they were over or short."""
    shown = paged(request, tills_within(request.rights))
    context = {"paged": shown, "rest": rest_of_query(request)}
    return page(request, "console/desk/tills.html.j2", context)


@needs(P.TAKE_MONEY)
@require_POST
def till_open(request: Asking) -> HttpResponse:
    """Opens one."""
    form, store = OpenForm(request.POST), store_of(request)
    try:
        if store is None:
            raise StoreNotChosen
        if not form.is_valid():
            messages.error(request, first_error(form))
        else:
            open_till(scope=request.rights, store_id=store.pk, float_fen=form.cleaned_data["float"], at=now())
            messages.success(request, t("The till is open."))
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    return HttpResponseRedirect(reverse("desk"))


def _nothing(row: TillSession) -> dict[str, object]:
    del row
    return {}


@needs(P.SEE_TILLS)
@require_http_methods(["GET", "POST"])
def till(request: Asking, till_id: UUID) -> HttpResponse:
    """A till: counted and closed, then its slip."""
    found = tills_within(request.rights).filter(pk=till_id).first()
    if found is None:
        raise NotFound
    if request.method == "POST":
        request.rights.need(P.TAKE_MONEY, found.store_id)
    form = CloseForm(request.POST or None, initial={"version": found.version})
    if form.is_valid():

        def close(version: int) -> None:
            close_till(
                scope=request.rights,
                till_id=found.pk,
                version=version,
                counted_fen=form.cleaned_data["counted"],
                note=form.cleaned_data["note"],
                at=now(),
            )

        if form.saved(close, found, _nothing):
            messages.success(request, t("The till is closed. Print the slip and put it with the cash."))
            return HttpResponseRedirect(reverse("till", args=[found.pk]))
    context = {
        "till": found,
        "form": form,
        "sums": sums_of(found),
        "expected": expected_in(found),
        "mine": found.staff_id == request.staff.pk or request.rights.may(P.APPROVE_VALUE, found.store_id),
    }
    return page(request, "console/desk/till.html.j2", context, status=422 if form.is_bound else 200)
