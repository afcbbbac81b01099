"""Opens a till, and closes it with what was counted."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.ledger.refusals import BadAmount
from liuke.loyalty.models import Payment, TillSession
from liuke.loyalty.queries import tills_within
from liuke.org.editing import locked, stamp
from liuke.org.models import Staff, Store
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed, Scope
from liuke.values.money import yuan_of
from liuke.values.refusal import Refusal

MOST_FLOAT_FEN = 10_000_000


class TillIsOpen(Refusal):
    code = "till_is_open"
    sentence = "You have a till open in this store since %(since)s. Count and close it first."


class TillIsClosed(Refusal):
    code = "till_is_closed"
    sentence = "This till has been closed already. Open a new one."


class DifferenceNeedsNote(Refusal):
    code = "difference_needs_note"
    sentence = "%(counted)s counted, %(expected)s expected. Count again, or write down why they differ."


@transaction.atomic
def open_till(*, scope: Scope, store_id: UUID, float_fen: int, at: dt.datetime) -> TillSession:
    """Raises NotAllowed, NotFound, BadAmount, TillIsOpen."""
    scope.need(Permission.TAKE_MONEY, store_id)
    if not 0 <= float_fen <= MOST_FLOAT_FEN:
        raise BadAmount(value=float_fen, field="float_fen")
    if scope.actor.id is None:
        raise NotAllowed
    staff = Staff.objects.select_for_update().filter(pk=scope.actor.id).first()
    store = Store.objects.filter(pk=store_id, active=True).first()
    if staff is None:
        raise NotAllowed
    if store is None:
        raise NotFound
    there = TillSession.objects.filter(store=store, staff=staff, closed_at=None).first()
    if there is not None:
        raise TillIsOpen(since=_clock(there.opened_at))
    till = TillSession(store=store, staff=staff, opened_at=at, float_fen=float_fen)
    stamp(till, scope=scope, at=at)
    till.save()
    record(actor=scope.actor, verb="till.opened", subject=_subject(till), after={"float_fen": float_fen})
    return till


@transaction.atomic
def close_till(
    *, scope: Scope, till_id: UUID, version: int, counted_fen: int, note: str, at: dt.datetime
) -> TillSession:
    """By its person or whoever may approve there. Raises NotAllowed, NotFound, ChangedMeanwhile,
    TillIsClosed, BadAmount, DifferenceNeedsNote."""
    till = locked(tills_within(scope), till_id, version=version)
    scope.need(Permission.TAKE_MONEY, till.store_id)
    if till.staff_id != scope.actor.id:
        scope.need(Permission.APPROVE_VALUE, till.store_id)
    if till.closed_at is not None:
        raise TillIsClosed
    if counted_fen < 0:
        raise BadAmount(value=counted_fen, field="counted_fen")
    till.expected_fen = expected_in(till)
    if counted_fen != till.expected_fen and not note.strip():
        raise DifferenceNeedsNote(counted=yuan_of(counted_fen), expected=yuan_of(till.expected_fen))
    till.counted_fen, till.note, till.closed_at = counted_fen, note.strip(), at
    stamp(till, scope=scope, at=at)
    till.save()
    told = {"counted_fen": counted_fen, "expected_fen": till.expected_fen, "note": till.note}
    record(actor=scope.actor, verb="till.closed", subject=_subject(till), after=told)
    return till


def expected_in(till: TillSession) -> int:
    """What should be in it now: the float, and the cash in less the cash out."""
    cash = Payment.objects.filter(till=till, method=Payment.Method.CASH).aggregate(all=Sum("amount_fen"))[
        "all"
    ]
    return till.float_fen + int(cash or 0)


def _clock(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%m-%d %H:%M")


def _subject(till: TillSession) -> Subject:
    return Subject("loyalty.till", till.pk, till.staff.name, till.store_id)
