"""What was owed to owners when a day ended: what lots hold now, and what was used of them since.

Read backwards, the last months, which is what people ask for, cost little however old the ledger is. A hold
is no use: what is set aside is still owed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from liuke.loyalty.finance.large import large_question
from liuke.loyalty.finance.since import first_id
from liuke.values.reach import Reach

LATER = """
WITH later AS (
    SELECT x.lot, x.lot_n, sum(x.amount) FILTER (WHERE x.day > %(day)s)::bigint AS amount, sum(x.fen) FILTER (WHERE x.day > %(day)s)::bigint AS fen,
           sum(x.amount)::bigint AS amount_before, sum(x.fen)::bigint AS fen_before
    FROM (
        SELECT u.lot, u.lot_n, u.amount, u.fen, j.business_date AS day
        FROM ledger.lot_use AS u
        JOIN ledger.journal AS j ON j.id = u.journal AND j.business_date > %(before)s AND j.kind <> 'hold' AND j.id >= %(first)s
        WHERE u.journal >= %(first)s
          AND CASE WHEN j.closes IS NULL THEN true ELSE 0 = (
              SELECT count(*) FROM ledger.line AS l JOIN ledger.account AS a ON a.id IN (l.dr, l.cr) AND a.kind = 'held'
              WHERE (l.journal, l.n) = (u.journal, u.n)) END
        UNION ALL
        SELECT u.lot, u.lot_n, u.amount, u.fen, 'infinity'
        FROM ledger.hold AS h JOIN ledger.lot_use AS u ON u.journal = h.journal WHERE h.closed_by IS NULL
    ) AS x GROUP BY 1, 2
)
"""
"""By lot, what was used of it after ``day``, and after ``before``, which is no later; ``first`` is the first id
of the day behind ``before``. What is on hold counts as used later."""

_STANDING = (
    LATER
    + """\
, lots AS MATERIALIZED (
    SELECT o.store, a.kind, f.business_date AS since,
           CASE WHEN o.journal = o.origin THEN f.business_date ELSE (SELECT g.business_date FROM ledger.journal AS g WHERE g.id = o.journal) END AS granted_on,
           sum(o.remaining + coalesce(u.amount, 0)) AS amount, sum(o.remaining + coalesce(u.amount_before, 0)) AS amount_before,
           sum(o.paid_fen - o.earned_fen + coalesce(u.fen, 0)) AS fen, sum(o.paid_fen - o.earned_fen + coalesce(u.fen_before, 0)) AS fen_before
    FROM ledger.lot AS o
    LEFT JOIN later AS u ON (u.lot, u.lot_n) = (o.journal, o.n)
    JOIN ledger.account AS a ON a.id = o.account
    JOIN ledger.journal AS f ON f.id = o.origin
    WHERE %(stores)s::uuid[] IS NULL OR o.store = ANY (%(stores)s::uuid[])
    GROUP BY 1, 2, 3, 4
), standing AS (
    SELECT s.store, s.kind,
           CASE WHEN s.since > %(day)s - interval '3 months' THEN '0-3' WHEN s.since > %(day)s - interval '6 months' THEN '3-6'
                WHEN s.since > %(day)s - interval '12 months' THEN '6-12' WHEN s.since > %(day)s - interval '24 months' THEN '12-24'
                ELSE '24+' END AS age,
           sum(s.amount) FILTER (WHERE s.granted_on <= %(day)s) AS amount,
           sum(s.fen) FILTER (WHERE s.kind IN ('visits', 'coupon') AND s.granted_on <= %(day)s) AS fen,
           sum(s.amount_before) FILTER (WHERE s.granted_on <= %(before)s) AS amount_before,
           sum(s.fen_before) FILTER (WHERE s.kind IN ('visits', 'coupon') AND s.granted_on <= %(before)s) AS fen_before
    FROM lots AS s GROUP BY 1, 2, 3
)
SELECT store, kind, age, coalesce(amount, 0)::bigint, coalesce(fen, 0)::bigint, coalesce(amount_before, 0)::bigint, coalesce(fen_before, 0)::bigint
FROM standing WHERE amount <> 0 OR fen <> 0 OR amount_before <> 0 OR fen_before <> 0
"""
)
_NAMES = {"coupon": "coupons"}


@dataclass(frozen=True)
class Standing:
    """So much of a kind was owed by a store, granted so long before."""

    store: UUID
    kind: str
    age: str
    amount: int


def standing_on(day: dt.date, reach: Reach) -> list[Standing]:
    """What was owed when ``day`` ended."""
    return standing_between(day, day, reach)[1]


def standing_between(before: dt.date, day: dt.date, reach: Reach) -> tuple[list[Standing], list[Standing]]:
    """What was owed when ``before`` ended, and when ``day`` did, which is no earlier; ages as of ``day``."""
    with large_question() as cursor:
        cursor.execute(_STANDING, asked_between(before, day, stores_of(reach)))
        rows = cursor.fetchall()
    return (
        _with_money((store, kind, age, amount, fen) for store, kind, age, _, _, amount, fen in rows),
        _with_money((store, kind, age, amount, fen) for store, kind, age, amount, fen, _, _ in rows),
    )


def asked_between(
    before: dt.date, day: dt.date, stores: list[UUID] | None
) -> dict[str, dt.date | UUID | list[UUID] | None]:
    """What ``LATER`` is asked with, and of which stores; None: of all."""
    return {"before": before, "day": day, "first": first_id(before + dt.timedelta(1)), "stores": stores}


def stores_of(reach: Reach) -> list[UUID] | None:
    """A reach as the statements take it."""
    return None if reach.everywhere else list(reach.stores)


def named(kind: str) -> str:
    """A kind of account as finance calls it."""
    return _NAMES.get(kind, kind)


def _with_money(rows: Iterable[tuple[UUID, str, str, int, int]]) -> list[Standing]:
    """Each kind, and ``cards``: what visits and coupons were sold for and have not earned."""
    found: list[Standing] = []
    money: dict[tuple[UUID, str], int] = defaultdict(int)
    for store, kind, age, amount, fen in rows:
        if amount:
            found.append(Standing(store, named(kind), age, amount))
        money[store, age] += fen
    return found + [Standing(store, "cards", age, fen) for (store, age), fen in money.items() if fen]
