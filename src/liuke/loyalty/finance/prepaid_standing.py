"""What a store held of owners' money when a day ended: principal, and what cards were sold for and have not earned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from liuke.loyalty.finance.large import large_question
from liuke.loyalty.finance.standing import LATER, asked_between

_HELD = (
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
"""
)
_BY_STORE = (
    _HELD
    + """\
SELECT store, coalesce(sum(fen_before), 0)::bigint, sum(fen)::bigint, count(*) FILTER (WHERE stored OR cards > 0),
       (count(*) FILTER (WHERE stored) + sum(cards))::bigint
FROM held GROUP BY 1
"""
)
_BY_ISSUER = (
    _HELD
    + """\
, issuer AS (
    SELECT * FROM unnest(%(stores)s::uuid[], %(issuers)s::text[]) AS i (store, name)
), holders AS (
    SELECT i.name, h.holder, bool_or(h.stored) AS stored, sum(h.cards) AS cards
    FROM held AS h JOIN issuer AS i USING (store) GROUP BY GROUPING SETS ((i.name, h.holder), (h.holder))
)
SELECT store, NULL, coalesce(sum(fen_before), 0)::bigint, sum(fen)::bigint, count(*) FILTER (WHERE stored OR cards > 0),
       (count(*) FILTER (WHERE stored) + sum(cards))::bigint
FROM held GROUP BY 1
UNION ALL
SELECT NULL, name, 0, 0, count(*) FILTER (WHERE stored OR cards > 0), (count(*) FILTER (WHERE stored) + sum(cards))::bigint
FROM holders GROUP BY 2
"""
)
"""A card 次卡 stays with the store that sold it, whoever holds it: only holders, and their stored value, may be
in two stores."""


@dataclass(frozen=True)
class Prepaid:
    """In fen, before and on the day; on the day so many owners held so many cards, stored value being one."""

    before_fen: int = 0
    fen: int = 0
    owners: int = 0
    cards: int = 0


@dataclass(frozen=True)
class Holders:
    """So many owners held so many cards, stored value of one issuer being one."""

    owners: int = 0
    cards: int = 0


def prepaid_between(before: dt.date, day: dt.date, stores: Sequence[UUID]) -> Mapping[UUID, Prepaid]:
    """By store, when ``before`` ended and when ``day`` did, which is no earlier."""
    with large_question() as cursor:
        cursor.execute(_BY_STORE, asked_between(before, day, list(stores)))
        return {store: Prepaid(*row) for store, *row in cursor.fetchall()}


def prepaid_by_issuer(
    before: dt.date, day: dt.date, issuers: Mapping[UUID, str]
) -> tuple[Mapping[UUID, Prepaid], Mapping[str | None, Holders]]:
    """The same of the stores of ``issuers``, and who holds something of each issuer; None: of any of them.

    Who holds value of two stores of an issuer is one holder there, and who holds of two issuers is one of all.
    """
    asked = {**asked_between(before, day, list(issuers)), "issuers": list(issuers.values())}
    with large_question() as cursor:
        cursor.execute(_BY_ISSUER, asked)
        rows = cursor.fetchall()
    stores = {store: Prepaid(*row) for store, _, *row in rows if store}
    holders = {name: Holders(owners, cards) for store, name, _, _, owners, cards in rows if not store}
    cards = sum(one.cards for name, one in holders.items() if name is not None)
    return stores, {**holders, None: Holders(holders.get(None, Holders()).owners, cards)}
