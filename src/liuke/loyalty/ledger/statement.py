"""What an owner was given and has used, line by line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Entry:
    """One side of a line: ``change`` of an account of the owner, and what it held ``after``."""

    day: dt.date
    at: dt.datetime
    journal: UUID
    kind: str
    account: str
    unit: str
    change: int
    after: int
    store: UUID | None
    source: str | None


_LINES = """
SELECT j.business_date, j.created_at, j.id, j.kind, a.kind, a.unit, s.change, s.after, j.store, j.source
FROM ledger.account AS a
JOIN LATERAL (
    SELECT journal, n, dr_seq AS seq, dr_after AS after,
           CASE a.kind WHEN 'points_debt' THEN amount ELSE -amount END AS change
    FROM ledger.line WHERE dr = a.id AND dr_seq IS NOT NULL
    UNION ALL
    SELECT journal, n, cr_seq, cr_after, CASE a.kind WHEN 'points_debt' THEN -amount ELSE amount END
    FROM ledger.line WHERE cr = a.id AND cr_seq IS NOT NULL
) AS s ON true
JOIN ledger.journal AS j ON j.id = s.journal
WHERE a.holder = %s
ORDER BY j.created_at, j.id, s.n, a.kind
"""


def statement_of(holder: UUID) -> tuple[Entry, ...]:
    """The oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [holder])
        return tuple(Entry(*row) for row in cursor.fetchall())


_QUALIFYING = """
SELECT coalesce(sum(CASE WHEN l.undoes IS NULL THEN l.amount ELSE -l.amount END), 0)::bigint
FROM ledger.journal AS j
JOIN ledger.line AS l ON l.journal = j.id
LEFT JOIN ledger.journal AS o ON o.id = l.undoes
WHERE j.holder = %(holder)s AND coalesce(o.kind, j.kind) = 'earn'
  AND coalesce(o.business_date, j.business_date) >= %(start)s
  AND coalesce(o.business_date, j.business_date) < %(end)s
"""


def qualifying_points(holder: UUID, *, start: dt.date, end: dt.date) -> int:
    """Points earned from ``start`` up to but without ``end``, less what was taken back of them.

    Spending, expiry and transfers do not count: a tier that rests on this stays when points are spent.
    """
    with connection.cursor() as cursor:
        cursor.execute(_QUALIFYING, {"holder": holder, "start": start, "end": end})
        [(points,)] = cursor.fetchall()
    return int(points)
