"""Posts into the ledger: one call of ledger.post, tried again where another desk was in the way."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection, transaction

from liuke.loyalty.events import LoyaltyPosted
from liuke.loyalty.ledger.posting import Posting
from liuke.loyalty.ledger.refusals import BY_STATE, AlreadySettled, BadRequest, LedgerBusy
from liuke.outbox.actions.publish import tell_on
from liuke.values.identity import new_id
from liuke.values.refusal import Refusal

MOST_TRIES = 4
"""Once, and three times more."""

_IN_THE_WAY = frozenset({"40001", "40P01", "55P03"})


@dataclass(frozen=True)
class Balance:
    """What an account of an owner held right after the posting."""

    holder: UUID
    kind: str
    unit: str
    amount: int


@dataclass(frozen=True)
class Posted:
    """The answer; the same for every repetition of the same key, but for whether it was ``repeated``."""

    journal: UUID
    kind: str
    at: dt.datetime
    business_date: dt.date
    balances: tuple[Balance, ...]
    repeated: bool = field(default=False, compare=False)

    def balance(self, kind: str, unit: str | None = None, holder: UUID | None = None) -> int:
        """The one balance of that kind; raises KeyError where the posting did not touch it."""
        for one in self.balances:
            if one.kind == kind and unit in (None, one.unit) and holder in (None, one.holder):
                return one.amount
        raise KeyError(kind)


def post(posting: Posting) -> Posted:
    """Posts, or answers as it did the first time. Inside a transaction it belongs to that transaction.

    Raises a LedgerRefusal, after which nothing was posted; LedgerBusy after four tries.
    """
    number = new_id()
    request = json.dumps({"id": str(number), **posting.request()}, ensure_ascii=False)
    for _ in range(MOST_TRIES):
        try:
            with transaction.atomic():
                return _call(number, request)
        except DatabaseError as error:
            state = _state(error)
            if state not in _IN_THE_WAY:
                raise _refusal(error) from error
    raise LedgerBusy


def _call(number: UUID, request: str) -> Posted:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.post(%s::jsonb)::text", [request])
        [(told,)] = cursor.fetchall()
    posted = read_answer(json.loads(told))
    if posted.journal != number:
        return replace(posted, repeated=True)
    tell_on(LoyaltyPosted.kind, number)
    return posted


def read_answer(answer: dict[str, Any]) -> Posted:
    """The typed form of what ledger.post answers."""
    return Posted(
        journal=UUID(answer["journal"]),
        kind=answer["kind"],
        at=dt.datetime.fromisoformat(answer["at"]),
        business_date=dt.date.fromisoformat(answer["business_date"]),
        balances=tuple(
            Balance(UUID(one["holder"]), one["kind"], one["unit"], one["after"]) for one in answer["balances"]
        ),
    )


def _state(error: DatabaseError) -> str:
    cause = error.__cause__
    return str(cause.sqlstate or "") if isinstance(cause, psycopg.Error) else ""


def _refusal(error: DatabaseError) -> Exception:
    """The refusal for an error of ledger.post; anything else is our fault and stays what it is."""
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return error
    return refusal_of(cause) or error


def refusal_of(cause: psycopg.Error) -> Refusal | None:
    """What an error of the ledger says, None where it is no refusal."""
    state, diagnosis = cause.sqlstate or "", cause.diag
    if state in BY_STATE and state.startswith("LK"):
        return BY_STATE[state](**json.loads(diagnosis.message_detail or "{}"))
    if state == "23505" and diagnosis.constraint_name == "a_bill_is_settled_once":
        return AlreadySettled(source="")
    if state.startswith("22"):
        return BadRequest(field=diagnosis.message_primary)
    return None
