"""Settling a bill 结算: what is due is worked out by the server as it is typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from liuke.loyalty.actions.settle_bill import settle_bill, work_out
from liuke.loyalty.balances import is_frozen
from liuke.loyalty.bill import Bill
from liuke.loyalty.models import DeskBill
from liuke.loyalty.programme import coupon_terms, terms
from liuke.loyalty.rules.coupon_worth import CouponRefusal, CouponUnknown, coupons_worth
from liuke.loyalty.rules.tender import PointsTerms, Tenders, Worth
from liuke.org.rules.roles import Permission
from liuke.owners.models import Owner
from liuke.values.refusal import Refusal
from liuke.vehicles.models import Vehicle, WorkOrder
from liuke.vehicles.queries import orders_within
from liuke.web.console.desk import words
from liuke.web.console.desk.forms import DeedForm
from liuke.web.console.desk.held import Holding, Purse, SetAside, holding_and_holds
from liuke.web.console.desk.settlement import MONEY_ROWS, MOST_MONEY, Typed, TypedLine, from_order, read
from liuke.web.console.desk.standing import StoreNotChosen, carry_out, owner_at, store_of
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking
from liuke.web.shell.pages import page
from liuke.web.shell.wording import refused, t

P = Permission
ORDERS, ORDERS_OF_DAYS = 5, 90
EMPTY_ROW = ("wechat", "", "")


@dataclass(frozen=True)
class Offered:
    """A coupon as the form shows it: why it cannot be used, empty where it can."""

    purse: Purse
    chosen: bool
    why_not: str


@dataclass
class Sums:
    """What is due, and what is missing still."""

    bill: Bill | None = None
    tenders: Tenders | None = None
    worth: Worth | None = None
    problem: str = ""

    @property
    def given_fen(self) -> int:
        one = self.tenders
        return one.stored_fen + sum(paid.amount_fen for paid in one.paid) if one else 0

    @property
    def missing_fen(self) -> int | None:
        return self.worth.due_fen - self.given_fen if self.worth else None


@needs(P.USE_VALUE)
@require_http_methods(["GET", "POST"])
def settle(request: Asking, owner_id: UUID) -> HttpResponse:
    """The form; every change is worked out, ``do`` says which button."""
    owner, store = owner_at(request, owner_id), store_of(request)
    form, typed = DeedForm(request.POST or None), _typed(request, owner)
    held, holds = holding_and_holds(owner_id, captured=typed.hold)
    do = request.POST.get("do", "")
    _change(typed, do)
    sums = _worked(typed, store.pk if store else owner.pk)
    if do in ("most", "most_points", "hold"):
        _fill(typed, do, sums, held, next((one for one in holds if str(one.journal) == typed.hold), None))
        sums = _worked(typed, store.pk if store else owner.pk)
    form_valid = form.is_valid()
    if do == "settle" and form_valid:
        if store is None:
            form.take(StoreNotChosen())
        elif sums.bill and sums.tenders and not (sums.problem or typed.wrong):
            bill, tenders = sums.bill, sums.tenders
            answer = carry_out(
                request, form, lambda desk: settle_bill(desk, owner_id=owner_id, bill=bill, tenders=tenders)
            )
            if answer:
                return answer
    context = {
        "owner": owner,
        "form": form,
        "typed": typed,
        "wrong": typed.wrong if request.method == "POST" and do == "settle" else {},
        "sums": sums,
        "held": held,
        "frozen": is_frozen(owner.pk),
        "holds": holds,
        "most_money": MOST_MONEY,
        "offered": _offered(held, typed, sums.bill),
        "orders": _orders(request, owner),
        "store": store,
        "words": words,
        "may_take": bool(store) and request.rights.may(P.TAKE_MONEY, store.pk) if store else False,
        "points_worth": terms().fen_per_point,
    }
    status = 422 if do == "settle" else 200
    return page(request, "console/desk/settle.html.j2", context, status=status)


def _typed(request: Asking, owner: Owner) -> Typed:
    """What was sent, or the work order chosen, or an empty line."""
    if request.method == "POST":
        typed = read(request.POST)
    else:
        order = _order(request, owner)
        typed = from_order(order) if order else Typed(lines=[TypedLine()])
    typed.money += [EMPTY_ROW] * (MONEY_ROWS - len(typed.money))
    return typed


def _order(request: Asking, owner: Owner) -> WorkOrder | None:
    asked = request.GET.get("order", "")
    if not (asked.isascii() and asked.isdecimal()) or len(asked) > 18:
        return None
    return _of(request, owner).filter(pk=int(asked)).first()


def _of(request: Asking, owner: Owner) -> QuerySet[WorkOrder]:
    cars = Vehicle.objects.filter(owner=owner).values("vin")
    return orders_within(request.rights).filter(vehicle__in=cars)


def _orders(request: Asking, owner: Owner) -> list[WorkOrder]:
    """The latest of some weeks that no desk has settled yet."""
    recent = timezone.localdate() - dt.timedelta(ORDERS_OF_DAYS)
    settled = DeskBill.objects.filter(store=OuterRef("store"), number__iexact=OuterRef("order_no"))
    rows = _of(request, owner).filter(day__gte=recent).exclude(Exists(settled))
    return list(rows.order_by("-day", "-id")[:ORDERS])


def _change(typed: Typed, do: str) -> None:
    """Adds a line or a row of money, or takes a line away."""
    what, _, place = do.partition(":")
    if what == "add_money" and len(typed.money) < MOST_MONEY:
        typed.money.append(EMPTY_ROW)
    if what == "add":
        typed.lines.append(TypedLine())
    elif what == "remove" and place.isdecimal() and len(place) < 4 and int(place) < len(typed.lines):
        del typed.lines[int(place)]


def _worked(typed: Typed, store: UUID) -> Sums:
    typed.wrong.clear()
    bill, tenders = typed.bill(store), typed.tenders()
    sums = Sums(bill=bill, tenders=tenders)
    if bill and tenders:
        try:
            sums.worth = work_out(bill, tenders)
        except CouponUnknown as refusal:
            typed.wrong["coupon"] = refused(refusal)
        except Refusal as refusal:
            sums.problem = refused(refusal)
    return sums


def _fill(typed: Typed, do: str, sums: Sums, held: Holding, hold: SetAside | None) -> None:
    """As much as there is and as may be, of stored value or points; or what was set aside."""
    if do == "hold":
        kind, unit, _ = hold.parts[0] if hold else ("", "", 0)
        _fill_uses(typed, kind, unit.partition(":")[2], held)
        do = {"fen": "most", "points": "most_points"}.get(unit, "")
        parts = hold.parts if hold else ()
        held = replace(held, usable_fen=sum(n for _, u, n in parts if u == "fen")) if do == "most" else held
    if sums.bill is None or sums.tenders is None:
        return
    now = terms()
    bare = Tenders(uses=sums.tenders.uses, coupons=sums.tenders.coupons)
    if do == "most_points":
        try:
            rest = work_out(sums.bill, bare, now).due_fen
        except Refusal:
            return
        limits = PointsTerms(fen_per_point=now.fen_per_point, most_percent=now.most_points_percent)
        most = min(sums.bill.amount_fen * limits.most_percent // 100, rest) // max(limits.fen_per_point, 1)
        typed.points = str(min(held.usable_points, most))
    elif do == "most" and sums.worth:
        paid = sum(one.amount_fen for one in sums.tenders.paid)
        most = max(0, min(held.usable_fen, sums.worth.due_fen - paid))
        typed.stored = f"{most // 100}.{most % 100:02d}"


def _fill_uses(typed: Typed, kind: str, code: str, held: Holding) -> None:
    """A coupon that was set aside is chosen; a card's use pays the first line that is what it is for."""
    if kind == "coupon" and code not in typed.coupons:
        typed.coupons.append(code)
    name = held.names.get(f"visits:{code}")
    free = (one for one in typed.lines if one.item.strip() == name and not one.use)
    line = next(free, None) if kind == "visits" else None
    if line:
        line.use = code


def _offered(held: Holding, typed: Typed, bill: Bill | None) -> list[Offered]:
    """Each coupon, tried beside those already chosen."""
    if bill is None:
        return [Offered(one, one.code in typed.coupons, "") for one in held.coupons]
    known = {one.code: one for one in coupon_terms([one.code for one in held.coupons if one.about])}
    covered = frozenset(n for n, one in enumerate(typed.lines) if one.use)
    chosen = [known[code] for code in typed.coupons if code in known]
    found = []
    for one in held.coupons:
        mine, why = known.get(one.code), ""
        if not one.usable:
            why = t("It has expired or is not valid yet.")
        elif mine is None:
            why = t("Nobody knows this coupon any more.")
        elif one.code not in typed.coupons:
            try:
                coupons_worth(bill, [*chosen, mine], covered=covered)
            except CouponRefusal as refusal:
                why = refused(refusal)
        found.append(Offered(one, one.code in typed.coupons, why))
    return found
