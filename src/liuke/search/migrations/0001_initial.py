"""The tables of search, the functions that say what stands in them, and the triggers that keep them so.

The functions name the tables of owners and vehicles in their text only: those may change without asking here.
"""

from __future__ import annotations

from django.db import migrations

TABLES = """
CREATE TABLE search_entry (
    id uuid PRIMARY KEY,
    owner_id uuid,
    car boolean NOT NULL,
    seen date,
    stores uuid[] NOT NULL DEFAULT '{}'
);
CREATE INDEX search_entries_by_owner ON search_entry (owner_id) WHERE car;
CREATE INDEX search_entries_by_seen ON search_entry (seen DESC NULLS LAST, id);
COMMENT ON TABLE search_entry IS 'An owner or a car that can be found: whose, last seen when, in which stores';
CREATE TABLE search_key (
    entry uuid NOT NULL,
    kind smallint NOT NULL,
    key text COLLATE "C" NOT NULL,
    pos smallint NOT NULL,
    PRIMARY KEY (entry, kind, key)
);
CREATE INDEX search_keys_by_key ON search_key (kind, key, pos, entry);
COMMENT ON TABLE search_key IS 'Texts an entry is found by: 1 name, 2 pinyin, 3 initials, 4 phone turned round, 5 household, 11 plate, 12 VIN turned round; pos: where in the whole text it begins';
CREATE INDEX search_orders_by_number ON vehicles_workorder (upper(order_no) text_pattern_ops);
"""

WANTED = r"""
CREATE FUNCTION search_plain(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(lower(said), '[[:space:]　·•・.''_-]', '', 'g')
$$;

CREATE FUNCTION search_wanted_keys(ids uuid[], kinds int[])
RETURNS TABLE (entry uuid, kind smallint, key text, pos smallint) LANGUAGE sql STABLE AS $$
    WITH person AS (
        SELECT o.id, o.name, o.pinyin, o.initials
        FROM owners_owner AS o
        WHERE o.id = ANY(ids) AND o.merged_into_id IS NULL AND o.erased_at IS NULL
    )
    SELECT p.id, 1::smallint, substr(n.plain, at), (at - 1)::smallint
    FROM person AS p
    CROSS JOIN LATERAL (SELECT left(search_plain(p.name), 40) AS plain) AS n
    CROSS JOIN LATERAL generate_series(1, length(n.plain)) AS at
    WHERE 1 = ANY(kinds)
    UNION ALL
    SELECT p.id, 2::smallint, array_to_string(n.syllables[at:], ''), (at - 1)::smallint
    FROM person AS p
    CROSS JOIN LATERAL (
        SELECT (string_to_array(p.pinyin, ' '))[:12] AS syllables WHERE p.pinyin ~ '^[a-z0-9 ]+$'
    ) AS n
    CROSS JOIN LATERAL generate_series(1, cardinality(n.syllables)) AS at
    WHERE 2 = ANY(kinds)
    UNION ALL
    SELECT p.id, 3::smallint, p.initials, 0::smallint FROM person AS p WHERE 3 = ANY(kinds) AND p.initials <> ''
    UNION ALL
    SELECT DISTINCT p.id, 4::smallint, reverse(n.digits), 0::smallint
    FROM person AS p
    CROSS JOIN LATERAL (
        SELECT regexp_replace(t.number, '[^0-9]', '', 'g') AS digits
        FROM (
            SELECT number FROM owners_phone WHERE owner_id = p.id AND state <> 'wrong'
            UNION ALL SELECT number FROM owners_fleetcontact WHERE fleet_id = p.id
        ) AS t
    ) AS n
    WHERE 4 = ANY(kinds) AND n.digits <> ''
    UNION ALL
    SELECT p.id, 5::smallint, substr(n.plain, at), (at - 1)::smallint
    FROM person AS p
    JOIN owners_householdmember AS m ON m.owner_id = p.id
    JOIN owners_household AS h ON h.id = m.household_id
    CROSS JOIN LATERAL (SELECT search_plain(h.name) AS plain) AS n
    CROSS JOIN LATERAL generate_series(1, length(n.plain)) AS at
    WHERE 5 = ANY(kinds)
    UNION ALL
    SELECT v.id, 11::smallint, substr(lower(v.plate), at), (at - 1)::smallint
    FROM vehicles_vehicle AS v
    CROSS JOIN LATERAL generate_series(1, length(v.plate) - 1) AS at
    WHERE v.id = ANY(ids) AND 11 = ANY(kinds)
    UNION ALL
    SELECT v.id, 12::smallint, reverse(lower(v.vin)), 0::smallint
    FROM vehicles_vehicle AS v
    WHERE v.id = ANY(ids) AND 12 = ANY(kinds)
$$;

CREATE FUNCTION search_distinct(stores uuid[]) RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT s ORDER BY s), '{}') FROM unnest(stores) AS s WHERE s IS NOT NULL
$$;

CREATE FUNCTION search_wanted_cars(ids uuid[])
RETURNS TABLE (id uuid, owner_id uuid, seen date, stores uuid[]) LANGUAGE sql STABLE AS $$
    SELECT v.id, v.owner_id, coalesce(c.day, v.delivery_day), search_distinct(c.stores || v.store_id)
    FROM vehicles_vehicle AS v
    CROSS JOIN LATERAL (
        SELECT max(day) AS day, array_agg(DISTINCT store_id) AS stores FROM vehicles_visit WHERE vin = v.vin
    ) AS c
    WHERE v.id = ANY(ids)
$$;

CREATE FUNCTION search_wanted_owners(ids uuid[])
RETURNS TABLE (id uuid, owner_id uuid, seen date, stores uuid[]) LANGUAGE sql STABLE AS $$
    SELECT o.id, o.id, c.seen, search_distinct(c.stores || o.home_store_id || o.preferred_store_id)
    FROM owners_owner AS o
    CROSS JOIN LATERAL (
        SELECT max(e.seen) AS seen, array_agg(s) AS stores
        FROM search_entry AS e LEFT JOIN LATERAL unnest(e.stores) AS s ON true
        WHERE e.owner_id = o.id AND e.car
    ) AS c
    WHERE o.id = ANY(ids) AND o.merged_into_id IS NULL AND o.erased_at IS NULL
$$;
"""

FOLLOW = r"""
-- One row or a hundred thousand: each call is planned for what it is given.
CREATE FUNCTION search_follow_keys(ids uuid[], kinds int[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF ids IS NULL THEN
        RETURN;
    END IF;
    WITH wanted AS MATERIALIZED (SELECT * FROM search_wanted_keys(ids, kinds)),
    gone AS (
        DELETE FROM search_key AS k
        WHERE k.entry = ANY(ids) AND k.kind = ANY(kinds) AND NOT EXISTS (
            SELECT FROM wanted AS w WHERE w.entry = k.entry AND w.kind = k.kind AND w.key = k.key
        )
    )
    INSERT INTO search_key AS k (entry, kind, key, pos) SELECT entry, kind, key, pos FROM wanted
    ON CONFLICT (entry, kind, key) DO UPDATE SET pos = excluded.pos WHERE k.pos <> excluded.pos;
END $$;

-- The rows are held before they are worked out: of two who change one owner at once the second sees the first.
CREATE FUNCTION search_follow_cars(ids uuid[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF ids IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO search_entry (id, car)
    SELECT v.id, true FROM vehicles_vehicle AS v WHERE v.id = ANY(ids) ORDER BY v.id
    ON CONFLICT DO NOTHING;
    PERFORM FROM search_entry WHERE id = ANY(ids) ORDER BY id FOR UPDATE;
    WITH wanted AS MATERIALIZED (SELECT * FROM search_wanted_cars(ids))
    UPDATE search_entry AS e SET owner_id = w.owner_id, seen = w.seen, stores = w.stores FROM wanted AS w
    WHERE e.id = w.id AND (e.owner_id, e.seen, e.stores) IS DISTINCT FROM (w.owner_id, w.seen, w.stores);
    DELETE FROM search_entry AS e
    WHERE e.id = ANY(ids) AND NOT EXISTS (SELECT FROM vehicles_vehicle AS v WHERE v.id = e.id);
END $$;

CREATE FUNCTION search_follow_owners(ids uuid[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF ids IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO search_entry (id, car)
    SELECT o.id, false FROM owners_owner AS o
    WHERE o.id = ANY(ids) AND o.merged_into_id IS NULL AND o.erased_at IS NULL ORDER BY o.id
    ON CONFLICT DO NOTHING;
    PERFORM FROM search_entry WHERE id = ANY(ids) ORDER BY id FOR UPDATE;
    WITH wanted AS MATERIALIZED (SELECT * FROM search_wanted_owners(ids))
    UPDATE search_entry AS e SET owner_id = w.owner_id, seen = w.seen, stores = w.stores FROM wanted AS w
    WHERE e.id = w.id AND (e.owner_id, e.seen, e.stores) IS DISTINCT FROM (w.owner_id, w.seen, w.stores);
    DELETE FROM search_entry AS e
    WHERE e.id = ANY(ids) AND NOT EXISTS (
        SELECT FROM owners_owner AS o WHERE o.id = e.id AND o.merged_into_id IS NULL AND o.erased_at IS NULL
    );
END $$;

CREATE FUNCTION search_rebuild() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_key;
    DELETE FROM search_entry;
    PERFORM search_follow_cars((SELECT array_agg(id) FROM vehicles_vehicle));
    PERFORM search_follow_owners((SELECT array_agg(id) FROM owners_owner));
    PERFORM search_follow_keys(
        (SELECT array_agg(id) FROM (SELECT id FROM owners_owner UNION ALL SELECT id FROM vehicles_vehicle) AS t),
        '{1,2,3,4,5,11,12}'
    );
END $$;
"""

TRIGGERS = r"""
CREATE FUNCTION search_hears_owners() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE named uuid[]; placed uuid[]; lives uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id), array_agg(id) FILTER (WHERE name <> '') INTO placed, named FROM now_there;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(id), array_agg(id) INTO placed, lives FROM was_there;
    ELSE
        SELECT
            array_agg(n.id) FILTER (WHERE (n.name, n.pinyin, n.initials) IS DISTINCT FROM (o.name, o.pinyin, o.initials)),
            array_agg(n.id) FILTER (WHERE (n.home_store_id, n.preferred_store_id) IS DISTINCT FROM (o.home_store_id, o.preferred_store_id)
                OR (n.merged_into_id, n.erased_at) IS DISTINCT FROM (o.merged_into_id, o.erased_at)),
            array_agg(n.id) FILTER (WHERE (n.merged_into_id, n.erased_at) IS DISTINCT FROM (o.merged_into_id, o.erased_at))
        INTO named, placed, lives
        FROM now_there AS n JOIN was_there AS o USING (id);
    END IF;
    PERFORM search_follow_owners(placed);
    PERFORM search_follow_keys(named, '{1,2,3}');
    PERFORM search_follow_keys(lives, '{1,2,3,4,5}');
    RETURN NULL;
END $$;

CREATE FUNCTION search_hears_phones() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT owner_id) INTO ids FROM now_there;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT owner_id) INTO ids FROM was_there;
    ELSE
        SELECT array_agg(DISTINCT t.id) INTO ids
        FROM now_there AS n JOIN was_there AS o USING (id)
        CROSS JOIN LATERAL (VALUES (n.owner_id), (o.owner_id)) AS t (id)
        WHERE (n.owner_id, n.number, n.state) IS DISTINCT FROM (o.owner_id, o.number, o.state);
    END IF;
    PERFORM search_follow_keys(ids, '{4}');
    RETURN NULL;
END $$;

CREATE FUNCTION search_hears_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids uuid[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg(DISTINCT fleet_id) INTO ids FROM now_there;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        ids := ids || (SELECT array_agg(DISTINCT fleet_id) FROM was_there);
    END IF;
    PERFORM search_follow_keys(ids, '{4}');
    RETURN NULL;
END $$;

CREATE FUNCTION search_hears_members() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids uuid[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg(DISTINCT owner_id) INTO ids FROM now_there;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        ids := ids || (SELECT array_agg(DISTINCT owner_id) FROM was_there);
    END IF;
    PERFORM search_follow_keys(ids, '{5}');
    RETURN NULL;
END $$;

CREATE FUNCTION search_hears_households() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_follow_keys(
        (SELECT array_agg(m.owner_id) FROM now_there AS h JOIN owners_householdmember AS m ON m.household_id = h.id),
        '{5}'
    );
    RETURN NULL;
END $$;

CREATE FUNCTION search_hears_cars() RETURNS trigger LANGUAGE plpgsql AS $$
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
    PERFORM search_follow_keys(called, '{11,12}');
    PERFORM search_follow_cars(placed);
    PERFORM search_follow_owners(owners);
    RETURN NULL;
END $$;

CREATE FUNCTION search_hears_visits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE vins text[]; cars uuid[]; owners uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT vin) INTO vins FROM now_there;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT vin) INTO vins FROM was_there;
    ELSE
        SELECT array_agg(DISTINCT t.vin) INTO vins
        FROM now_there AS n JOIN was_there AS o USING (id)
        CROSS JOIN LATERAL (VALUES (n.vin), (o.vin)) AS t (vin)
        WHERE (n.vin, n.day, n.store_id) IS DISTINCT FROM (o.vin, o.day, o.store_id);
    END IF;
    IF vins IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(v.id), array_agg(DISTINCT v.owner_id) FILTER (WHERE v.owner_id IS NOT NULL) INTO cars, owners
    FROM vehicles_vehicle AS v WHERE v.vin = ANY(vins);
    PERFORM search_follow_cars(cars);
    PERFORM search_follow_owners(owners);
    RETURN NULL;
END $$;
"""

HEARD = {
    "owners_owner": "search_hears_owners",
    "owners_phone": "search_hears_phones",
    "owners_fleetcontact": "search_hears_contacts",
    "owners_householdmember": "search_hears_members",
    "vehicles_vehicle": "search_hears_cars",
    "vehicles_visit": "search_hears_visits",
}
SIDES = {
    "insert": "NEW TABLE AS now_there",
    "update": "OLD TABLE AS was_there NEW TABLE AS now_there",
    "delete": "OLD TABLE AS was_there",
}
BOUND = "".join(
    f"CREATE TRIGGER search_after_{deed} AFTER {deed.upper()} ON {table} REFERENCING {sides}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n"
    for table, function in HEARD.items()
    for deed, sides in SIDES.items()
) + (
    "CREATE TRIGGER search_after_update AFTER UPDATE ON owners_household"
    " REFERENCING NEW TABLE AS now_there FOR EACH STATEMENT EXECUTE FUNCTION search_hears_households();"
)
UNBOUND = "".join(
    f"DROP FUNCTION {function} CASCADE;" for function in [*HEARD.values(), "search_hears_households"]
)
GONE = """
DROP FUNCTION search_rebuild, search_follow_owners, search_follow_cars, search_follow_keys, search_wanted_owners,
    search_wanted_cars, search_wanted_keys, search_distinct, search_plain;
DROP INDEX search_orders_by_number;
DROP TABLE search_key, search_entry;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("owners", "0004_family_names_read_right"),
        ("vehicles", "0002_cars_and_calendar"),
    ]
    operations = [
        migrations.RunSQL([TABLES + WANTED + FOLLOW], GONE),
        migrations.RunSQL([TRIGGERS + BOUND], UNBOUND),
        migrations.RunSQL("SELECT search_rebuild()", migrations.RunSQL.noop),
    ]
