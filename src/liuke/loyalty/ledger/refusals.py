"""Every "no" of the ledger, by the code and SQLSTATE that ledger.refuse raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from liuke.insight.reports.language import N_
from liuke.values.money import yuan_of
from liuke.values.refusal import Refusal

MONEY = frozenset({"fen", "stored", "principal", "bonus", "due", "bill"})
MOST_AMOUNT = 100_000_000_000


class LedgerRefusal(Refusal):
    """Nothing was posted. ``status`` is what a program is answered with."""

    sqlstate: ClassVar[str]
    status: ClassVar[int] = 409


class AmountRefusal(Refusal):
    """``what`` names what the amounts count, as the ledger told it; of money they are fen."""

    @property
    def figures(self) -> Mapping[str, object]:
        money = self.parameters.get("what") in MONEY
        return {name: _shown(value, money=money) for name, value in self.parameters.items()}


def _shown(value: object, *, money: bool) -> object:
    if not isinstance(value, int):
        return value
    return f"¥{yuan_of(value)}" if money else f"{value:,}"


class BadRequest(LedgerRefusal):
    code, sqlstate, status = "bad_request", "LK001", 422
    sentence = "“%(field)s” is missing or not usable here. Correct it and try again; nothing was posted."
    of_field: ClassVar[Mapping[str, str]] = {
        "expires_on": N_(
            "It would have expired before it can be used. Choose a last day that is still to come, or leave "
            "it out; nothing was posted."
        ),
    }

    @property
    def msgid(self) -> str:
        return self.of_field.get(str(self.parameters.get("field")), self.sentence)


class BadAmount(LedgerRefusal):
    code, sqlstate, status = "bad_amount", "LK002", 422
    sentence = (
        "%(value)s is no amount for “%(field)s”: write a whole number above zero (money in fen), "
        "%(most)s at most."
    )

    def __init__(self, **told: object) -> None:
        super().__init__(**{"most": MOST_AMOUNT, **told})

    @property
    def figures(self) -> Mapping[str, object]:
        return {**self.parameters, "most": _shown(self.parameters["most"], money=False)}


class UnknownUnit(LedgerRefusal):
    code, sqlstate, status = "unknown_unit", "LK003", 422
    sentence = "Nothing is counted in “%(unit)s”. Choose a card or coupon of the catalogue."


class KeyUsedOtherwise(LedgerRefusal):
    code, sqlstate, status = "key_used_otherwise", "LK010", 422
    sentence = (
        "This idempotency key belongs to another posting. Look at the owner's statement: if yours is not "
        "there, send it with a new key."
    )


class AlreadySettled(LedgerRefusal):
    code, sqlstate = "already_settled", "LK011"
    sentence = (
        "%(source)s has been posted already. Look at the owner's statement; if it was wrong, have "
        "it reversed first."
    )


class AlreadyReversed(LedgerRefusal):
    code, sqlstate = "already_reversed", "LK012"
    sentence = "This posting has been reversed already. There is nothing left to do."


class AlreadyClosed(LedgerRefusal):
    code, sqlstate = "already_closed", "LK013"
    sentence = "This hold has been captured or released already. Look at the statement before posting again."


class BalanceTooLow(AmountRefusal, LedgerRefusal):
    code, sqlstate = "balance_too_low", "LK020"
    sentence = (
        "Not enough: %(wanted)s wanted, %(usable)s there. Take less, or let the owner pay the rest otherwise."
    )


class ValueNotValid(AmountRefusal, LedgerRefusal):
    code, sqlstate = "value_not_valid", "LK021"
    sentence = (
        "Of %(held)s held only %(usable)s can be used on that day: the rest has expired or is not valid yet. "
        "Show the owner the dates in the statement."
    )


class LotNotHeld(LedgerRefusal):
    code, sqlstate = "lot_not_held", "LK022"
    sentence = "This coupon, card or top-up is not this owner's. Search for the owner it was issued to."


class AlreadyUsed(AmountRefusal, LedgerRefusal):
    code, sqlstate = "already_used", "LK023"
    sentence = (
        "It cannot be taken back: %(wanted)s were given, %(left)s are left. Refund the rest, or reverse what "
        "was used first."
    )


class MoreThanOriginal(AmountRefusal, LedgerRefusal):
    code, sqlstate = "more_than_original", "LK024"
    sentence = (
        "More than the original: %(left)s can still be returned, %(wanted)s were asked for. Look at the "
        "returns already made."
    )
    nothing = N_(
        "All of it was returned already; nothing is left to return. Look at the returns already made."
    )

    @property
    def msgid(self) -> str:
        return self.sentence if self.parameters.get("left") else self.nothing


class OnlyWhole(LedgerRefusal):
    code, sqlstate = "only_whole", "LK025"
    sentence = "The use of a card is taken back as a whole: return all %(left)s."


class CalculationOutdated(LedgerRefusal):
    code, sqlstate = "calculation_outdated", "LK026"
    sentence = (
        "Something was used since the refund was worked out. Work it out again and show it to the owner."
    )


class NotToUndo(LedgerRefusal):
    code, sqlstate = "not_to_undo", "LK027"
    sentence = "A posting of this kind is not taken back this way. Post what should have been posted."


class NoSuchJournal(LedgerRefusal):
    code, sqlstate, status = "no_such_journal", "LK028", 404
    sentence = "There is no such posting of this owner. Choose it from the owner's statement."


class NoSuchHold(NoSuchJournal):
    sentence = (
        "Nothing of this owner is set aside under this id. Choose it from what is set aside on the owner's "
        "account, or go on without it."
    )


class InTheFuture(LedgerRefusal):
    code, sqlstate, status = "in_the_future", "LK030", 422
    sentence = "%(date)s has not come yet. Post it with today's date."


class BackDated(LedgerRefusal):
    code, sqlstate = "back_dated", "LK031"
    sentence = "%(date)s is more than a day ago: a second person must approve it."


class PeriodClosed(LedgerRefusal):
    code, sqlstate = "period_closed", "LK032"
    sentence = (
        "The books of %(month)s are closed. Post it with today's date and say in the note what it is for."
    )


class PeriodNotOver(LedgerRefusal):
    code, sqlstate = "period_not_over", "LK033"
    sentence = "%(month)s is not over yet. Close it after its last day."


class PeriodOutOfOrder(LedgerRefusal):
    code, sqlstate = "period_out_of_order", "LK034"
    sentence = "Months are closed one after the other: %(month)s is next."


class PeriodUnsealed(LedgerRefusal):
    code, sqlstate = "period_unsealed", "LK035"
    sentence = "Some postings are not sealed yet. Run liuke ledger seal, then close %(month)s."


class NeedsSecondPerson(LedgerRefusal):
    """``unit`` says what ``above`` counts: fen, points, visits, or * for whatever it is."""

    code, sqlstate = "needs_second_person", "LK040"
    sentence = "This is always done by two persons: ask for the approval of the second one."
    above: ClassVar[Mapping[str, str]] = {
        "fen": N_(
            "Above %(above)s, earlier parts of it included, a second person must agree: ask for the approval."
        ),
        "points": N_(
            "Above %(above)s points, earlier parts of it included, a second person must agree: ask for the "
            "approval."
        ),
        "visits": N_(
            "Above %(above)s uses, earlier parts of it included, a second person must agree: ask for the "
            "approval."
        ),
    }

    @property
    def msgid(self) -> str:
        unit = str(self.parameters.get("unit"))
        return self.above.get(unit, self.sentence) if self.parameters.get("above") else self.sentence

    @property
    def figures(self) -> Mapping[str, object]:
        money = self.parameters.get("unit") == "fen"
        return {name: _shown(value, money=money) for name, value in self.parameters.items()}


class SamePerson(LedgerRefusal):
    code, sqlstate = "same_person", "LK041"
    sentence = "Nobody approves what he does himself, or what a key does that he made. Ask somebody else."


class NeedsSource(LedgerRefusal):
    code, sqlstate, status = "needs_source", "LK042", 422
    sentence = "This needs a bill or a payment record. Open the order or enter the payment first."


class StoreClosed(LedgerRefusal):
    code, sqlstate = "store_closed", "LK050"
    sentence = "This store is closed or not known. Post it in the store that takes care of its owners now."


class OwnerFrozen(LedgerRefusal):
    code, sqlstate = "owner_frozen", "LK051"
    sentence = "This owner's account is frozen. Check who he is and have a manager lift the freeze."


class OwnerMerged(LedgerRefusal):
    code, sqlstate = "owner_merged", "LK052"
    sentence = (
        "This owner was merged into another one. Open the owner that remains and use the balances there."
    )


class HoldsOpen(LedgerRefusal):
    code, sqlstate = "holds_open", "LK053"
    sentence = (
        "Something of this owner is still set aside. Settle the bill it is for, or give it back on the "
        "owner's account; then try again."
    )


class TooMuchAtOnce(LedgerRefusal):
    code, sqlstate, status = "too_much_at_once", "LK060", 422
    sentence = "This is too much for one posting (%(lots)s parts). Split it."


class LedgerBusy(LedgerRefusal):
    code, sqlstate, status = "ledger_busy", "55P03", 503
    sentence = "Another desk is busy with this owner. Nothing was posted; try again with the same key."


BY_STATE: Mapping[str, type[LedgerRefusal]] = {one.sqlstate: one for one in LedgerRefusal.__subclasses__()}
