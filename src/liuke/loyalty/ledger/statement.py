"""What an owner was given and has used, line by line."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection

from liuke.loyalty.ledger.statement_lines import Line, lines_of


def statement_of(holder: UUID) -> tuple[Line, ...]:
    """The oldest first."""
    return tuple(reversed(lines_of(holder)))


def is_holder(holder: UUID) -> bool:
    """Whether anything was ever posted for this id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM ledger.holder WHERE id = %s)", [holder])
        [(there,)] = cursor.fetchall()
    return bool(there)


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
