"""B1 Points for a bill: earned on the owner's own money, within reason where no till of ours took it."""

from __future__ import annotations

from django.db import connection
from django.db.models import F

from liuke.loyalty.bill import ANEW, Bill
from liuke.loyalty.models import DeskBill, Terms
from liuke.loyalty.rules import points_base
from liuke.loyalty.rules.tender import Tenders, Worth
from liuke.values.refusal import Refusal
from liuke.vehicles.models import WorkOrder

_MOST_ALONE = "SELECT above FROM ledger.four_eyes WHERE kind = 'gift' AND unit = 'points'"


class EarnsTooMuch(Refusal):
    code = "earns_too_much"
    sentence = (
        "Money that no till of ours took would earn %(points)s points here, more than the %(most)s that one "
        "person may give. Take in the work order of this bill first, or enter the payment with its number."
    )


def points_for(bill: Bill, tenders: Tenders, worth: Worth, bonus_fen: int, terms: Terms) -> int:
    """What a bill earns. Raises EarnsTooMuch: a bill of an invented number is no way to give points."""
    given = points_base.Tenders(
        points_fen=worth.points_fen, coupon_fen=worth.uses_fen + sum(worth.coupons_fen), bonus_fen=bonus_fen
    )
    elsewhere = sum(one.amount_fen for one in tenders.paid if one.method == "elsewhere")
    _check(bill, elsewhere, elsewhere * terms.points_per_yuan // 100)
    return points_base.points_base_fen(bill, given) * terms.points_per_yuan // 100


def _check(bill: Bill, elsewhere_fen: int, points: int) -> None:
    if not points:
        return
    with connection.cursor() as cursor:
        cursor.execute(_MOST_ALONE)
        most = next((int(above) for (above,) in cursor.fetchall()), points)
    if points > most and elsewhere_fen > _known_fen(bill):
        raise EarnsTooMuch(points=f"{points:,}", most=f"{most:,}")


def _known_fen(bill: Bill) -> int:
    """What the store's own system says the owner paid; of a bill written anew, for the one it stands for."""
    number, first = bill.number, bill.number.removesuffix(ANEW)
    if first != number:
        bills = DeskBill.objects.filter(store=bill.store, number__iexact=first)
        if bills.filter(returned_fen=F("amount_fen")).exists():
            number = first
    orders = WorkOrder.objects.filter(store=bill.store, order_no__iexact=number)
    paid = orders.values_list("owner_paid_fen", "total_fen").first()
    return next((fen for fen in paid or () if fen is not None), 0)
