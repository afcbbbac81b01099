"""Sets stored value, points, a coupon or a card's use aside 预留, and gives it back."""

from __future__ import annotations

from uuid import UUID

from liuke.loyalty.desk import AtDesk, Doing, done_once
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.posting import Draw, Value
from liuke.loyalty.ledger.refusals import NoSuchHold, NoSuchJournal
from liuke.loyalty.models import Receipt
from liuke.org.rules.roles import Permission

A_DAY = 1440


def hold_value(
    desk: AtDesk, *, owner_id: UUID, kind: Value, amount: int, code: str = "", minutes: int = A_DAY
) -> Receipt:
    """It comes back by itself after ``minutes``. The hold is the receipt's journal. Raises NotAllowed,
    NotFound, a LedgerRefusal."""
    desk.need(Permission.USE_VALUE)
    owner = desk.owner(owner_id)

    def work(doing: Doing) -> None:
        unit = f"{kind.value}:{code}" if kind in (Value.VISITS, Value.COUPON) else None
        draw = Draw(kind=kind, amount=amount, unit=unit)
        doing.post(deeds.hold(desk.desk, owner.pk, desk.part("hold"), draw=draw, minutes=minutes))
        doing.told = {"value": kind.value, "code": code, "amount": amount, "minutes": minutes}

    asked = {"value": kind.value, "amount": amount, "code": code, "minutes": minutes}
    return done_once(desk, "hold", owner, asked, work)


def release_hold(desk: AtDesk, *, owner_id: UUID, hold: UUID) -> Receipt:
    """Raises NotAllowed, NotFound, NoSuchHold, a LedgerRefusal."""
    desk.need(Permission.USE_VALUE)
    owner = desk.owner(owner_id)

    def work(doing: Doing) -> None:
        try:
            doing.post(deeds.void(desk.desk, owner.pk, desk.part("void"), of=hold))
        except NoSuchJournal as refusal:
            raise NoSuchHold from refusal

    return done_once(desk, "void", owner, {"hold": hold}, work)
