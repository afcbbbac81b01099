"""Gives points, a bonus or uses of a card by hand 补发, with a reason; hands coupons, uses or points over."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from liuke.loyalty import programme
from liuke.loyalty.desk import AtDesk, Doing, done_once
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.posting import Give, Grant, Kind, Value
from liuke.loyalty.ledger.refusals import UnknownUnit
from liuke.loyalty.models import Receipt
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal


class ReasonMissing(Refusal):
    code = "reason_missing"
    sentence = "Write down why. It stands in the statement and in the audit trail."


class NotTransferable(Refusal):
    code = "not_transferable"
    sentence = "“%(name)s” cannot be handed over to somebody else."


class SameOwner(Refusal):
    code = "same_owner"
    sentence = "This is the owner who holds it already. Choose somebody else to hand it over to."


def give_value(
    desk: AtDesk,
    *,
    owner_id: UUID,
    kind: Value,
    amount: int,
    reason: str,
    item: str = "",
    expires_on: dt.date | None = None,
) -> Receipt:
    """``item`` is the code of the service where uses are given. Raises NotAllowed, NotFound, ReasonMissing,
    NotOffered, a LedgerRefusal (UnknownUnit, NeedsSecondPerson above the limits)."""
    desk.need(Permission.GIVE_VALUE)
    owner = desk.owner(owner_id)
    if not reason.strip():
        raise ReasonMissing

    def work(doing: Doing) -> None:
        unit = f"visits:{programme.item(item).code}" if kind is Value.VISITS else None
        grant = Grant(kind=kind, amount=amount, unit=unit, expires_on=expires_on)
        doing.post(
            desk.desk(
                Kind.GIFT, desk.part("gift"), owner.pk, operations=(grant,), detail={"why": reason.strip()}
            )
        )
        doing.told = {"value": kind.value, "item": item, "amount": amount, "reason": reason.strip()}

    asked = {"value": kind.value, "amount": amount, "item": item, "expires_on": expires_on, "reason": reason}
    return done_once(desk, "gift", owner, asked, work)


def hand_over(
    desk: AtDesk, *, owner_id: UUID, to_owner_id: UUID, kind: Value, amount: int, code: str = ""
) -> Receipt:
    """Coupons of the series, uses of the item (one no longer offered too) or points, with their days. Raises
    NotAllowed, NotFound, SameOwner, NotOffered, NotTransferable, a LedgerRefusal."""
    desk.need(Permission.USE_VALUE)
    if owner_id == to_owner_id:
        raise SameOwner
    owner, to = desk.owner(owner_id), desk.owner(to_owner_id)

    def work(doing: Doing) -> None:
        unit = None if kind is Value.POINTS else f"{kind.value}:{code}"
        if kind is Value.COUPON:
            series = programme.series(code)
            if not series.transferable:
                raise NotTransferable(name=series.name)
        elif kind is Value.VISITS and not programme.item_names([code]):
            raise UnknownUnit(unit=unit)
        give = Give(kind=kind, unit=unit, amount=amount, to=to.pk)
        doing.post(deeds.transfer(desk.desk, owner.pk, desk.part("transfer"), give=give))
        doing.told = {"value": kind.value, "code": code, "amount": amount, "to": str(to.pk)}

    asked = {"to": to_owner_id, "value": kind.value, "amount": amount, "code": code}
    return done_once(desk, "transfer", owner, asked, work)
