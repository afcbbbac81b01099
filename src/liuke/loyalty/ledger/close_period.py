"""Closes a month."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection, transaction

from liuke.loyalty.ledger.post import refusal_of
from liuke.values.identity import new_id


def close_period(*, month: dt.date, actor: UUID, approver: UUID) -> None:
    """Nothing is posted into ``month`` (its first day) any more.

    Raises PeriodNotOver, PeriodClosed, PeriodOutOfOrder, PeriodUnsealed, SamePerson.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT ledger.close_period(%s, %s, %s, %s)", [new_id(), month, actor, approver])
    except DatabaseError as error:
        cause = error.__cause__
        refusal = refusal_of(cause) if isinstance(cause, psycopg.Error) else None
        raise refusal or error from error
