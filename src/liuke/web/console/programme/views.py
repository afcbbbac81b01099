"""The programme: everything on one page, and a form for each thing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from liuke.loyalty.actions.save_programme import change_product, change_terms, create_product
from liuke.loyalty.models import CardProduct, CouponSeries, ServiceItem, TopUpOffer
from liuke.loyalty.programme import terms
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal
from liuke.web.console.desk.words import worth
from liuke.web.console.programme.forms import FORMS, ProductForm, TermsForm
from liuke.web.console.programme.words import COUPON_KINDS, KINDS, NEW
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission


@needs(P.SEE_BALANCES)
@require_GET
def programme(request: Asking) -> HttpResponse:
    """What is sold and given, and what points are worth."""
    cards = list(CardProduct.objects.prefetch_related("lines__item").order_by("-active", "name"))
    series = CouponSeries.objects.select_related("item").order_by("-active", "name")
    context = {
        "items": ServiceItem.objects.order_by("-active", "name"),
        "cards": [(one, _listed(one)) for one in cards],
        "offers": TopUpOffer.objects.order_by("-active", "principal_fen"),
        "series": [(one, worth(one)) for one in series],
        "coupon_kinds": dict(COUPON_KINDS),
        "terms": terms(),
        "may_change": request.rights.may(P.CHANGE_PROGRAMME),
    }
    return page(request, "console/programme/programme.html.j2", context)


def _listed(card: CardProduct) -> int:
    """What a card's uses cost at list price, in fen."""
    return sum(line.item.list_fen * line.uses for line in card.lines.all())


@needs(P.CHANGE_PROGRAMME)
@require_http_methods(["GET", "POST"])
def product_new(request: Asking, kind: str) -> HttpResponse:
    """A new service, card, offer or series."""
    request.rights.need(P.CHANGE_PROGRAMME)
    make, _ = _forms(kind)
    form = make(request.POST or None)
    if form.is_valid():
        try:
            create_product(
                scope=request.rights, kind=make.model, values=form.values(), lines=form.lines(), at=now()
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("programme"))
    return _edit(request, form, kind, None)


@needs(P.CHANGE_PROGRAMME)
@require_http_methods(["GET", "POST"])
def product_edit(request: Asking, kind: str, product_id: UUID) -> HttpResponse:
    """One that is there; what was sold of it stays as it was sold."""
    request.rights.need(P.CHANGE_PROGRAMME)
    _, make = _forms(kind)
    row = make.model.objects.filter(pk=product_id).first()
    if row is None:
        raise NotFound
    form = make(request.POST or None, initial={**make.initial_of(row), "version": row.version})
    if "code" in form.fields:
        form.fields["code"].disabled = True
    if form.is_valid():

        def change(version: int) -> None:
            change_product(
                scope=request.rights,
                kind=make.model,
                product_id=row.pk,
                version=version,
                values=form.values(),
                lines=form.lines(),
                at=now(),
            )

        if form.saved(change, row, make.initial_of):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("programme"))
    return _edit(request, form, kind, row)


def _edit(request: Asking, form: ProductForm, kind: str, row: Any) -> HttpResponse:
    context = {"form": form, "row": row, "title": row.name if row else t(NEW[kind]), "kind": t(KINDS[kind])}
    return page(request, "console/programme/edit.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_PROGRAMME)
@require_http_methods(["GET", "POST"])
def terms_edit(request: Asking) -> HttpResponse:
    """What points are worth from now on."""
    request.rights.need(P.CHANGE_PROGRAMME)
    row = terms()
    form = TermsForm(request.POST or None, initial=_terms(row))
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}

        def change(version: int) -> None:
            change_terms(scope=request.rights, version=version, values=values, at=now())

        if form.saved(change, row, _terms):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("programme"))
    context = {"form": form, "row": None, "title": t("What points are worth"), "kind": t("Points")}
    return page(request, "console/programme/edit.html.j2", context, status=422 if form.is_bound else 200)


def _terms(row: Any) -> dict[str, Any]:
    names = ("points_per_yuan", "fen_per_point", "most_points_percent", "points_valid_months", "version")
    return {name: getattr(row, name) for name in names}


def _forms(kind: str) -> tuple[type[ProductForm], type[Any]]:
    if kind not in FORMS:
        raise NotFound
    return FORMS[kind]
