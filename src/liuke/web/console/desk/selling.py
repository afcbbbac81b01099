"""Top-ups 充值 and cards 售卡: chosen, told once more, done."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from liuke.loyalty.actions.sell_card import sell_card
from liuke.loyalty.actions.top_up import top_up
from liuke.loyalty.models import CardProduct, TopUpOffer
from liuke.org.rules.roles import Permission
from liuke.values.money import yuan_of
from liuke.web.console.desk.forms import CardForm, DeedForm, TopUpForm
from liuke.web.console.desk.held import holding_of
from liuke.web.console.desk.standing import carry_out, owner_at, possible, store_of
from liuke.web.console.desk.typed import typed_before, way_to_identity
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission


@needs(P.TAKE_MONEY)
@require_http_methods(["GET", "POST"])
def top_up_form(request: Asking, owner_id: UUID) -> HttpResponse:
    """Money for the account, with the bonus of an offer."""
    owner = owner_at(request, owner_id)
    offers = {str(one.pk): one for one in TopUpOffer.objects.filter(active=True)}
    form = TopUpForm(request.POST or None, initial=typed_before(request))
    form.choose("offer", [("", t("Another amount, no bonus")), *((k, _offer(o)) for k, o in offers.items())])
    sure = ""
    if form.is_valid():
        offer = offers.get(form.cleaned_data["offer"])
        amount = offer.principal_fen if offer else form.cleaned_data["amount"]
        do = partial(
            top_up, owner_id=owner_id, paid=form.paid(amount or 0), offer_id=offer.pk if offer else None
        )
        if amount is None:
            form.add_error("amount", t("Choose an offer or write an amount."))
        elif "sure" in request.POST:
            if answer := carry_out(request, form, do):
                return answer
        elif "change" not in request.POST and possible(request, form, do):
            bonus = offer.bonus_fen if offer else 0
            stored = holding_of(owner_id).stored_fen
            sure = t(
                "Take %(yuan)s yuan (%(method)s) from %(name)s. The account then holds %(after)s yuan, "
                "%(bonus)s of them a bonus from now.",
                yuan=yuan_of(amount), method=form.way(),
                name=owner.name or "", after=yuan_of(stored + amount + bonus), bonus=yuan_of(bonus),
            )  # fmt: skip
    context = {"title": t("Top up"), "picture": "wallet", "do": t("Take the money and top up")}
    return deed_page(request, owner, form, {**context, "sure": sure})


def _offer(one: TopUpOffer) -> str:
    bonus = t("%(bonus)s yuan bonus", bonus=f"{one.bonus_fen / 100:,.0f}") if one.bonus_fen else t("no bonus")
    return f"{one.name} · ¥{one.principal_fen / 100:,.0f} · {bonus}"


@needs(P.TAKE_MONEY)
@require_http_methods(["GET", "POST"])
def card_form(request: Asking, owner_id: UUID) -> HttpResponse:
    """A card or package."""
    owner = owner_at(request, owner_id)
    cards = {
        str(one.pk): one for one in CardProduct.objects.filter(active=True).prefetch_related("lines__item")
    }
    form = CardForm(request.POST or None, initial=typed_before(request))
    form.choose("card", [(key, _card(one)) for key, one in cards.items()])
    sure = ""
    if form.is_valid():
        card = cards[form.cleaned_data["card"]]
        do = partial(sell_card, owner_id=owner_id, card_id=card.pk, paid=form.paid(card.price_fen))
        if "sure" in request.POST:
            if answer := carry_out(request, form, do):
                return answer
        elif "change" not in request.POST and possible(request, form, do):
            sure = t(
                "Sell “%(card)s” to %(name)s and take %(yuan)s yuan (%(method)s).",
                card=card.name, name=owner.name or "", yuan=yuan_of(card.price_fen),
                method=form.way(),
            )  # fmt: skip
    context = {"title": t("Sell a card"), "picture": "cards", "do": t("Take the money and hand the card out")}
    nothing = "" if cards else t("No card is offered. The operations manager writes them into the programme.")
    return deed_page(request, owner, form, {**context, "sure": sure, "nothing": nothing})


def _card(one: CardProduct) -> str:
    lines = list(one.lines.all())
    listed = sum(line.item.list_fen * line.uses for line in lines)
    parts = "、".join(f"{line.item.name} × {line.uses}" for line in lines)
    saved = (
        t("saves %(yuan)s yuan", yuan=f"{(listed - one.price_fen) / 100:,.0f}")
        if listed > one.price_fen
        else ""
    )
    return " · ".join(filter(None, (one.name, f"¥{one.price_fen / 100:,.0f}", parts, saved)))


def deed_page(request: Asking, owner: Any, form: DeedForm, more: dict[str, Any]) -> HttpResponse:
    """The page of any deed with a form."""
    identity = way_to_identity(request, form, owner.pk) if form.document else ""
    context = {
        "owner": owner, "form": form, "store": store_of(request), "sure": "", "nothing": "", "about": "",
        "identity": identity, **more,
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "console/desk/deed.html.j2", context, status=status)
