"""B8 What stores owe one another 店间往来: value of one that another one served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
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
GROUP BY 1, 2
"""

_BEHIND = """
WITH k AS MATERIALIZED (
    SELECT a.id, ledger.store_balance(a.id) AS now
    FROM (SELECT ledger.account_id('due_to', 'fen', NULL, %(debtor)s, %(creditor)s) AS id) AS a
), moved AS (
    SELECT j.id, j.business_date AS day, j.created_at, j.kind,
           coalesce(j.source, (SELECT o.source FROM ledger.journal AS o WHERE o.id = coalesce(j.returns, j.reverses))) AS source,
           j.holder, CASE WHEN l.cr = k.id THEN l.amount ELSE -l.amount END AS amount, l.n
    FROM k JOIN ledger.line AS l ON k.id IN (l.dr, l.cr) AND l.journal >= %(first)s
    JOIN ledger.journal AS j ON j.id = l.journal AND j.business_date >= %(start)s
)
SELECT k.now, (k.now - coalesce(sum(m.amount) OVER (), 0))::bigint,
       coalesce(sum(m.amount) FILTER (WHERE m.day <= %(end)s) OVER (), 0)::bigint, count(m.id) FILTER (WHERE m.day <= %(end)s) OVER (),
       m.id, m.day, m.created_at, m.kind, m.source, m.holder, m.amount
FROM k LEFT JOIN moved AS m ON true
ORDER BY m.day <= %(end)s DESC NULLS LAST, m.day DESC, m.id DESC, m.n LIMIT %(most)s
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


@dataclass(frozen=True)
class Due:
    """What is owed at this moment, what was before some days, and what moved within them: ``postings`` lines,
    of which ``movements`` are the latest, ``MOST`` at most."""

    now_fen: int
    before_fen: int
    moved_fen: int
    postings: int
    movements: Sequence[Movement]

    @property
    def after_fen(self) -> int:
        """What was owed when the last of the days ended."""
        return self.before_fen + self.moved_fen


def dues_between(reach: Reach) -> Mapping[tuple[UUID, UUID], int]:
    """What the first of a pair owes the second at this moment, also where all is settled; one of the two is
    within reach."""
    with connection.cursor() as cursor:
        cursor.execute(_DUES, {"stores": stores_of(reach)})
        return {(debtor, creditor): amount for debtor, creditor, amount in cursor.fetchall()}


def due_over(*, debtor: UUID, creditor: UUID, start: dt.date, end: dt.date) -> Due:
    """What ``debtor`` owes ``creditor``, from day to day, the latest movement first."""
    asked: dict[str, Any] = {"debtor": debtor, "creditor": creditor, "start": start, "end": end}
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, {**asked, "first": first_id(start), "most": MOST})
        rows = cursor.fetchall()
    now, before, moved, postings = rows[0][:4]
    found = [Movement(*row[4:]) for row in rows if row[4] and row[5] <= end]
    return Due(now, before, moved, postings, found)
