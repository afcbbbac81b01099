"""How what is owed to owners moved in a time: the lines of their accounts, by store, kind and step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from liuke.loyalty.finance.large import large_question
from liuke.loyalty.finance.since import first_id
from liuke.loyalty.finance.standing import stores_of
from liuke.values.reach import Reach

_MOVED = """
WITH sums AS (
    SELECT CASE WHEN l.undoes IS NULL THEN j.kind ELSE (SELECT o.kind FROM ledger.journal AS o WHERE o.id = l.undoes) END AS posting,
           CASE WHEN l.undoes IS NULL THEN j.store ELSE (SELECT coalesce(o.store, j.store) FROM ledger.journal AS o WHERE o.id = l.undoes) END AS at_store,
           d.kind AS dr_kind, c.kind AS cr_kind, d.store AS dr_store, c.store AS cr_store, sum(l.amount) AS amount
    FROM ledger.journal AS j
    JOIN ledger.line AS l ON l.journal = j.id AND l.journal >= %(first)s
    JOIN ledger.account AS d ON d.id = l.dr
    JOIN ledger.account AS c ON c.id = l.cr
    WHERE j.id >= %(first)s AND j.business_date BETWEEN %(start)s AND %(end)s
      AND (d.kind = ANY (%(accounts)s) OR c.kind = ANY (%(accounts)s))
    GROUP BY 1, 2, 3, 4, 5, 6
), sides AS (
    SELECT posting, at_store, dr_store AS store, cr_kind AS kind, amount FROM sums WHERE cr_store IS NULL AND dr_store IS NOT NULL
    UNION ALL
    SELECT posting, at_store, cr_store, dr_kind, -amount FROM sums WHERE dr_store IS NULL AND cr_store IS NOT NULL
    UNION ALL
    SELECT posting, at_store, cr_store, 'cards', amount FROM sums WHERE cr_kind = 'deferred'
    UNION ALL
    SELECT posting, at_store, dr_store, 'cards', -amount FROM sums WHERE dr_kind = 'deferred'
)
SELECT s.store, CASE s.kind WHEN 'coupon' THEN 'coupons' ELSE s.kind END AS kind,
       CASE WHEN s.posting IN ('pay', 'use', 'redeem', 'spend') THEN CASE WHEN s.at_store = s.store THEN 'used' ELSE 'used_elsewhere' END
            WHEN s.posting IN ('gift', 'issue', 'earn') THEN 'given' WHEN s.posting IN ('transfer', 'merge', 'unmerge') THEN 'moved'
            ELSE s.posting END AS step,
       sum(s.amount)::bigint
FROM sides AS s
WHERE s.kind IN ('principal', 'bonus', 'points', 'visits', 'coupon', 'cards')
  AND (%(stores)s::uuid[] IS NULL OR s.store = ANY (%(stores)s::uuid[]))
GROUP BY 1, 2, 3 HAVING sum(s.amount) <> 0
"""

_ACCOUNTS = ("principal", "bonus", "points", "visits", "coupon", "deferred")
_PAID_FOR = ("principal", "deferred")


@dataclass(frozen=True)
class Moved:
    """So much more of a kind a store owed by a step."""

    store: UUID
    kind: str
    step: str
    amount: int


def moved_between(start: dt.date, end: dt.date, reach: Reach) -> list[Moved]:
    """From the beginning of ``start`` to the end of ``end``, by the day of business."""
    return _moved(start, end, reach, _ACCOUNTS)


def money_moved_between(start: dt.date, end: dt.date, reach: Reach) -> list[Moved]:
    """The same of what owners paid for alone: principal and cards."""
    return [m for m in _moved(start, end, reach, _PAID_FOR) if m.kind in ("principal", "cards")]


def _moved(start: dt.date, end: dt.date, reach: Reach, accounts: tuple[str, ...]) -> list[Moved]:
    asked: dict[str, dt.date | UUID | list[UUID] | list[str] | None] = {
        "start": start,
        "end": end,
        "first": first_id(start),
        "stores": stores_of(reach),
        "accounts": list(accounts),
    }
    with large_question() as cursor:
        cursor.execute(_MOVED, asked)
        return [Moved(*row) for row in cursor.fetchall()]
