"""Undoes a posting that should not have been 冲正, by two persons."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from liuke.loyalty.actions.give_value import ReasonMissing
from liuke.loyalty.desk import AtDesk, Doing, done_once
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.posting import Kind
from liuke.loyalty.ledger.refusals import NoSuchJournal, NotToUndo
from liuke.loyalty.models import DeskBill, Receipt
from liuke.loyalty.money import pay_back, payment_of
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal


class BelongsToBill(Refusal):
    code = "belongs_to_bill"
    sentence = "This posting belongs to bill %(number)s. Return the bill: that undoes all of it together."


def reverse_posting(desk: AtDesk, *, owner_id: UUID, journal: UUID, reason: str) -> Receipt:
    """What was paid for a top-up or card goes back the way it came. Raises NotAllowed, NotFound,
    ReasonMissing, NoSuchJournal, PostedBeforeMerge, BelongsToBill, NotToUndo for a refund, whose money has
    gone; NoTillOpen, a LedgerRefusal (NeedsSecondPerson)."""
    desk.need(Permission.TAKE_MONEY)
    owner = desk.owner(owner_id)
    if not reason.strip():
        raise ReasonMissing

    def work(doing: Doing) -> None:
        kind, source = _posting(desk, owner.pk, journal)
        if kind == Kind.REFUND:
            raise NotToUndo
        _not_of_a_bill(source)
        doing.post(deeds.reverse(desk.desk, owner.pk, desk.part("reversal"), of=journal, why=reason.strip()))
        payment = payment_of(source)
        if payment:
            pay_back(desk, doing.receipt, amount_fen=payment.amount_fen, payment=payment)
        doing.told = {"journal": str(journal), "reason": reason.strip()}

    return done_once(desk, "reversal", owner, {"journal": journal, "reason": reason}, work)


def _posting(desk: AtDesk, owner_id: UUID, journal: UUID) -> tuple[str, str | None]:
    """Its kind and what it stands for. Raises NoSuchJournal, PostedBeforeMerge."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, source, holder FROM ledger.journal WHERE id = %s", [journal])
        rows = cursor.fetchall()
    for kind, source, holder in rows:
        if holder == owner_id:
            return kind, source
        desk.same_entry(holder, owner_id)
    raise NoSuchJournal


def _not_of_a_bill(source: str | None) -> None:
    kind, _, rest = (source or "").partition(":")
    store, _, number = rest.partition(":")
    if kind == "bill" and DeskBill.objects.filter(store=UUID(store), number=number).exists():
        raise BelongsToBill(number=number)
