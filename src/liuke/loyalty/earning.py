"""B1 Points for a bill: earned on the owner's own money, within reason where no till of ours took it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from liuke.loyalty.bill import ANEW, Bill
from liuke.loyalty.models import DeskBill, Terms
from liuke.loyalty.rules import points_base
from liuke.loyalty.rules.tender import Tenders, Worth
from liuke.values.refusal import Refusal
from liuke.vehicles.models import WorkOrder

_MOST_ALONE = """
SELECT f.above, (
    SELECT coalesce(sum((r.told ->> 'points_earned')::bigint), 0)::bigint
    FROM loyalty_deskbill AS b JOIN loyalty_receipt AS r ON r.id = b.receipt_id
    WHERE b.owner_id = %(owner)s AND b.at >= %(since)s AND b.returned_fen < b.amount_fen
      AND EXISTS (SELECT FROM loyalty_payment AS p WHERE p.receipt_id = r.id AND p.method = 'elsewhere')
      AND NOT EXISTS (SELECT FROM vehicles_workorder AS o
                      WHERE o.store_id = b.store_id AND upper(o.order_no) = upper(b.number))
) FROM ledger.four_eyes AS f WHERE f.kind = 'gift' AND f.unit = 'points'
"""


class EarnsTooMuch(Refusal):
    code = "earns_too_much"
    sentence = (
        "Money that no till of ours took would bring this owner %(points)s points today, more than the "
        "%(most)s that one person may give. Take in the work order of this bill first, or enter the payment "
        "with its number."
    )


def points_for(
    bill: Bill, tenders: Tenders, worth: Worth, bonus_fen: int, terms: Terms, *, owner: UUID, at: dt.datetime
) -> int:
    """What a bill earns. Raises EarnsTooMuch: bills of invented numbers are no way to give points, nor are
    several of them on one day."""
    given = points_base.Tenders(
        points_fen=worth.points_fen, coupon_fen=worth.uses_fen + sum(worth.coupons_fen), bonus_fen=bonus_fen
    )
    elsewhere = sum(one.amount_fen for one in tenders.paid if one.method == "elsewhere")
    _check(bill, elsewhere, elsewhere * terms.points_per_yuan // 100, owner=owner, at=at)
    return points_base.points_base_fen(bill, given) * terms.points_per_yuan // 100


def _check(bill: Bill, elsewhere_fen: int, points: int, *, owner: UUID, at: dt.datetime) -> None:
    if not points:
        return
    since = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_MOST_ALONE, {"owner": owner, "since": since})
        most, before = next(iter(cursor.fetchall()), (points, 0))
    if points + before > most and elsewhere_fen > _known_fen(bill):
        raise EarnsTooMuch(points=f"{points + before:,}", most=f"{most:,}")


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
