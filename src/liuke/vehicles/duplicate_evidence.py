"""What cars say about two owners being one person: the same car or plate under the same name."""

from __future__ import annotations

_VIN = """
    SELECT DISTINCT least(p.owner_id, q.owner_id), greatest(p.owner_id, q.owner_id), 'vin', 50
    FROM vehicles_ownership AS p
    JOIN vehicles_ownership AS q ON q.vin = p.vin AND p.owner_id <> q.owner_id AND p.id < q.id
    JOIN living AS l ON l.id = p.owner_id
    JOIN living AS m ON m.id = q.owner_id AND m.name = l.name AND l.name <> ''
"""
_PLATE = """
    SELECT DISTINCT least(p.owner_id, q.owner_id), greatest(p.owner_id, q.owner_id), 'plate', 30
    FROM vehicles_vehicle AS p
    JOIN vehicles_vehicle AS q ON q.plate = p.plate AND p.owner_id <> q.owner_id AND p.id < q.id
    JOIN living AS l ON l.id = p.owner_id
    JOIN living AS m ON m.id = q.owner_id
"""
EVIDENCE = (_VIN, _PLATE)
