"""What is set aside 预留 for a bill to come, and given back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from liuke.loyalty.actions.hold_value import A_DAY, hold_value, release_hold
from liuke.loyalty.ledger.posting import Value
from liuke.org.rules.roles import Permission
from liuke.web.console.desk import words
from liuke.web.console.desk.forms import HoldForm
from liuke.web.console.desk.held import holding_of
from liuke.web.console.desk.selling import deed_page
from liuke.web.console.desk.standing import at_desk, carry_out, owner_at
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.wording import t

P = Permission


@needs(P.USE_VALUE)
@require_http_methods(["GET", "POST"])
def hold(request: Asking, owner_id: UUID) -> HttpResponse:
    """Nobody uses it until a bill captures it, it is given back or its days are over."""
    owner, form, held = owner_at(request, owner_id), HoldForm(request.POST or None), holding_of(owner_id)
    choices = [("stored", f"{t('Stored value')} · {words.amount('fen', held.usable_fen)}")] * bool(
        held.usable_fen
    )
    choices += [("points", words.amount("points", held.usable_points))] * bool(held.usable_points)
    choices += [(f"visits:{one.code}", f"{one.name} × {one.usable}") for one in held.cards if one.usable]
    choices += [(f"coupon:{one.code}", f"{one.name} × {one.usable}") for one in held.coupons if one.usable]
    form.choose("what", choices)
    if form.is_valid():
        given = form.cleaned_data
        kind, _, code = given["what"].partition(":")
        answer = carry_out(
            request,
            form,
            lambda desk: hold_value(
                desk,
                owner_id=owner_id,
                kind=Value(kind),
                amount=given["number"],
                code=code,
                minutes=int(given["days"]) * A_DAY,
            ),
        )
        if answer:
            return answer
    context = {
        "title": t("Set aside for a bill"),
        "picture": "lock",
        "do": t("Set aside"),
        "about": t("It cannot be used elsewhere meanwhile; choose it when the bill is settled."),
        "nothing": "" if choices else t("This owner holds nothing that can be set aside."),
    }
    return deed_page(request, owner, form, context)


@needs(P.USE_VALUE)
@require_POST
def release(request: Asking, owner_id: UUID, hold: UUID) -> HttpResponse:
    """Gives back what was set aside."""
    owner_at(request, owner_id)
    receipt = release_hold(at_desk(request, hold), owner_id=owner_id, hold=hold)
    return HttpResponseRedirect(reverse("desk_receipt", args=[receipt.pk]))
