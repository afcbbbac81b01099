"""Takes a settled bill back 退单, whole or in part: what it took returns, what it earned goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection

from liuke.loyalty.actions.give_value import ReasonMissing
from liuke.loyalty.desk import AtDesk, Doing, done_once
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.posting import Kind
from liuke.loyalty.ledger.refusals import BadAmount, MoreThanOriginal, NeedsSecondPerson
from liuke.loyalty.models import DeskBill, Payment, Receipt
from liuke.loyalty.money import pay_back
from liuke.loyalty.rules.tender import returned_parts
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal

MOST_ALONE_FEN = 50_000
"""Money paid back of a bill, in one part or several, above which a second person must agree (threats, 7)."""


class OnlyWhole(Refusal):
    code = "only_whole_bill"
    sentence = "A card, a coupon or points paid for a part of this bill: it can only be returned as a whole."


_RETURNED = "SELECT EXISTS (SELECT FROM ledger.journal WHERE returns = ANY (%s::uuid[]))"


def returnable(bill: DeskBill) -> bool:
    """Whether something of it can still be returned; of a bill that came to nothing, its coupon."""
    if bill.amount_fen:
        return bill.returned_fen < bill.amount_fen
    with connection.cursor() as cursor:
        cursor.execute(_RETURNED, [bill.receipt.journals])
        return not cursor.fetchall()[0][0]


def only_whole(bill: DeskBill) -> bool:
    """Whether a card, a coupon or points paid for a part of it, which go back together or not at all."""
    return bool(bill.tenders["uses"] or bill.tenders["coupons"] or bill.tenders["points"])


@dataclass(frozen=True)
class GoingBack:
    """What a part of a bill gives back: stored value, and of each payment so much; ``money_so_far_fen`` with
    the parts before it."""

    stored_fen: int
    payments: tuple[tuple[Payment, int], ...]
    money_so_far_fen: int

    @property
    def money_fen(self) -> int:
        return sum(fen for _, fen in self.payments)


def going_back(bill: DeskBill, part_fen: int) -> GoingBack:
    """For ``part_fen`` more of a bill."""
    payments = list(Payment.objects.filter(receipt=bill.receipt_id, amount_fen__gt=0).order_by("id"))
    amounts = [int(bill.tenders["stored_fen"]), *(one.amount_fen for one in payments)]
    stored, *money = returned_parts(amounts, whole=bill.amount_fen, before=bill.returned_fen, part=part_fen)
    _, *so_far = returned_parts(amounts, whole=bill.amount_fen, before=0, part=bill.returned_fen + part_fen)
    return GoingBack(stored, tuple(zip(payments, money, strict=True)), sum(so_far))


def return_bill(desk: AtDesk, *, bill_id: UUID, reason: str, amount_fen: int | None = None) -> Receipt:
    """``amount_fen`` of its stored value and money, None for all of it. Raises NotAllowed, NotFound,
    ReasonMissing, OnlyWhole, BadAmount, MoreThanOriginal, NeedsSecondPerson, PostedBeforeMerge, NoTillOpen,
    a LedgerRefusal."""
    desk.need(Permission.TAKE_MONEY)
    owner = desk.owner(_found(desk, bill_id).owner_id)
    if not reason.strip():
        raise ReasonMissing

    def work(doing: Doing) -> None:
        bill = DeskBill.objects.select_for_update(of=("self",)).get(pk=bill_id)
        part = _part(bill, amount_fen)
        back = going_back(bill, part)
        if back.money_so_far_fen > MOST_ALONE_FEN and back.money_fen > 0 and desk.approver is None:
            raise NeedsSecondPerson(unit="fen", above=MOST_ALONE_FEN)
        whole = part == bill.amount_fen - bill.returned_fen
        for kind, journal, points in _journals(desk, bill):
            amount = _amount(kind, bill, part, stored=back.stored_fen, points=points)
            if whole or amount:
                doing.post(
                    deeds.give_back(
                        desk.desk,
                        owner.pk,
                        desk.part(f"return-{kind}"),
                        of=journal,
                        amount=None if whole else amount,
                    )
                )
        for payment, fen in back.payments:
            pay_back(desk, doing.receipt, amount_fen=fen, payment=payment)
        bill.returned_fen += part
        bill.save(update_fields=["returned_fen"])
        doing.told = {
            "bill": str(bill.pk),
            "number": bill.number,
            "returned_fen": part,
            "reason": reason.strip(),
        }

    return done_once(
        desk, "return", owner, {"bill": bill_id, "amount_fen": amount_fen, "reason": reason}, work
    )


def _found(desk: AtDesk, bill_id: UUID) -> DeskBill:
    """A bill of the desk's store, or of one that has closed and whose bills are returned elsewhere now.
    Raises NotFound."""
    found = DeskBill.objects.filter(pk=bill_id).select_related("store").first()
    if found is None:
        raise NotFound
    if found.store_id != desk.store_id:
        if found.store.active:
            raise NotFound
        replace(desk, store_id=found.store_id).need(Permission.TAKE_MONEY)
    return found


def _part(bill: DeskBill, amount_fen: int | None) -> int:
    left = bill.amount_fen - bill.returned_fen
    part = left if amount_fen is None else amount_fen
    if part <= 0 and amount_fen is not None:
        raise BadAmount(value=part, field="amount_fen")
    if part > left or not returnable(bill):
        raise MoreThanOriginal(what="bill", wanted=part, left=left)
    if part < left and only_whole(bill):
        raise OnlyWhole
    return part


def _amount(kind: str, bill: DeskBill, part: int, *, stored: int, points: int) -> int:
    """Of a return in part: what of a posting goes back. Points go as far as the money does."""
    if kind == Kind.PAY:
        return stored
    if kind == Kind.EARN:
        [share] = returned_parts([points], whole=bill.amount_fen, before=bill.returned_fen, part=part)
        return share
    return 0


_ON_BILL = """
SELECT j.kind, j.id, coalesce(sum(l.amount) FILTER (WHERE l.unit = 'points'), 0)::bigint, j.holder
FROM ledger.journal AS j JOIN ledger.line AS l ON l.journal = j.id
WHERE j.id = ANY (%s::uuid[]) GROUP BY j.kind, j.id ORDER BY j.id
"""


def _journals(desk: AtDesk, bill: DeskBill) -> Sequence[tuple[str, UUID, int]]:
    """What was posted for it: earnings go first, so that points come back before they are taken. Raises
    PostedBeforeMerge."""
    with connection.cursor() as cursor:
        cursor.execute(_ON_BILL, [bill.receipt.journals])
        rows = cursor.fetchall()
    for *_, holder in rows:
        desk.same_entry(holder, bill.owner_id)
    return [(kind, journal, int(points)) for kind, journal, points, _ in rows]
