"""B4 Pays back what is left of a top-up or a card 退款, with the calculation the owner is shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from liuke.loyalty.balances import Refundable, gone, open_holds, refundable, served_before
from liuke.loyalty.desk import AtDesk, Doing, done_once
from liuke.loyalty.finance.prepaid import prepaid_limits
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.posting import Refund, Value
from liuke.loyalty.ledger.refusals import CalculationOutdated, HoldsOpen, LotNotHeld
from liuke.loyalty.models import Payment, Receipt
from liuke.loyalty.money import pay_back, payment_of
from liuke.loyalty.rules.refund import COOLING_OFF_DAYS, Calculation, Fault, Prepaid, refund_of
from liuke.org.models import Store
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal


class AlreadyRefunded(Refusal):
    code = "already_refunded"
    sentence = "This was refunded on %(at)s; nothing of it is left. Its receipt is in the owner's statement."


class NothingLeft(Refusal):
    code = "nothing_left"
    sentence = (
        "Nothing of it can be paid back: it was used, handed over or reversed, or nothing was paid for it. "
        "Look at the owner's statement."
    )


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which top-up or card is given up, and why. ``known_before``: whether the owner had the same service of
    this house before paying; None is worked out from what was used."""

    origin: UUID
    unit: str
    fault: Fault
    known_before: bool | None = None


@dataclass(frozen=True)
class Worked:
    """A calculation, what it is about, and the payment it goes back to (None: an opening balance)."""

    about: Refundable
    calculation: Calculation
    payment: Payment | None


def work_out(owner_id: UUID, wish: Wish, *, on: dt.date) -> Worked:
    """Raises HoldsOpen, LotNotHeld, AlreadyRefunded, NothingLeft."""
    if open_holds(owner_id):
        raise HoldsOpen
    found = [one for one in refundable(owner_id, origin=wish.origin) if one.unit == wish.unit]
    if not found:
        raise _nothing(owner_id, wish)
    about = found[0]
    known = wish.known_before
    if known is None:
        known = served_before(owner_id, than=wish.origin)
    limits = prepaid_limits(Store.objects.get(pk=about.store), about.bought_on)
    payment = payment_of(about.source)
    days = max(COOLING_OFF_DAYS, limits.cooling_off_days) if payment else None
    prepaid = replace(_prepaid(about, known), cooling_off_days=days)
    return Worked(about, refund_of(prepaid, fault=wish.fault, on=on), payment)


def _nothing(owner_id: UUID, wish: Wish) -> Refusal:
    was = gone(owner_id, origin=wish.origin, unit=wish.unit)
    if was is None:
        return LotNotHeld()
    if was.refunded_at is None:
        return NothingLeft()
    return AlreadyRefunded(at=timezone.localtime(was.refunded_at).strftime("%Y-%m-%d %H:%M"))


def _prepaid(about: Refundable, known: bool) -> Prepaid:
    if about.kind == "stored":
        return Prepaid(
            paid_fen=about.paid_fen,
            bonus_fen=about.bonus_fen,
            used_fen=about.used_fen,
            left_fen=about.left_fen,
            refunded_fen=about.refunded_fen,
            paid_on=about.bought_on,
            known_before=known,
        )
    return Prepaid(
        paid_fen=about.paid_fen,
        used_fen=about.used_fen,
        used_list_fen=about.list_fen * about.used // about.granted,
        left_fen=about.left_fen,
        refunded_fen=about.refunded_fen,
        paid_on=about.bought_on,
        known_before=known,
    )


def refund_value(
    desk: AtDesk, *, owner_id: UUID, wish: Wish, expected_fen: int, method: str = "", reason: str = ""
) -> Receipt:
    """``expected_fen`` is what the owner was shown. ``method`` only for an opening balance, else the money
    goes back the way it came. Raises NotAllowed, NotFound, what ``work_out`` raises, CalculationOutdated,
    NoTillOpen, a LedgerRefusal (NeedsSecondPerson above the limits)."""
    desk.need(Permission.TAKE_MONEY)
    owner = desk.owner(owner_id)

    def work(doing: Doing) -> None:
        worked = work_out(owner.pk, wish, on=desk.today)
        calculation = worked.calculation
        if calculation.refund_fen != expected_fen:
            raise CalculationOutdated
        printed = calculation.printed()
        refund = Refund(
            kind=Value(worked.about.kind),
            origin=wish.origin,
            unit=worked.about.unit if worked.about.kind == "visits" else None,
            refund_fen=calculation.refund_fen,
            kept_fen=calculation.kept_fen,
        )
        doing.post(deeds.refund(desk.desk, owner.pk, desk.part("refund"), refund=refund, calculation=printed))
        pay_back(
            desk, doing.receipt, amount_fen=calculation.refund_fen, payment=worked.payment, method=method
        )
        doing.told = {"calculation": printed, "unit": worked.about.unit, "reason": reason}

    asked = {
        "origin": wish.origin,
        "unit": wish.unit,
        "fault": wish.fault.value,
        "known_before": wish.known_before,
        "expected_fen": expected_fen,
        "method": method,
        "reason": reason,
    }
    return done_once(desk, "refund", owner, asked, work)
