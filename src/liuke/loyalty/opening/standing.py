"""Which rows of a list stand in another list of the store already, posted or on its way there.

The same owner, card, amounts and term is the same row however the file is written: it is left out. Two such
rows in one list are the same two in the other one. Another amount of the same kind, or a card of that number,
is for people to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection

from liuke.loyalty.models import OpeningBatch, OpeningRow

_SAME = (
    "owner_id",
    "card_no",
    "principal_fen",
    "bonus_fen",
    "points",
    "item",
    "visits",
    "visits_paid_fen",
    "expires_on",
)
_NTH = f"row_number() OVER (PARTITION BY {', '.join(f'x.{name}' for name in _SAME)} ORDER BY x.batch_id, x.n)"
_EQUAL = " AND ".join(f"s.{name} = m.{name}" for name in _SAME[:-1])
_KINDS = """(VALUES ('principal', x.principal_fen), ('bonus', x.bonus_fen), ('points', x.points),
                            ('visits:' || x.item, x.visits)) AS v (kind, amount)"""
_MARK = f"""
WITH standing AS (
    SELECT x.*, {_NTH} AS nth FROM loyalty_openingrow AS x JOIN loyalty_openingbatch AS b ON b.id = x.batch_id
    WHERE b.store_id = %(store)s AND b.id <> %(batch)s
      AND b.state IN ('asked', 'posting', 'posted', 'stopped', 'undo_asked', 'undoing')
      AND (x.fate = 'matched' OR x.fate = 'differs' AND b.adds)
      AND NOT EXISTS (SELECT FROM ledger.journal AS j WHERE j.reverses = x.journal)
), mine AS (
    SELECT x.*, {_NTH} AS nth FROM loyalty_openingrow AS x
    WHERE x.batch_id = %(batch)s AND x.fate IN ('matched', 'standing', 'differs')
), held AS (
    SELECT x.owner_id, x.card_no, v.kind, x.batch_id::text AS list
    FROM standing AS x CROSS JOIN LATERAL {_KINDS} WHERE v.amount > 0
), by_owner AS (
    SELECT owner_id, kind, max(list) AS list FROM held GROUP BY owner_id, kind
), by_card AS (
    SELECT card_no, kind, max(list) AS list FROM held WHERE card_no <> '' GROUP BY card_no, kind
), near AS (
    SELECT x.id, max(coalesce(o.list, c.list))::uuid AS list FROM mine AS x CROSS JOIN LATERAL {_KINDS}
    LEFT JOIN by_owner AS o ON o.owner_id = x.owner_id AND o.kind = v.kind
    LEFT JOIN by_card AS c ON c.card_no = x.card_no AND c.kind = v.kind
    WHERE v.amount > 0 GROUP BY x.id
), told AS (
    SELECT m.id, coalesce(s.batch_id, near.list) AS list,
           CASE WHEN s.id IS NOT NULL THEN 'standing' WHEN near.list IS NOT NULL THEN 'differs'
                ELSE 'matched' END AS fate
    FROM mine AS m LEFT JOIN near ON near.id = m.id
    LEFT JOIN standing AS s ON {_EQUAL} AND s.expires_on IS NOT DISTINCT FROM m.expires_on AND s.nth = m.nth
)
UPDATE loyalty_openingrow AS r SET fate = told.fate, elsewhere_id = told.list
FROM told WHERE r.id = told.id AND (r.fate, r.elsewhere_id) IS DISTINCT FROM (told.fate, told.list)
"""


def mark_standing(*, batch_id: UUID, store_id: UUID) -> bool:
    """Tells matched rows apart from those that stand elsewhere; whether any fate has changed by that.

    Until the transaction ends no other list of the store is told apart, so that of two lists handed in at
    once the second one sees the first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"openings {store_id}"])
        cursor.execute(_MARK, {"batch": batch_id, "store": store_id})
        return bool(cursor.rowcount)


_BESIDE = """
SELECT s.*, m.id AS beside FROM loyalty_openingrow AS m
JOIN loyalty_openingrow AS s ON s.batch_id = m.elsewhere_id
    AND (s.owner_id = m.owner_id OR s.card_no = m.card_no AND m.card_no <> '')
JOIN loyalty_openingbatch AS b ON b.id = s.batch_id
WHERE m.id = ANY (%s) AND (s.fate = 'matched' OR s.fate = 'differs' AND b.adds)
  AND (least(s.principal_fen, m.principal_fen) > 0 OR least(s.bonus_fen, m.bonus_fen) > 0
       OR least(s.points, m.points) > 0 OR s.item = m.item AND least(s.visits, m.visits) > 0)
  AND NOT EXISTS (SELECT FROM ledger.journal AS j WHERE j.reverses = s.journal)
ORDER BY s.n
"""


def what_stands(rows: Iterable[OpeningRow]) -> Mapping[int, list[OpeningRow]]:
    """For rows that differ, by their id: the rows of the other list that stand against them."""
    asked = [row.pk for row in rows if row.fate == OpeningRow.Fate.DIFFERS]
    found: dict[int, list[OpeningRow]] = {}
    for row in OpeningRow.objects.raw(_BESIDE, [asked]) if asked else ():
        found.setdefault(vars(row)["beside"], []).append(row)
    return found


_SAME_OWNER = """
SELECT m.id, array_agg(s.n ORDER BY s.n) FROM loyalty_openingrow AS m
JOIN loyalty_openingrow AS s ON s.batch_id = m.batch_id AND s.owner_id = m.owner_id AND s.id <> m.id
WHERE m.id = ANY (%s)
  AND (least(s.principal_fen, m.principal_fen) > 0 OR least(s.bonus_fen, m.bonus_fen) > 0
       OR least(s.points, m.points) > 0 OR s.item = m.item AND least(s.visits, m.visits) > 0)
GROUP BY m.id
"""


def same_owner(rows: Iterable[OpeningRow]) -> Mapping[int, list[int]]:
    """For rows whose owner has a balance of the same kind in other rows of the list, by their id: those rows.
    They may be two cards or one card told twice, which only somebody who knows the old system can say."""
    with connection.cursor() as cursor:
        cursor.execute(_SAME_OWNER, [[row.pk for row in rows]])
        return dict(cursor.fetchall())


def left_out_for_nothing(batch: OpeningBatch) -> bool:
    """Whether a row is left out for a list that has been given up since."""
    fate, state = OpeningRow.Fate, OpeningBatch.State
    left_out = [fate.STANDING] if batch.adds else [fate.STANDING, fate.DIFFERS]
    gone = (state.PREVIEW, state.DISCARDED, state.UNDONE)
    return batch.rows.filter(fate__in=left_out, elsewhere__state__in=gone).exists()
