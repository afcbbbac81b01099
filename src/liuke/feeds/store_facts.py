"""What the organisation knows about its stores and no export holds, as the analysis takes it."""

from __future__ import annotations

from django.db import connection

from liuke.insight.star.settings import Settings, StoreFacts

_FACTS = """
    SELECT
        s.name,
        s.area_m2,
        (SELECT count(*) FROM org_bay AS b WHERE b.store_id = s.id AND b.active),
        (
            SELECT avg(extract(epoch FROM h.closes - h.opens) / 60)
            FROM org_openinghours AS h WHERE h.store_id = s.id
        ),
        (SELECT count(*) FROM org_openinghours AS h WHERE h.store_id = s.id)
    FROM org_store AS s
    WHERE s.active
"""
WEEKS = 52


def star_settings() -> Settings:
    """The practised defaults, with area, bays and opening hours of the stores that have told them."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS)
        rows = cursor.fetchall()
    return Settings(
        stores={
            name: StoreFacts(
                area_m2=float(area) if area else None,
                bays=float(bays) if bays else None,
                open_minutes_per_day=float(minutes) if minutes else None,
                open_days_per_year=float(days * WEEKS) if days else None,
            )
            for name, area, bays, minutes, days in rows
        }
    )
