"""Money that goes with a deed: taken into a till or by a payment service, and paid back the way it came."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from liuke.loyalty.desk import AtDesk
from liuke.loyalty.first import is_first
from liuke.loyalty.ledger.refusals import BadAmount
from liuke.loyalty.models import Payment, Receipt, TillSession
from liuke.loyalty.rules.tender import Paid, TendersDoNotMatch
from liuke.values.money import yuan_of
from liuke.values.refusal import Refusal
from liuke.values.text import plain_code

CASH = Payment.Method.CASH
_OPEN_TILL = "SELECT id FROM loyalty_tillsession WHERE store_id = %s AND staff_id = %s AND closed_at IS NULL"
NUMBERED = frozenset({"wechat", "alipay", "card", "transfer"})


class NoTillOpen(Refusal):
    code = "no_till_open"
    sentence = "You have no till open in this store. Open one and count what is in it, then take the cash."


class AskerHasNoTill(NoTillOpen):
    code = "asker_has_no_till"
    sentence = (
        "The cash goes through the till of %(name)s, who asked for this and has none open in this store. "
        "Have it opened there, or refuse this and ask anew from an open till."
    )


class PaymentUsed(Refusal):
    code = "payment_used"
    sentence = "Payment %(reference)s was entered already. Each payment counts once: look at its receipt."


class NumberMissing(Refusal):
    code = "payment_number_missing"
    sentence = "Write down the number of the payment: it stands on the slip or in the payment app."


class UnknownMethod(Refusal):
    code = "unknown_method"
    sentence = "“%(method)s” is no way to pay here. Choose one of the list."


class PaidElsewhere(Refusal):
    code = "paid_elsewhere"
    sentence = (
        "Stored value and cards are sold only for money taken here: cash into an open till, or a payment "
        "with its number. Choose how it was paid."
    )


def open_till_of(desk: AtDesk) -> TillSession | None:
    """The till of whoever stands at this desk; only its id is read."""
    mine = TillSession.objects.raw(_OPEN_TILL, [desk.store_id, desk.actor.id])
    return next(iter(mine), None)


def _no_till(desk: AtDesk) -> NoTillOpen:
    return AskerHasNoTill(name=desk.asker.name) if desk.asker else NoTillOpen()


def take(desk: AtDesk, receipt: Receipt, paid: Sequence[Paid]) -> list[Payment]:
    """Keeps what was paid. Raises NoTillOpen, NumberMissing, PaymentUsed, UnknownMethod, BadAmount."""
    till = open_till_of(desk) if paid else None
    return [_take(desk, receipt, till, one) for one in paid]


def take_exactly(desk: AtDesk, receipt: Receipt, paid: Paid, due_fen: int) -> Payment:
    """For what is promised against money. Raises PaidElsewhere, TendersDoNotMatch too."""
    if paid.method == Payment.Method.ELSEWHERE:
        raise PaidElsewhere
    if paid.amount_fen != due_fen:
        raise TendersDoNotMatch(due=yuan_of(due_fen), given=yuan_of(paid.amount_fen))
    return take(desk, receipt, [paid])[0]


def _take(desk: AtDesk, receipt: Receipt, till: TillSession | None, paid: Paid) -> Payment:
    if paid.method not in Payment.Method.values:
        raise UnknownMethod(method=paid.method)
    if paid.amount_fen <= 0:
        raise BadAmount(value=paid.amount_fen, field="amount_fen")
    if paid.method == CASH and till is None:
        raise _no_till(desk)
    reference = plain_code(paid.reference)
    if paid.method in NUMBERED and not reference:
        raise NumberMissing
    payment = Payment(
        receipt=receipt,
        store_id=desk.store,
        till=till,
        method=paid.method,
        amount_fen=paid.amount_fen,
        reference=reference,
        at=desk.at,
    )
    if not is_first(payment):
        raise PaymentUsed(reference=reference)
    return payment


def pay_back(
    desk: AtDesk, receipt: Receipt, *, amount_fen: int, payment: Payment | None, method: str = ""
) -> Payment | None:
    """Pays back by the way the money came; ``method`` only where it came with an opening balance.

    Raises NoTillOpen.
    """
    if amount_fen == 0:
        return None
    way = payment.method if payment else method
    if way not in Payment.Method.values:
        raise UnknownMethod(method=way)
    till = open_till_of(desk)
    if way == CASH and till is None:
        raise _no_till(desk)
    return Payment.objects.create(
        receipt=receipt,
        store_id=desk.store,
        till=till,
        method=way,
        amount_fen=-amount_fen,
        refunds=payment,
        at=desk.at,
    )


def payment_of(source: str | None) -> Payment | None:
    """The payment a posting stands for."""
    kind, _, name = (source or "").partition(":")
    return Payment.objects.filter(pk=UUID(name)).first() if kind == "payment" else None
