"""B8 What owners never used 沉睡与失效: what ended, what was given up, what has not moved for long.

Principal is never given up by itself: it only shows among what sleeps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from liuke.loyalty.finance.large import large_question
from liuke.loyalty.finance.since import first_id
from liuke.loyalty.finance.standing import stores_of
from liuke.values.reach import Reach

_LOST = """
SELECT date_trunc('month', j.business_date)::date, a.store, coalesce(o.kind, j.kind),
       CASE WHEN g.kind = 'deferred' THEN 'cards' WHEN g.kind = 'coupon' THEN 'coupons' ELSE g.kind END,
       sum(CASE WHEN a.id = l.cr THEN l.amount ELSE -l.amount END)::bigint
FROM ledger.line AS l
JOIN ledger.journal AS j ON j.id = l.journal
JOIN ledger.account AS d ON d.id = l.dr
JOIN ledger.account AS c ON c.id = l.cr
JOIN ledger.account AS a ON a.id = CASE WHEN c.kind = 'breakage' THEN c.id ELSE d.id END AND a.kind = 'breakage'
JOIN ledger.account AS g ON g.id = CASE WHEN a.id = c.id THEN d.id ELSE c.id END
LEFT JOIN ledger.journal AS o ON o.id = l.undoes
WHERE l.journal >= %(first)s AND j.business_date BETWEEN %(start)s AND %(end)s
  AND (%(stores)s::uuid[] IS NULL OR a.store = ANY (%(stores)s::uuid[]))
GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3, 4
"""

_ASLEEP = """
WITH last AS MATERIALIZED (
    SELECT j.holder, max(j.business_date) AS day FROM ledger.journal AS j WHERE j.holder IS NOT NULL GROUP BY j.holder
    HAVING max(j.business_date) <= %(day)s::date - interval '12 months'
)
SELECT o.store, a.kind, last.day <= %(day)s::date - interval '24 months', count(DISTINCT a.holder), sum(o.remaining)::bigint,
       sum(CASE WHEN a.kind IN ('visits', 'coupon') THEN o.paid_fen - o.earned_fen ELSE 0 END)::bigint
FROM last
JOIN ledger.account AS a ON a.holder = last.holder
JOIN ledger.lot AS o ON o.account = a.id AND o.remaining > 0
WHERE %(stores)s::uuid[] IS NULL OR o.store = ANY (%(stores)s::uuid[])
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Lost:
    """What ended (``expiry``) or was given up (``breakage``) in a month; less what was taken back of it."""

    month: dt.date
    store: UUID
    posting: str
    kind: str
    amount: int


@dataclass(frozen=True)
class Asleep:
    """What owners hold of a store who have not moved anything for 12 months, or for 24 (``long``).

    ``fen`` is what a card or coupon was sold for and has not earned."""

    store: UUID
    kind: str
    long: bool
    owners: int
    amount: int
    fen: int


def lost_between(*, start: dt.date, end: dt.date, reach: Reach) -> Sequence[Lost]:
    """Month by month, the latest first."""
    with large_question() as cursor:
        cursor.execute(
            _LOST, {"start": start, "end": end, "first": first_id(start), "stores": stores_of(reach)}
        )
        return [Lost(*row) for row in cursor.fetchall() if row[4]]


def asleep_on(day: dt.date, reach: Reach) -> Sequence[Asleep]:
    """As of now, counted back from ``day``."""
    with large_question() as cursor:
        cursor.execute(_ASLEEP, {"day": day, "stores": stores_of(reach)})
        return [Asleep(*row) for row in cursor.fetchall()]
