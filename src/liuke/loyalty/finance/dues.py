"""B8 What stores owe one another 店间往来: value of one that another one served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from liuke.loyalty.finance.since import first_id
from liuke.loyalty.finance.standing import stores_of
from liuke.values.reach import Reach

_DUES = """
WITH due AS (
    SELECT a.id, a.store, a.counter FROM ledger.account AS a
    WHERE a.kind = 'due_to' AND (%(stores)s::uuid[] IS NULL OR a.store = ANY (%(stores)s::uuid[]) OR a.counter = ANY (%(stores)s::uuid[]))
), moved AS (
    SELECT t.account, t.cr - t.dr AS amount FROM ledger.total AS t JOIN due ON due.id = t.account
    UNION ALL
    SELECT l.cr, l.amount FROM ledger.unsealed AS u JOIN ledger.line AS l USING (journal) JOIN due ON due.id = l.cr
    UNION ALL
    SELECT l.dr, -l.amount FROM ledger.unsealed AS u JOIN ledger.line AS l USING (journal) JOIN due ON due.id = l.dr
)
SELECT due.store, due.counter, sum(m.amount)::bigint FROM moved AS m JOIN due ON due.id = m.account
GROUP BY 1, 2 HAVING sum(m.amount) <> 0
"""

_BEHIND = """
SELECT j.id, j.business_date, j.created_at, j.kind, j.source, j.holder, CASE WHEN l.cr = k.id THEN l.amount ELSE -l.amount END
FROM (SELECT ledger.account_id('due_to', 'fen', NULL, %(debtor)s, %(creditor)s) AS id) AS k
JOIN ledger.line AS l ON k.id IN (l.dr, l.cr) AND l.journal >= %(first)s
JOIN ledger.journal AS j ON j.id = l.journal
WHERE j.business_date BETWEEN %(start)s AND %(end)s
ORDER BY j.business_date DESC, j.id DESC, l.n LIMIT %(most)s
"""
MOST = 2000


@dataclass(frozen=True)
class Movement:
    """A line behind a figure; what was paid is negative."""

    journal: UUID
    day: dt.date
    at: dt.datetime
    kind: str
    source: str | None
    holder: UUID | None
    amount_fen: int


def dues_between(reach: Reach) -> Mapping[tuple[UUID, UUID], int]:
    """What the first of a pair owes the second at this moment; one of the two is within reach."""
    with connection.cursor() as cursor:
        cursor.execute(_DUES, {"stores": stores_of(reach)})
        return {(debtor, creditor): amount for debtor, creditor, amount in cursor.fetchall()}


def movements_of_due(*, debtor: UUID, creditor: UUID, start: dt.date, end: dt.date) -> Sequence[Movement]:
    """The lines behind what ``debtor`` owes ``creditor``, the latest first, ``MOST`` at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BEHIND,
            {
                "debtor": debtor,
                "creditor": creditor,
                "start": start,
                "end": end,
                "first": first_id(start),
                "most": MOST,
            },
        )
        return [Movement(*row) for row in cursor.fetchall()]
