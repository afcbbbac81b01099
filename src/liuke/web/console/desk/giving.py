"""What is given without money: coupons 发券, gifts by hand 补发, handed over 转赠; and the freeze 冻结."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from liuke.loyalty.actions.freeze_owner import freeze_owner, lift_freeze
from liuke.loyalty.actions.give_value import give_value, hand_over
from liuke.loyalty.actions.issue_coupons import issue_coupons
from liuke.loyalty.ledger.posting import Value
from liuke.loyalty.models import CouponSeries, ServiceItem
from liuke.org.rules.roles import Permission
from liuke.owners.models import Phone
from liuke.owners.queries import owners_within
from liuke.values.phone import read_phone
from liuke.values.reading import BadCell
from liuke.web.console.desk import words
from liuke.web.console.desk.forms import CouponsForm, GiftForm, HandOverForm, ReasonForm
from liuke.web.console.desk.held import holding_of
from liuke.web.console.desk.selling import deed_page
from liuke.web.console.desk.standing import Asked, carry_out, owner_at
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.wording import t

P = Permission


@needs(P.GIVE_VALUE)
@require_http_methods(["GET", "POST"])
def coupons(request: Asking, owner_id: UUID) -> HttpResponse:
    """Coupons of a series."""
    owner, form = owner_at(request, owner_id), CouponsForm(request.POST or None)
    offered = CouponSeries.objects.filter(active=True).select_related("item")
    form.choose("series", [(one.code, f"{one.name} · {words.worth(one)}") for one in offered])
    if form.is_valid():
        given = form.cleaned_data
        answer = carry_out(
            request,
            form,
            lambda desk: issue_coupons(
                desk, owner_id=owner_id, code=given["series"], count=given["count"], reason=given["reason"]
            ),
        )
        if answer:
            return answer
    context = {"title": t("Give coupons"), "picture": "ticket", "do": t("Give")}
    return deed_page(request, owner, form, context)


@needs(P.GIVE_VALUE)
@require_http_methods(["GET", "POST"])
def gift(request: Asking, owner_id: UUID) -> HttpResponse:
    """Points, a bonus or uses of a card, with a reason."""
    owner, form = owner_at(request, owner_id), GiftForm(request.POST or None)
    items = ServiceItem.objects.filter(active=True)
    uses = [(f"visits:{one.code}", t("Uses of “%(item)s”", item=one.name)) for one in items]
    form.choose("what", [("points", t("Loyalty points")), ("bonus", t("Bonus (yuan)")), *uses])
    if form.is_valid():
        given = form.cleaned_data
        kind, _, item = given["what"].partition(":")
        day = given["expires_on"]
        if day and day < timezone.localdate():
            form.add_error("expires_on", t("This day has passed."))
        else:
            amount = given["number"]
            asked = Asked(
                kind="gift",
                owner_id=owner_id,
                asked={
                    "value": kind,
                    "amount": amount,
                    "item": item,
                    "expires_on": str(day) if day else None,
                },
                reason=given["reason"],
                amount_fen=amount if kind == "bonus" else 0,
                needs=P.GIVE_VALUE,
            )
            answer = carry_out(
                request,
                form,
                lambda desk: give_value(
                    desk,
                    owner_id=owner_id,
                    kind=Value(kind),
                    amount=amount,
                    item=item,
                    expires_on=day,
                    reason=given["reason"],
                ),
                asked=asked,
            )
            if answer:
                return answer
    context = {"title": t("Give by hand"), "picture": "gift", "do": t("Give")}
    return deed_page(request, owner, form, context)


@needs(P.USE_VALUE)
@require_http_methods(["GET", "POST"])
def handed_over(request: Asking, owner_id: UUID) -> HttpResponse:
    """Coupons, uses or points to another owner."""
    owner, form, held = owner_at(request, owner_id), HandOverForm(request.POST or None), holding_of(owner_id)
    choices = [("points", words.amount("points", held.points))] if held.points else []
    choices += [(f"visits:{one.code}", f"{one.name} × {one.usable}") for one in held.cards]
    choices += [(f"coupon:{c.code}", f"{c.name} × {c.usable}") for c in held.coupons if c.transferable]
    form.choose("what", choices)
    if form.is_valid():
        given = form.cleaned_data
        kind, _, code = given["what"].partition(":")
        to = _by_phone(request, given["to"], owner_id)
        if to is None:
            form.add_error("to", t("No other owner within reach has exactly this number."))
        else:
            answer = carry_out(
                request,
                form,
                lambda desk: hand_over(
                    desk,
                    owner_id=owner_id,
                    to_owner_id=to,
                    kind=Value(kind),
                    amount=given["amount"],
                    code=code,
                ),
            )
            if answer:
                return answer
    nothing = "" if choices else t("This owner holds nothing that can be handed over.")
    context = {"title": t("Hand over"), "picture": "transfer", "do": t("Hand over"), "nothing": nothing}
    return deed_page(request, owner, form, context)


def _by_phone(request: Asking, text: str, but: UUID) -> UUID | None:
    try:
        number = read_phone(text).value
    except BadCell:
        return None
    holders = Phone.objects.filter(number=number or "").exclude(state="wrong").values("owner")
    found = list(owners_within(request.rights).filter(pk__in=holders).exclude(pk=but)[:2])
    return found[0].pk if len(found) == 1 else None


@needs(P.FREEZE_VALUE)
@require_http_methods(["GET", "POST"])
def freeze(request: Asking, owner_id: UUID) -> HttpResponse:
    """Nothing goes out any more."""
    owner, form = owner_at(request, owner_id), ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        answer = carry_out(request, form, lambda desk: freeze_owner(desk, owner_id=owner_id, reason=reason))
        if answer:
            return answer
    about = t("Until it is lifted nothing of this account can be used, refunded or handed over.")
    context = {"title": t("Freeze the account"), "picture": "snowflake", "do": t("Freeze"), "about": about}
    return deed_page(request, owner, form, context)


@needs(P.APPROVE_VALUE)
@require_http_methods(["GET", "POST"])
def lift(request: Asking, owner_id: UUID) -> HttpResponse:
    """It goes again."""
    owner, form = owner_at(request, owner_id), ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        answer = carry_out(request, form, lambda desk: lift_freeze(desk, owner_id=owner_id, reason=reason))
        if answer:
            return answer
    context = {"title": t("Lift the freeze"), "picture": "snowflake-off", "do": t("Lift the freeze")}
    return deed_page(request, owner, form, context)
