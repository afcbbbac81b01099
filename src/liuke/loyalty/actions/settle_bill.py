"""B1, B2 Settles a bill 结算 in one deed: cards, coupons, points, stored value, money; points are earned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from liuke.loyalty import programme
from liuke.loyalty.actions.return_bill import returnable
from liuke.loyalty.balances import bonus_in, open_holds
from liuke.loyalty.bill import ANEW, Bill
from liuke.loyalty.desk import AtDesk, Doing, done_once
from liuke.loyalty.earning import points_for
from liuke.loyalty.first import is_first
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.posting import Draw, Kind, Posting, Value
from liuke.loyalty.ledger.refusals import NoSuchHold, NoSuchJournal
from liuke.loyalty.models import DeskBill, Receipt, Terms
from liuke.loyalty.money import take
from liuke.loyalty.rules.tender import PointsTerms, Tenders, Worth, check_match, worth_of
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.owners.models import Owner
from liuke.values.period import add_months
from liuke.values.refusal import Refusal


class BillSettled(Refusal):
    code = "bill_settled"
    sentence = "Bill %(number)s was settled at %(at)s. Look at its receipt; return it first if it was wrong."


class BillReturned(Refusal):
    code = "bill_returned"
    sentence = "Bill %(number)s was settled and returned. To settle it anew, write it as %(anew)s."


class HoldNotUsed(Refusal):
    code = "hold_not_used"
    sentence = "Nothing of what was set aside is used for this bill. Use it, or settle without it."


CAPTURED_BY: Mapping[str, Kind] = {
    "principal": Kind.PAY,
    "bonus": Kind.PAY,
    "points": Kind.SPEND,
    "visits": Kind.USE,
    "coupon": Kind.REDEEM,
}
"""Which posting of a bill captures a hold, by what is held."""


def settle_bill(desk: AtDesk, *, owner_id: UUID, bill: Bill, tenders: Tenders) -> Receipt:
    """All of it or nothing. Raises NotAllowed, NotFound, BillSettled, BillReturned, HoldNotUsed, what
    ``worth_of``, ``check_match``, ``take`` and ``points_for`` raise, a LedgerRefusal."""
    if bill.store != desk.store_id:
        raise NotAllowed
    desk.need(Permission.USE_VALUE)
    if any(one.method != "elsewhere" for one in tenders.paid):
        desk.need(Permission.TAKE_MONEY)
    owner = desk.owner(owner_id)
    lines = [_told(one) for one in bill.lines]

    def work(doing: Doing) -> None:
        terms = programme.terms()
        worth = work_out(bill, tenders, terms)
        check_match(worth, tenders)
        _keep(desk, doing, owner, bill, lines, tenders)
        journals = _post(desk, doing, owner, bill, tenders)
        bonus_fen = bonus_in(journals["pay"]) if "pay" in journals else 0
        earned = points_for(bill, tenders, worth, bonus_fen, terms, owner=owner.pk, at=desk.at)
        _earn(desk, doing, owner, bill, earned, terms.points_valid_months)
        take(desk, doing.receipt, tenders.paid)
        doing.told = {
            "number": bill.number,
            "amount_fen": bill.amount_fen,
            "worth": vars(worth),
            "tenders": tenders.told(),
            "points_earned": earned,
        }

    asked = {"number": bill.number, "lines": lines, "tenders": tenders.told()}
    return done_once(desk, "bill", owner, asked, work)


def work_out(bill: Bill, tenders: Tenders, terms: Terms | None = None) -> Worth:
    """What is due after cards, coupons and points; nothing is posted."""
    now = terms or programme.terms()
    return worth_of(
        bill,
        tenders,
        names=programme.item_names([use.item for use in tenders.uses]),
        coupons=programme.coupon_terms(tenders.coupons),
        points=PointsTerms(fen_per_point=now.fen_per_point, most_percent=now.most_points_percent),
    )


def _told(line: Any) -> Mapping[str, Any]:
    return {
        "item": line.item,
        "category": line.category.value,
        "amount_fen": line.amount_fen,
        "list_fen": line.list_fen,
    }


def _keep(desk: AtDesk, doing: Doing, owner: Owner, bill: Bill, lines: list[Any], tenders: Tenders) -> None:
    row = DeskBill(
        store_id=desk.store,
        number=bill.number,
        owner=owner,
        receipt=doing.receipt,
        lines=lines,
        amount_fen=bill.amount_fen,
        tenders=tenders.told(),
        at=desk.at,
    )
    if not is_first(row):
        first = DeskBill.objects.get(store=desk.store_id, number__iexact=bill.number)
        if not returnable(first):
            raise BillReturned(number=first.number, anew=f"{first.number}{ANEW}")
        raise BillSettled(number=first.number, at=timezone.localtime(first.at).strftime("%m-%d %H:%M"))


def _post(desk: AtDesk, doing: Doing, owner: Owner, bill: Bill, tenders: Tenders) -> dict[str, UUID]:
    """The journals by kind."""
    draws: dict[Kind, tuple[Draw, ...]] = {
        Kind.REDEEM: tuple(
            Draw(kind=Value.COUPON, unit=f"coupon:{code}", amount=count)
            for code, count in sorted(Counter(tenders.coupons).items())
        ),
        Kind.USE: tuple(
            Draw(kind=Value.VISITS, unit=f"visits:{item}", amount=count)
            for item, count in sorted(Counter(use.item for use in tenders.uses).items())
        ),
        Kind.SPEND: (Draw(kind=Value.POINTS, amount=tenders.points),) if tenders.points else (),
        Kind.PAY: (Draw(kind=Value.STORED, amount=tenders.stored_fen),) if tenders.stored_fen else (),
    }
    capturing = _capturing(owner, tenders.hold, [kind for kind, drawn in draws.items() if drawn])
    journals = {}
    for kind, operations in draws.items():
        if operations:
            closes = tenders.hold if kind is capturing else None
            posting = desk.desk(
                kind,
                desk.part(kind.value),
                owner.pk,
                source=bill.source,
                operations=operations,
                closes=closes,
            )
            journals[kind.value] = _posted(doing, posting, closes)
    return journals


def _posted(doing: Doing, posting: Posting, hold: UUID | None) -> UUID:
    """Raises NoSuchHold."""
    try:
        return doing.post(posting)
    except NoSuchJournal as refusal:
        if hold is None:
            raise
        raise NoSuchHold from refusal


def _capturing(owner: Owner, hold: UUID | None, drawn: Sequence[Kind]) -> Kind | None:
    """The posting that captures the hold; of one that is not open the ledger says why. Raises HoldNotUsed."""
    if hold is None:
        return None
    parts = next((one.parts for one in open_holds(owner.pk) if one.journal == hold), ())
    wanted = [CAPTURED_BY[kind] for kind, _, _ in parts[:1]] or drawn[:1]
    if not wanted or wanted[0] not in drawn:
        raise HoldNotUsed
    return wanted[0]


def _earn(desk: AtDesk, doing: Doing, owner: Owner, bill: Bill, points: int, months: int | None) -> None:
    if points:
        doing.post(
            deeds.earn(
                desk.desk,
                owner.pk,
                desk.part("earn"),
                source=bill.source,
                points=points,
                expires_on=add_months(desk.today, months) if months else None,
            )
        )
