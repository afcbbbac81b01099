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

_TWICE = """
UPDATE loyalty_openingrow AS r SET fate = 'bad', owner_id = NULL, why = '["card_twice"]'::jsonb
WHERE r.batch_id = %(batch)s AND r.card_no <> '' AND r.fate <> 'bad'
  AND EXISTS (SELECT FROM loyalty_openingrow AS x WHERE x.batch_id = %(batch)s AND x.card_no = r.card_no AND x.item = r.item AND x.n < r.n)
"""


def match_rows(*, batch_id: UUID) -> None:
    """Gives every readable row that is somebody's its fate. A card (and item) stands in a list once."""
    with connection.cursor() as cursor:
        cursor.execute(_MATCH, {"batch": batch_id})
        cursor.execute(_TWICE, {"batch": batch_id})
