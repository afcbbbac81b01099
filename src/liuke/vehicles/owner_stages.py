"""The stage all owners are in now, in one statement: what ``owners.rules.life_stage`` says of each.

Conditions ask for everybody at once; a test holds the two against each other.
"""

from __future__ import annotations

from liuke.owners.rules.life_stage import LOST_AFTER, USING_AFTER, Stage

_ORDER = list(Stage)
_SAID = ", ".join(
    f"(array_agg(day ORDER BY at DESC, id DESC) FILTER (WHERE stage = '{one}'))[1] AS told_{one}"
    for one in _ORDER
)
_STEPS = ", ".join(
    f"({day} - date '0001-01-01') * 10 + {place}"
    for place, day in enumerate(
        (
            "m.told_aware",
            "m.told_visited",
            "coalesce(m.told_bought, CASE WHEN f.delivered <= %(today)s::date THEN f.delivered END)",
            f"coalesce(m.told_using, CASE WHEN f.delivered + {USING_AFTER.days} <= %(today)s::date"
            f" THEN f.delivered + {USING_AFTER.days} END)",
            "CASE WHEN f.last_visit > m.told_lost THEN f.last_visit"
            " ELSE coalesce(m.told_service, f.first_visit) END",
            "CASE WHEN f.last_visit > m.told_lost AND f.lost IS NOT NULL THEN f.lost"
            " ELSE coalesce(m.told_lost, f.lost) END",
        )
    )
)
"""Each step as one number, the later the greater; of one day the later stage."""
_THEIRS = "c.day >= coalesce(w.from_day, '-infinity') AND c.day < coalesce(w.to_day, 'infinity')"
"""In a filter of the aggregate: as a condition of the join the planner takes it to leave next to nothing."""
STAGES_NOW = f"""(
    SELECT owner_id, (ARRAY{[one.value for one in _ORDER]})[greatest({_STEPS}) %% 10 + 1] AS stage
    FROM (
        SELECT owner_id, delivered, first_visit, last_visit, CASE
            WHEN greatest(delivered, last_visit) + {LOST_AFTER.days} < %(today)s::date
            THEN greatest(delivered, last_visit) + {LOST_AFTER.days}
        END AS lost
        FROM (
            SELECT owner_id, min(delivery_day) AS delivered
            FROM vehicles_vehicle WHERE owner_id IS NOT NULL GROUP BY owner_id
        ) AS d FULL JOIN (
            SELECT w.owner_id, min(c.day) FILTER (WHERE {_THEIRS}) AS first_visit,
                max(c.day) FILTER (WHERE {_THEIRS}) AS last_visit
            FROM vehicles_ownership AS w JOIN vehicles_visit AS c ON c.vin = w.vin
            GROUP BY w.owner_id
        ) AS c USING (owner_id)
    ) AS f FULL JOIN (
        SELECT owner_id, {_SAID} FROM owners_stagemark GROUP BY owner_id
    ) AS m USING (owner_id)
) AS s"""
