"""A part of an owner's statement, the latest first or from a place on, with what each spend drew on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Place:
    """Where a line stands in an owner's statement. Whatever is posted later stands behind it: an owner's
    postings bear times in their order."""

    at: dt.datetime
    journal: UUID
    n: int
    account: str


@dataclass(frozen=True)
class Line:
    """One side of a line: ``change`` of an account of the owner, and what it held ``after``.

    The ``source`` of what gives back is that of what it gives back.
    """

    day: dt.date
    at: dt.datetime
    journal: UUID
    n: int
    kind: str
    account: str
    unit: str
    change: int
    after: int
    store: UUID | None
    source: str | None
    undone: bool

    @property
    def place(self) -> Place:
        return Place(self.at, self.journal, self.n, self.account)


@dataclass(frozen=True)
class Drawn:
    """What a line took from one top-up, card or award; below zero, what it gave back to it."""

    day: dt.date
    kind: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which lines; None and empty mean all."""

    journals: Collection[UUID] | None = None
    accounts: Collection[str] = ()
    start: dt.date | None = None
    end: dt.date | None = None


ALL = Wanted()
_LINES = """
SELECT j.business_date, j.created_at, j.id, s.n, j.kind, a.kind, a.unit, s.change, s.after, j.store,
       coalesce(j.source, (SELECT source FROM ledger.journal WHERE id = coalesce(j.returns, j.reverses))),
       EXISTS (SELECT FROM ledger.journal AS r WHERE r.reverses = j.id)
FROM ledger.account AS a
JOIN LATERAL (
    SELECT journal, n, dr_after AS after,
           CASE a.kind WHEN 'points_debt' THEN amount ELSE -amount END AS change
    FROM ledger.line WHERE dr = a.id AND dr_seq IS NOT NULL
    UNION ALL
    SELECT journal, n, cr_after, CASE a.kind WHEN 'points_debt' THEN -amount ELSE amount END
    FROM ledger.line WHERE cr = a.id AND cr_seq IS NOT NULL
) AS s ON true
JOIN ledger.journal AS j ON j.id = s.journal
WHERE a.holder = %(holder)s
  AND (%(journals)s::uuid[] IS NULL OR j.id = ANY (%(journals)s))
  AND (%(accounts)s::text[] = '{}' OR a.kind = ANY (%(accounts)s))
  AND (%(start)s::date IS NULL OR j.business_date >= %(start)s)
  AND (%(end)s::date IS NULL OR j.business_date <= %(end)s)
"""
_LATEST_FIRST = (
    f"{_LINES} ORDER BY j.created_at DESC, j.id DESC, s.n DESC, a.kind DESC LIMIT %(most)s OFFSET %(skip)s"
)
_UPWARDS = "ORDER BY j.created_at, j.id, s.n, a.kind LIMIT %(most)s"
_OLDEST_FIRST = f"{_LINES} {_UPWARDS}"
_FURTHER = (
    f"{_LINES} AND (j.created_at, j.id, s.n, a.kind) > (%(at)s, %(journal)s, %(n)s, %(account)s) {_UPWARDS}"
)


def lines_of(holder: UUID, wanted: Wanted = ALL, *, most: int | None = None, skip: int = 0) -> list[Line]:
    """The latest first."""
    return _asked(_LATEST_FIRST, holder, wanted, most=most, skip=skip)


def lines_after(holder: UUID, place: Place | None, *, most: int) -> list[Line]:
    """The oldest first: those behind ``place``, without one from the beginning."""
    if place is None:
        return _asked(_OLDEST_FIRST, holder, ALL, most=most)
    return _asked(_FURTHER, holder, ALL, most=most, **vars(place))


def _asked(statement: str, holder: UUID, wanted: Wanted, **rest: Any) -> list[Line]:
    given = {
        "holder": holder,
        "journals": None if wanted.journals is None else list(wanted.journals),
        "accounts": list(wanted.accounts),
        "start": wanted.start,
        "end": wanted.end,
        **rest,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [Line(*row) for row in cursor.fetchall()]


_DRAWN = """
SELECT u.journal, u.n, o.business_date, o.kind, u.amount
FROM ledger.lot_use AS u
JOIN ledger.lot AS l ON (l.journal, l.n) = (u.lot, u.lot_n)
JOIN ledger.journal AS o ON o.id = l.origin
WHERE u.journal = ANY (%s) ORDER BY u.journal, u.n, o.business_date, o.id
"""


def drawn_by(journals: Collection[UUID]) -> Mapping[tuple[UUID, int], list[Drawn]]:
    """By journal and line."""
    found: dict[tuple[UUID, int], list[Drawn]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN, [list(journals)])
        for journal, n, day, kind, amount in cursor.fetchall():
            found.setdefault((journal, n), []).append(Drawn(day, kind, amount))
    return found
