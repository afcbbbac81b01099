"""Plates a car had before are found too: kind 13, fed from the spells of plates."""

from __future__ import annotations

from typing import Any

from django.db import migrations

KINDS = """
COMMENT ON TABLE search_key IS 'Texts an entry is found by: 1 name, 2 pinyin, 3 initials, 4 phone turned round, 5 household, 11 plate, 12 VIN turned round, 13 plate of earlier days; pos: where in the whole text it begins';
"""

WANTED = r"""
ALTER FUNCTION search_wanted_keys RENAME TO search_wanted_present_keys;

CREATE FUNCTION search_wanted_keys(ids uuid[], kinds int[])
RETURNS TABLE (entry uuid, kind smallint, key text, pos smallint) LANGUAGE sql STABLE AS $$
    SELECT * FROM search_wanted_present_keys(ids, kinds)
    UNION ALL
    SELECT v.id, 13::smallint, substr(lower(p.plate), at) COLLATE "C", min(at - 1)::smallint
    FROM vehicles_vehicle AS v
    JOIN vehicles_platespell AS p ON p.vehicle_id = v.id AND p.plate IS DISTINCT FROM v.plate
    CROSS JOIN LATERAL generate_series(1, length(p.plate) - 1) AS at
    WHERE v.id = ANY(ids) AND 13 = ANY(kinds)
    GROUP BY 1, 3
$$;
"""
ONLY_PRESENT = """
DROP FUNCTION search_wanted_keys;
ALTER FUNCTION search_wanted_present_keys RENAME TO search_wanted_keys;
"""

REBUILD = r"""
CREATE OR REPLACE FUNCTION search_rebuild() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_key;
    DELETE FROM search_entry;
    PERFORM search_follow_cars((SELECT array_agg(id) FROM vehicles_vehicle));
    PERFORM search_follow_owners((SELECT array_agg(id) FROM owners_owner));
    PERFORM search_follow_keys(
        (SELECT array_agg(id) FROM (SELECT id FROM owners_owner UNION ALL SELECT id FROM vehicles_vehicle) AS t),
        '{kinds}'
    );
END $$;
"""

HEARS_CARS = r"""
CREATE OR REPLACE FUNCTION search_hears_cars() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE called uuid[]; placed uuid[]; owners uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id), array_agg(id), array_agg(DISTINCT owner_id) FILTER (WHERE owner_id IS NOT NULL)
        INTO called, placed, owners FROM now_there;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(id), array_agg(id), array_agg(DISTINCT owner_id) FILTER (WHERE owner_id IS NOT NULL)
        INTO called, placed, owners FROM was_there;
    ELSE
        SELECT
            array_agg(DISTINCT n.id) FILTER (WHERE (n.plate, n.vin) IS DISTINCT FROM (o.plate, o.vin)),
            array_agg(DISTINCT n.id) FILTER (WHERE (n.owner_id, n.store_id, n.delivery_day, n.vin)
                IS DISTINCT FROM (o.owner_id, o.store_id, o.delivery_day, o.vin)),
            array_agg(DISTINCT t.id) FILTER (WHERE t.id IS NOT NULL AND (n.owner_id, n.store_id, n.delivery_day, n.vin)
                IS DISTINCT FROM (o.owner_id, o.store_id, o.delivery_day, o.vin))
        INTO called, placed, owners
        FROM now_there AS n JOIN was_there AS o USING (id)
        CROSS JOIN LATERAL (VALUES (n.owner_id), (o.owner_id)) AS t (id);
    END IF;
    PERFORM search_follow_keys(called, '{kinds}');
    PERFORM search_follow_cars(placed);
    PERFORM search_follow_owners(owners);
    RETURN NULL;
END $$;
"""

HEARS_SPELLS = r"""
-- A spell of the plate a car has now changes nothing, and such are nearly all of an import.
CREATE FUNCTION search_hears_spells() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT v.id) INTO ids
        FROM now_there AS n JOIN vehicles_vehicle AS v ON v.id = n.vehicle_id AND v.plate IS DISTINCT FROM n.plate;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT v.id) INTO ids
        FROM was_there AS o JOIN vehicles_vehicle AS v ON v.id = o.vehicle_id AND v.plate IS DISTINCT FROM o.plate;
    ELSE
        SELECT array_agg(DISTINCT t.id) INTO ids
        FROM now_there AS n JOIN was_there AS o USING (id)
        CROSS JOIN LATERAL (VALUES (n.vehicle_id), (o.vehicle_id)) AS t (id)
        WHERE (n.vehicle_id, n.plate) IS DISTINCT FROM (o.vehicle_id, o.plate);
    END IF;
    PERFORM search_follow_keys(ids, '{13}');
    RETURN NULL;
END $$;
CREATE TRIGGER search_after_insert AFTER INSERT ON vehicles_platespell REFERENCING NEW TABLE AS now_there
    FOR EACH STATEMENT EXECUTE FUNCTION search_hears_spells();
CREATE TRIGGER search_after_update AFTER UPDATE ON vehicles_platespell
    REFERENCING OLD TABLE AS was_there NEW TABLE AS now_there
    FOR EACH STATEMENT EXECUTE FUNCTION search_hears_spells();
CREATE TRIGGER search_after_delete AFTER DELETE ON vehicles_platespell REFERENCING OLD TABLE AS was_there
    FOR EACH STATEMENT EXECUTE FUNCTION search_hears_spells();
"""

FILL = """
SELECT search_follow_keys(
    (SELECT array_agg(DISTINCT v.id) FROM vehicles_vehicle AS v
     JOIN vehicles_platespell AS p ON p.vehicle_id = v.id AND p.plate IS DISTINCT FROM v.plate),
    '{13}'
);
"""


def _with(kinds_of_all: str, kinds_of_cars: str) -> list[Any]:
    return [
        REBUILD.replace("{kinds}", f"{{{kinds_of_all}}}"),
        HEARS_CARS.replace("{kinds}", f"{{{kinds_of_cars}}}"),
    ]


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [
        migrations.RunSQL([KINDS + WANTED], [ONLY_PRESENT]),
        migrations.RunSQL(
            _with("1,2,3,4,5,11,12,13", "11,12,13"),
            ["DELETE FROM search_key WHERE kind = 13", *_with("1,2,3,4,5,11,12", "11,12")],
        ),
        migrations.RunSQL([HEARS_SPELLS], ["DROP FUNCTION search_hears_spells CASCADE"]),
        migrations.RunSQL([FILL], migrations.RunSQL.noop),
    ]
