"""Reading what owners hold, straight from the ledger. Callers have checked whose balances they may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Held:
    """An account of an owner. ``usable`` can be used today, ``next_expiry`` is when the first of it ends,
    ``expiring`` how much does within 30 days."""

    owner: UUID
    kind: str
    unit: str
    amount: int
    usable: int
    next_expiry: dt.date | None
    expiring: int

    @property
    def code(self) -> str:
        """Of a coupon series or service item.

        >>> Held(UUID(int=1), "visits", "visits:wash", 3, 3, None, 0).code
        'wash'
        """
        return self.unit.partition(":")[2]


def balances_of(owners: Iterable[UUID]) -> list[Held]:
    """All that is not nothing, of all of them in one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM loyalty_held(%s)", [list(owners)])
        return [Held(*row) for row in cursor.fetchall()]


def is_frozen(owner: UUID) -> bool:
    """Whether nothing goes out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT frozen FROM ledger.holder WHERE id = %s", [owner])
        return any(frozen for (frozen,) in cursor.fetchall())


def ever_issued(owner: UUID, series: str) -> int:
    """Coupons of a series the owner was given by us, whatever became of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(l.granted), 0)::bigint FROM ledger.lot AS l"
            " WHERE l.account = ledger.account_id('coupon', 'coupon:' || %s, %s, NULL, NULL)"
            " AND l.origin = l.journal"
            " AND NOT EXISTS (SELECT FROM ledger.journal AS r WHERE r.reverses = l.journal)",
            [series, owner],
        )
        [(count,)] = cursor.fetchall()
    return int(count)


@dataclass(frozen=True)
class OpenHold:
    """What is set aside: ``parts`` are kind, unit and amount."""

    journal: UUID
    until: dt.datetime
    parts: tuple[tuple[str, str, int], ...]


_HOLDS = """
SELECT h.journal, h.expires_at,
       array_agg(ARRAY[d.kind, l.unit, l.amount::text] ORDER BY l.n)
FROM ledger.hold AS h
JOIN ledger.line AS l ON l.journal = h.journal
JOIN ledger.account AS d ON d.id = l.dr
WHERE h.holder = %s AND h.closed_by IS NULL
GROUP BY h.journal, h.expires_at
ORDER BY h.expires_at
"""


def open_holds(owner: UUID) -> list[OpenHold]:
    """The first to come back first."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [owner])
        return [
            OpenHold(journal, until, tuple((kind, unit, int(amount)) for kind, unit, amount in parts))
            for journal, until, parts in cursor.fetchall()
        ]


@dataclass(frozen=True)
class Refundable:
    """What can be paid back: what is left of one top-up or one item of a card. Of a top-up everything is in
    fen and ``used`` is principal and bonus together; of a card ``granted``, ``remaining`` and ``used`` are
    uses, ``left_fen`` is what has not been earned of what was paid. ``used_fen`` is what was paid for what
    was used, ``refunded_fen`` what earlier refunds paid out; what they or an expiry took is not used."""

    origin: UUID
    kind: str
    unit: str
    store: UUID
    source: str | None
    bought_on: dt.date
    granted: int
    remaining: int
    used: int
    paid_fen: int
    list_fen: int
    left_fen: int
    bonus_fen: int
    bonus_left_fen: int
    used_fen: int
    refunded_fen: int


_REFUNDABLE = """
WITH held AS (
    SELECT l.origin, a.kind, a.unit, min(l.store::text)::uuid AS store, sum(l.remaining)::bigint AS remaining,
           sum(l.paid_fen - l.earned_fen)::bigint AS unearned
    FROM ledger.account AS a JOIN ledger.lot AS l ON l.account = a.id
    WHERE a.holder = %(owner)s AND a.kind IN ('principal', 'bonus', 'visits')
      AND (%(origin)s::uuid IS NULL OR l.origin = %(origin)s)
    GROUP BY l.origin, a.kind, a.unit
), bought AS (
    SELECT l.origin, a.kind, a.unit, sum(l.granted)::bigint AS granted, sum(l.paid_fen)::bigint AS paid,
           sum(l.list_fen)::bigint AS list
    FROM ledger.lot AS l JOIN ledger.account AS a ON a.id = l.account
    WHERE l.journal = l.origin AND l.origin IN (SELECT origin FROM held)
    GROUP BY l.origin, a.kind, a.unit
), gone AS (
    SELECT l.origin, a.kind, a.unit, j.id, j.kind AS how, sum(u.amount) AS amount, sum(u.fen) AS fen
    FROM ledger.lot AS l
    JOIN ledger.account AS a ON a.id = l.account
    JOIN ledger.lot_use AS u ON (u.lot, u.lot_n) = (l.journal, l.n)
    JOIN ledger.journal AS j ON j.id = u.journal AND j.kind IN ('expiry', 'breakage', 'refund')
    LEFT JOIN ledger.journal AS r ON r.reverses = j.id
    WHERE l.origin IN (SELECT origin FROM held) AND r.id IS NULL
    GROUP BY l.origin, a.kind, a.unit, j.id
), over AS (
    SELECT g.origin, g.kind, g.unit, sum(g.amount)::bigint AS amount,
           coalesce(sum(g.fen) FILTER (WHERE g.how = 'refund'), 0)::bigint AS fen,
           coalesce(sum(p.out), 0)::bigint AS refunded
    FROM gone AS g
    LEFT JOIN LATERAL (
        SELECT sum(x.amount) AS out
        FROM ledger.line AS x
        JOIN ledger.account AS d ON d.id = x.dr AND d.kind IN ('principal', 'deferred')
        JOIN ledger.account AS c ON c.id = x.cr AND c.kind <> 'revenue'
        WHERE x.journal = g.id AND g.how = 'refund'
    ) AS p ON true
    GROUP BY g.origin, g.kind, g.unit
), one AS (
    SELECT h.*, b.granted, b.paid, b.list, b.granted - h.remaining - coalesce(o.amount, 0) AS used,
           coalesce(o.fen, 0) AS gone_fen, coalesce(o.refunded, 0) AS refunded
    FROM held AS h JOIN bought AS b USING (origin, kind, unit) LEFT JOIN over AS o USING (origin, kind, unit)
)
SELECT m.origin, CASE m.kind WHEN 'principal' THEN 'stored' ELSE m.kind END, m.unit, m.store, j.source,
       j.business_date, m.granted, m.remaining, m.used + coalesce(b.used, 0), m.paid, m.list,
       CASE m.kind WHEN 'principal' THEN m.remaining ELSE m.unearned END,
       coalesce(b.granted, 0), coalesce(b.remaining, 0),
       CASE m.kind WHEN 'principal' THEN m.used + coalesce(b.used, 0)
                   ELSE m.paid - m.unearned - m.gone_fen END, m.refunded
FROM one AS m
JOIN ledger.journal AS j ON j.id = m.origin
LEFT JOIN one AS b ON m.kind = 'principal' AND b.origin = m.origin AND b.kind = 'bonus'
WHERE m.kind IN ('principal', 'visits') AND m.remaining > 0 AND m.paid > 0
ORDER BY j.business_date DESC, m.origin DESC, m.unit
"""


def refundable(owner: UUID, *, origin: UUID | None = None) -> list[Refundable]:
    """The latest first."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUNDABLE, {"owner": owner, "origin": origin})
        return [Refundable(*row) for row in cursor.fetchall()]


_GONE = """
SELECT max(j.created_at) FILTER (WHERE j.kind = 'refund')
FROM ledger.account AS a
JOIN ledger.lot AS l ON l.account = a.id
LEFT JOIN ledger.lot_use AS u ON (u.lot, u.lot_n) = (l.journal, l.n)
LEFT JOIN ledger.journal AS j ON j.id = u.journal
WHERE a.holder = %s AND a.kind IN ('principal', 'visits') AND a.unit = %s AND l.origin = %s
GROUP BY l.origin
"""


@dataclass(frozen=True)
class Gone:
    """A top-up or card the owner once held; ``refunded_at`` where it was paid back."""

    refunded_at: dt.datetime | None


def gone(owner: UUID, *, origin: UUID, unit: str) -> Gone | None:
    """Why nothing of it can be paid back any more; None of what was never this owner's."""
    with connection.cursor() as cursor:
        cursor.execute(_GONE, [owner, unit, origin])
        return next((Gone(at) for (at,) in cursor.fetchall()), None)


def served_before(owner: UUID, *, than: UUID) -> bool:
    """Whether value of the owner was used before the posting ``than``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM ledger.journal AS j WHERE j.holder = %s AND j.kind IN ('pay', 'use')"
            " AND j.created_at < (SELECT o.created_at FROM ledger.journal AS o WHERE o.id = %s))",
            [owner, than],
        )
        [(before,)] = cursor.fetchall()
    return bool(before)


def bonus_in(journal: UUID) -> int:
    """How much of what a posting drew was bonus, in fen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(l.amount), 0)::bigint"
            " FROM ledger.line AS l JOIN ledger.account AS d ON d.id = l.dr"
            " WHERE l.journal = %s AND d.kind = 'bonus'",
            [journal],
        )
        [(fen,)] = cursor.fetchall()
    return int(fen)
