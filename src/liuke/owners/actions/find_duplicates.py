"""Looks for owners that may be one person."""

from __future__ import annotations

from django.db import connection, transaction

from liuke.owners.discovery import contributed

LEAST_SCORE = 40
SAME_NAME, OTHER_BIRTHDAY = 20, 40


@transaction.atomic
def find_duplicates() -> int:
    """Rewrites the list of pairs; what somebody has decided stays decided. How many pairs are open.

    Each domain's evidence is one statement (``duplicate_evidence.EVIDENCE``). Members of one household are
    known to be several people. Nothing is merged by itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE living ON COMMIT DROP AS SELECT id, name, district, birthday FROM owners_owner"
            " WHERE merged_into_id IS NULL AND erased_at IS NULL;"
            "CREATE UNIQUE INDEX ON living (id); CREATE INDEX ON living (name, district); ANALYZE living;"
            "CREATE TEMP TABLE evidence (a uuid, b uuid, reason text, weight int) ON COMMIT DROP"
        )
        for statement in contributed("duplicate_evidence", "EVIDENCE"):
            cursor.execute(f"INSERT INTO evidence {statement}")
        cursor.execute(_WEIGH, {"same_name": SAME_NAME, "other_birthday": OTHER_BIRTHDAY})
        cursor.execute(_KEEP, {"least": LEAST_SCORE})
        cursor.execute("SELECT count(*) FROM owners_candidate WHERE dismissed_at IS NULL")
        [(count,)] = cursor.fetchall()
    return int(count)


_WEIGH = """
    CREATE TEMP TABLE pair ON COMMIT DROP AS
    SELECT a, b, least(100, sum(weight)
            + CASE WHEN min(l.name) = min(m.name) AND min(l.name) <> '' THEN %(same_name)s ELSE 0 END
            - CASE WHEN min(l.birthday) <> min(m.birthday) THEN %(other_birthday)s ELSE 0 END)::int AS score,
        jsonb_agg(reason ORDER BY weight DESC, reason) AS reasons
    FROM (SELECT a, b, reason, max(weight) AS weight FROM evidence GROUP BY a, b, reason) AS e
    JOIN living AS l ON l.id = a
    JOIN living AS m ON m.id = b
    WHERE NOT EXISTS (
        SELECT FROM owners_householdmember AS h
        JOIN owners_householdmember AS g USING (household_id)
        WHERE h.owner_id = a AND g.owner_id = b
    )
    GROUP BY a, b
"""
_KEEP = """
    DELETE FROM pair WHERE score < %(least)s;
    DELETE FROM owners_candidate AS c WHERE dismissed_at IS NULL
        AND NOT EXISTS (SELECT FROM pair AS p WHERE (p.a, p.b) = (c.first_id, c.second_id));
    INSERT INTO owners_candidate (first_id, second_id, score, reasons, dismissed_by)
    SELECT a, b, score, reasons, '' FROM pair
    ON CONFLICT (first_id, second_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
"""
