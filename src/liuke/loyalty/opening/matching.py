"""Finds the owners of a batch's rows: by telephone, plate or VIN, and the name where one is given."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

_MATCH = """
WITH hits AS (
    SELECT r.id, p.owner_id AS owner FROM loyalty_openingrow AS r
    JOIN owners_phone AS p ON p.number = r.phone AND p.state <> 'wrong' WHERE r.batch_id = %(batch)s AND r.phone <> ''
    UNION
    SELECT r.id, v.owner_id FROM loyalty_openingrow AS r
    JOIN vehicles_vehicle AS v ON v.plate = r.plate AND v.owner_id IS NOT NULL WHERE r.batch_id = %(batch)s AND r.plate <> ''
    UNION
    SELECT r.id, v.owner_id FROM loyalty_openingrow AS r
    JOIN vehicles_vehicle AS v ON v.vin = r.vin AND v.owner_id IS NOT NULL WHERE r.batch_id = %(batch)s AND r.vin <> ''
), named AS (
    SELECT h.id, h.owner, r.name = '' OR o.name = r.name AS fits
    FROM hits AS h JOIN loyalty_openingrow AS r ON r.id = h.id
    JOIN owners_owner AS o ON o.id = h.owner AND o.merged_into_id IS NULL AND o.erased_at IS NULL
), found AS (
    SELECT n.id, count(*) FILTER (WHERE n.fits) AS fitting, count(*) AS hits, (array_agg(n.owner) FILTER (WHERE n.fits))[1] AS owner
    FROM named AS n GROUP BY n.id
)
UPDATE loyalty_openingrow AS r
SET fate = CASE WHEN f.id IS NULL THEN 'unmatched' WHEN f.fitting = 1 THEN 'matched' ELSE 'ambiguous' END,
    owner_id = CASE WHEN f.fitting = 1 THEN f.owner END,
    why = CASE WHEN f.id IS NULL THEN '["nobody"]' WHEN f.fitting = 1 THEN '[]' WHEN f.fitting = 0 THEN '["name_differs"]'
               ELSE '["several"]' END::jsonb
FROM loyalty_openingrow AS x LEFT JOIN found AS f ON f.id = x.id
WHERE x.id = r.id AND r.batch_id = %(batch)s AND r.fate NOT IN ('bad', 'skipped')
"""

_COPIES = """
WITH alike AS (
    SELECT r.id, min(r.n) OVER (PARTITION BY r.card_no, r.item, r.name, r.phone, r.plate, r.vin, r.principal_fen, r.bonus_fen,
                                r.points, r.visits, r.visits_paid_fen, r.expires_on) AS first
    FROM loyalty_openingrow AS r WHERE r.batch_id = %(batch)s AND r.fate NOT IN ('bad', 'skipped')
)
UPDATE loyalty_openingrow AS r SET fate = 'copy', owner_id = NULL, why = jsonb_build_array('copy_of:' || a.first)
FROM alike AS a WHERE a.id = r.id AND a.first < r.n
"""

_TWICE = """
WITH cards AS (
    SELECT r.id, r.n, array_agg(r.n) OVER (PARTITION BY r.card_no, r.item) AS places
    FROM loyalty_openingrow AS r WHERE r.batch_id = %(batch)s AND r.card_no <> '' AND r.fate NOT IN ('copy', 'skipped')
)
UPDATE loyalty_openingrow AS r SET fate = 'bad', owner_id = NULL,
    why = jsonb_build_array('card_differs:' || (SELECT min(n) FROM unnest(c.places) AS n WHERE n <> c.n))
FROM cards AS c WHERE c.id = r.id AND cardinality(c.places) > 1 AND r.fate <> 'bad'
"""


def match_rows(*, batch_id: UUID) -> None:
    """Gives every readable row that is somebody's its fate. A row stands in a list once: its exact copies are left
    out. Of rows of one card (and item) that contradict each other none is believed."""
    with connection.cursor() as cursor:
        for statement in (_MATCH, _COPIES, _TWICE):
            cursor.execute(statement, {"batch": batch_id})
