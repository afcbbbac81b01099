"""What a store held of owners' money when a day ended: principal, and what cards were sold for and have not earned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from liuke.loyalty.finance.large import large_question
from liuke.loyalty.finance.standing import LATER, asked_between

_PREPAID = (
    LATER
    + """\
, lots AS (
    SELECT o.store, a.kind, a.holder, o.origin, g.business_date AS granted_on, o.remaining + coalesce(u.amount, 0) AS amount,
           CASE a.kind WHEN 'principal' THEN o.remaining + coalesce(u.amount, 0)
                       ELSE o.paid_fen - o.earned_fen + coalesce(u.fen, 0) END AS fen,
           CASE a.kind WHEN 'principal' THEN o.remaining + coalesce(u.amount_before, 0)
                       ELSE o.paid_fen - o.earned_fen + coalesce(u.fen_before, 0) END AS fen_before
    FROM ledger.account AS a
    JOIN ledger.lot AS o ON o.account = a.id
    JOIN ledger.journal AS g ON g.id = o.journal AND g.business_date <= %(day)s
    LEFT JOIN later AS u ON (u.lot, u.lot_n) = (o.journal, o.n)
    WHERE a.kind IN ('principal', 'visits', 'coupon') AND o.store = ANY (%(stores)s)
), held AS (
    SELECT l.store, l.holder, sum(l.fen_before) FILTER (WHERE l.granted_on <= %(before)s) AS fen_before, sum(l.fen) AS fen,
           bool_or(l.amount > 0 AND l.kind = 'principal') AS stored,
           count(DISTINCT l.origin) FILTER (WHERE l.amount > 0 AND l.kind = 'visits') AS cards
    FROM lots AS l GROUP BY 1, 2
)
SELECT store, coalesce(sum(fen_before), 0)::bigint, sum(fen)::bigint, count(*) FILTER (WHERE stored OR cards > 0),
       (count(*) FILTER (WHERE stored) + sum(cards))::bigint
FROM held GROUP BY 1
"""
)


@dataclass(frozen=True)
class Prepaid:
    """In fen, before and on the day; on the day so many owners held so many cards, stored value being one."""

    before_fen: int = 0
    fen: int = 0
    owners: int = 0
    cards: int = 0


def prepaid_between(before: dt.date, day: dt.date, stores: Sequence[UUID]) -> Mapping[UUID, Prepaid]:
    """By store, when ``before`` ended and when ``day`` did, which is no earlier."""
    with large_question() as cursor:
        cursor.execute(_PREPAID, asked_between(before, day, list(stores)))
        return {store: Prepaid(*row) for store, *row in cursor.fetchall()}
