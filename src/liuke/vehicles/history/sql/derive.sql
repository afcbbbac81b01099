-- What follows from the records of some cars: the car itself, its owners, who had it when, its visits.
-- Reads the temporary table touched(vin); writes only rows that differ, keeps how they stood before.

CREATE TEMP TABLE sale_fact ON COMMIT DROP AS
SELECT
    s.vin,
    min(s.delivery_day) AS delivery_day,
    (array_agg(s.store_id ORDER BY s.delivery_day, s.id))[1] AS store_id,
    (array_agg(s.price_fen ORDER BY s.delivery_day, s.id) FILTER (WHERE s.price_fen IS NOT NULL))[1] AS price_fen,
    (array_agg(s.brand ORDER BY s.delivery_day DESC, s.id) FILTER (WHERE s.brand IS NOT NULL))[1] AS brand,
    (array_agg(s.series ORDER BY s.delivery_day DESC, s.id) FILTER (WHERE s.series IS NOT NULL))[1] AS series,
    (array_agg(s.model ORDER BY s.delivery_day DESC, s.id) FILTER (WHERE s.model IS NOT NULL))[1] AS model,
    (array_agg(s.energy ORDER BY s.delivery_day DESC, s.id) FILTER (WHERE s.energy IS NOT NULL))[1] AS energy,
    (array_agg(s.plate ORDER BY s.delivery_day DESC, s.id) FILTER (WHERE s.plate IS NOT NULL))[1] AS plate
FROM vehicles_sale AS s
JOIN touched USING (vin)
GROUP BY s.vin;

CREATE TEMP TABLE order_of_car ON COMMIT DROP AS
SELECT
    o.id, o.vin, o.store_id, o.day, coalesce(o.arrived_at, o.opened_at, o.settled_at) AS received_at,
    o.brand, o.series, o.model, o.energy, o.plate, o.phone, o.owner_name, o.district, o.odometer_km,
    coalesce(
        o.total_fen,
        o.labour_fen + coalesce(o.parts_fen, 0) + coalesce(o.other_fen, 0) - coalesce(o.discount_fen, 0),
        o.parts_fen + coalesce(o.other_fen, 0) - coalesce(o.discount_fen, 0),
        o.owner_paid_fen,
        0
    ) AS revenue_fen,
    CASE
        WHEN o.status = 'finished' AND o.settled_at IS NULL AND o.source IN (
            SELECT DISTINCT source FROM vehicles_workorder WHERE settled_at IS NOT NULL
        ) THEN false
        ELSE coalesce(o.status, '') NOT IN ('open', 'cancelled')
    END AS settled
FROM vehicles_workorder AS o
JOIN touched USING (vin);
ANALYZE order_of_car;

-- Changes of ownership that a person has told count like sales.
CREATE TEMP TABLE given ON COMMIT DROP AS
SELECT v.vin, r.from_day, r.owner_id
FROM vehicles_vehiclerole AS r
JOIN vehicles_vehicle AS v ON v.id = r.vehicle_id
JOIN touched AS t ON t.vin = v.vin
WHERE r.role = 'owner' AND NOT EXISTS (
    SELECT FROM vehicles_sale AS s WHERE s.vin = v.vin AND s.delivery_day = r.from_day
);
CREATE TEMP TABLE first_given ON COMMIT DROP AS
SELECT vin, min(from_day) AS from_day FROM given GROUP BY vin;

CREATE TEMP TABLE order_fact ON COMMIT DROP AS
SELECT
    vin,
    (array_agg(store_id ORDER BY received_at, id))[1] AS store_id,
    (array_agg(brand ORDER BY received_at DESC, id) FILTER (WHERE brand IS NOT NULL))[1] AS brand,
    (array_agg(series ORDER BY received_at DESC, id) FILTER (WHERE series IS NOT NULL))[1] AS series,
    (array_agg(model ORDER BY received_at DESC, id) FILTER (WHERE model IS NOT NULL))[1] AS model,
    (array_agg(energy ORDER BY received_at DESC, id) FILTER (WHERE energy IS NOT NULL))[1] AS energy,
    (array_agg(plate ORDER BY received_at DESC, id) FILTER (WHERE plate IS NOT NULL))[1] AS plate,
    (array_agg(phone ORDER BY received_at DESC, id) FILTER (
        WHERE phone IS NOT NULL AND (g.from_day IS NULL OR day < g.from_day)
    ))[1] AS phone
FROM order_of_car
LEFT JOIN first_given AS g USING (vin)
GROUP BY vin;

-- Owners: the phone of the sale, else of the latest order, else the car itself.
CREATE TEMP TABLE hand_over ON COMMIT DROP AS
SELECT t.vin, s.delivery_day AS day, s.id, s.phone, NULL::uuid AS given_to
FROM touched AS t
LEFT JOIN vehicles_sale AS s USING (vin)
UNION ALL
SELECT vin, from_day, NULL, NULL, owner_id FROM given;
CREATE TEMP TABLE held ON COMMIT DROP AS
SELECT
    t.vin,
    t.given_to,
    coalesce(t.given_to::text, t.phone, o.phone, t.vin) AS value,
    CASE WHEN t.given_to IS NULL THEN coalesce(t.phone, o.phone) END AS phone,
    CASE WHEN row_number() OVER car_sales > 1 THEN t.day END AS from_day,
    lead(t.day) OVER car_sales AS to_day
FROM hand_over AS t
LEFT JOIN order_fact AS o USING (vin)
WINDOW car_sales AS (PARTITION BY t.vin ORDER BY t.day NULLS FIRST, t.id);
ANALYZE held;

CREATE TEMP TABLE new_owner ON COMMIT DROP AS
SELECT h.value, liuke_new_id() AS id
FROM (SELECT DISTINCT value FROM held WHERE given_to IS NULL) AS h
WHERE NOT EXISTS (SELECT FROM owners_sourcekey AS k WHERE k.value = h.value);
INSERT INTO owners_owner (id, name, pinyin, initials, batch_id)
SELECT id, '', '', '', %(batch)s::uuid FROM new_owner;
INSERT INTO owners_sourcekey (value, owner_id, batch_id)
SELECT value, id, %(batch)s::uuid FROM new_owner ORDER BY value;

CREATE TEMP TABLE held_by ON COMMIT DROP AS
SELECT h.*, coalesce(h.given_to, k.owner_id) AS owner_id
FROM held AS h
LEFT JOIN owners_sourcekey AS k USING (value);
ANALYZE held_by;
INSERT INTO owners_phone (owner_id, number, batch_id)
SELECT DISTINCT owner_id, phone, %(batch)s::uuid FROM held_by WHERE phone IS NOT NULL ORDER BY phone, owner_id
ON CONFLICT DO NOTHING;

-- Who had the car when.
INSERT INTO vehicles_beforeimage (batch_id, table_name, row_id, was, previous_batch)
SELECT %(batch)s::uuid, 'vehicles_ownership', w.id::text, to_jsonb(w), w.batch_id
FROM vehicles_ownership AS w
JOIN touched USING (vin)
LEFT JOIN held_by AS h ON h.vin = w.vin AND h.from_day IS NOT DISTINCT FROM w.from_day
WHERE (h.vin IS NULL OR (h.owner_id, h.to_day) IS DISTINCT FROM (w.owner_id, w.to_day))
    AND w.batch_id IS DISTINCT FROM %(batch)s::uuid AND %(batch)s::uuid IS NOT NULL
ON CONFLICT DO NOTHING;
CREATE TEMP TABLE held_before ON COMMIT DROP AS
SELECT DISTINCT w.owner_id FROM vehicles_ownership AS w JOIN touched USING (vin);
DELETE FROM vehicles_ownership AS w
USING touched AS t
WHERE w.vin = t.vin AND NOT EXISTS (
    SELECT FROM held_by AS h WHERE h.vin = w.vin AND h.from_day IS NOT DISTINCT FROM w.from_day
);
UPDATE vehicles_ownership AS w
SET owner_id = h.owner_id, to_day = h.to_day, batch_id = %(batch)s::uuid
FROM held_by AS h
WHERE h.vin = w.vin AND h.from_day IS NOT DISTINCT FROM w.from_day
    AND (h.owner_id, h.to_day) IS DISTINCT FROM (w.owner_id, w.to_day);
INSERT INTO vehicles_ownership (vin, owner_id, from_day, to_day, batch_id)
SELECT h.vin, h.owner_id, h.from_day, h.to_day, %(batch)s::uuid
FROM held_by AS h
WHERE NOT EXISTS (
    SELECT FROM vehicles_ownership AS w WHERE w.vin = h.vin AND w.from_day IS NOT DISTINCT FROM h.from_day
)
ORDER BY h.vin, h.from_day;

-- The car.
CREATE TEMP TABLE car_fact ON COMMIT DROP AS
SELECT
    t.vin,
    coalesce(o.plate, s.plate) AS plate,
    coalesce(s.brand, o.brand) AS brand,
    coalesce(s.series, o.series) AS series,
    coalesce(s.model, o.model) AS model,
    coalesce(s.energy, o.energy) AS energy,
    s.price_fen,
    s.delivery_day,
    coalesce(s.store_id, o.store_id) AS store_id,
    h.owner_id
FROM touched AS t
LEFT JOIN sale_fact AS s USING (vin)
LEFT JOIN order_fact AS o USING (vin)
LEFT JOIN held_by AS h ON h.vin = t.vin AND h.to_day IS NULL;
-- What a person has set stays; what the records say instead is told beside it.
CREATE TEMP TABLE car_kept ON COMMIT DROP AS
SELECT
    v.id, f.price_fen, coalesce(f.store_id, v.store_id) AS store_id, f.owner_id,
    CASE WHEN 'plate' = ANY(v.hand_set) THEN v.plate ELSE f.plate END AS plate,
    CASE WHEN 'brand' = ANY(v.hand_set) THEN v.brand ELSE f.brand END AS brand,
    CASE WHEN 'series' = ANY(v.hand_set) THEN v.series ELSE f.series END AS series,
    CASE WHEN 'model' = ANY(v.hand_set) THEN v.model ELSE f.model END AS model,
    CASE WHEN 'energy' = ANY(v.hand_set) THEN v.energy ELSE f.energy END AS energy,
    CASE WHEN 'delivery_day' = ANY(v.hand_set) THEN v.delivery_day ELSE f.delivery_day END AS delivery_day,
    CASE WHEN v.hand_set = '{}' THEN '{}'::jsonb ELSE coalesce((
        SELECT jsonb_object_agg(said.key, said.value)
        FROM jsonb_each(to_jsonb(f) - ARRAY['vin', 'price_fen', 'store_id', 'owner_id']) AS said
        WHERE said.key = ANY(v.hand_set) AND said.value <> 'null' AND said.value <> to_jsonb(v) -> said.key
    ), '{}') END AS told
FROM car_fact AS f
JOIN vehicles_vehicle AS v USING (vin);
CREATE TEMP TABLE car_change ON COMMIT DROP AS
SELECT f.*
FROM car_kept AS f
JOIN vehicles_vehicle AS v USING (id)
WHERE (f.plate, f.brand, f.series, f.model, f.energy, f.price_fen, f.delivery_day, f.store_id, f.owner_id, f.told)
    IS DISTINCT FROM (v.plate, v.brand, v.series, v.model, v.energy, v.price_fen, v.delivery_day, v.store_id, v.owner_id, v.told);
INSERT INTO vehicles_beforeimage (batch_id, table_name, row_id, was, previous_batch)
SELECT %(batch)s::uuid, 'vehicles_vehicle', v.id::text, to_jsonb(v), v.batch_id
FROM vehicles_vehicle AS v
JOIN car_change USING (id)
WHERE v.batch_id IS DISTINCT FROM %(batch)s::uuid AND %(batch)s::uuid IS NOT NULL
ON CONFLICT DO NOTHING;
UPDATE vehicles_vehicle AS v
SET plate = c.plate, brand = c.brand, series = c.series, model = c.model, energy = c.energy,
    price_fen = c.price_fen, delivery_day = c.delivery_day, store_id = c.store_id, owner_id = c.owner_id,
    told = c.told, version = v.version + 1, changed_at = now(), changed_by = 'DMS', batch_id = %(batch)s::uuid
FROM car_change AS c
WHERE v.id = c.id;
INSERT INTO vehicles_stalecar (vin) SELECT vin FROM touched;

-- Visits: settled orders of one car, store and day, not before delivery.
CREATE TEMP TABLE visit_fact ON COMMIT DROP AS
SELECT
    o.vin, o.store_id, o.day, count(*)::int AS orders, sum(o.revenue_fen)::bigint AS revenue_fen,
    max(o.odometer_km) AS odometer_km
FROM order_of_car AS o
LEFT JOIN sale_fact AS s USING (vin)
WHERE o.settled AND (s.delivery_day IS NULL OR o.day >= s.delivery_day)
GROUP BY o.vin, o.store_id, o.day;
ANALYZE visit_fact;
CREATE TEMP TABLE visit_change ON COMMIT DROP AS
SELECT v.id, f.orders, f.revenue_fen, f.odometer_km
FROM vehicles_visit AS v
JOIN touched USING (vin)
LEFT JOIN visit_fact AS f ON (f.vin, f.store_id, f.day) = (v.vin, v.store_id, v.day)
WHERE f.vin IS NULL
    OR (f.orders, f.revenue_fen, f.odometer_km) IS DISTINCT FROM (v.orders, v.revenue_fen, v.odometer_km);
INSERT INTO vehicles_beforeimage (batch_id, table_name, row_id, was, previous_batch)
SELECT %(batch)s::uuid, 'vehicles_visit', v.id::text, to_jsonb(v), v.batch_id
FROM vehicles_visit AS v
JOIN visit_change USING (id)
WHERE v.batch_id IS DISTINCT FROM %(batch)s::uuid AND %(batch)s::uuid IS NOT NULL
ON CONFLICT DO NOTHING;
DELETE FROM vehicles_visit AS v USING visit_change AS c WHERE v.id = c.id AND c.orders IS NULL;
UPDATE vehicles_visit AS v
SET orders = c.orders, revenue_fen = c.revenue_fen, odometer_km = c.odometer_km, batch_id = %(batch)s::uuid
FROM visit_change AS c
WHERE v.id = c.id AND c.orders IS NOT NULL;
INSERT INTO vehicles_visit (vin, store_id, day, orders, revenue_fen, odometer_km, batch_id)
SELECT f.vin, f.store_id, f.day, f.orders, f.revenue_fen, f.odometer_km, %(batch)s::uuid
FROM visit_fact AS f
WHERE NOT EXISTS (
    SELECT FROM vehicles_visit AS v WHERE (v.vin, v.store_id, v.day) = (f.vin, f.store_id, f.day)
)
ORDER BY f.day, f.vin, f.store_id;

-- Owners: what the latest sale says of them, else the latest order.
CREATE TEMP TABLE owner_of_interest ON COMMIT DROP AS
SELECT owner_id FROM held_by UNION SELECT owner_id FROM held_before;
ANALYZE owner_of_interest;
CREATE TEMP TABLE owner_saying ON COMMIT DROP AS
SELECT w.owner_id, s.owner_name, s.district, s.gender, s.birthday, s.channel, s.delivery_day AS day, s.id
FROM owner_of_interest
JOIN vehicles_ownership AS w USING (owner_id)
JOIN vehicles_sale AS s ON s.vin = w.vin AND (w.from_day = s.delivery_day
    OR (w.from_day IS NULL AND (w.to_day IS NULL OR s.delivery_day < w.to_day)))
UNION ALL
SELECT w.owner_id, o.owner_name, o.district, NULL, NULL, NULL, (o.day - interval '100 years')::date, o.id
FROM owner_of_interest
JOIN vehicles_ownership AS w USING (owner_id)
JOIN vehicles_workorder AS o ON o.vin = w.vin AND w.to_day IS NULL
    AND (w.from_day IS NULL OR o.day >= w.from_day);
CREATE TEMP TABLE owner_fact ON COMMIT DROP AS
SELECT
    owner_id,
    coalesce((array_agg(owner_name ORDER BY day DESC, id) FILTER (WHERE owner_name IS NOT NULL))[1], '') AS name,
    (array_agg(district ORDER BY day DESC, id) FILTER (WHERE district IS NOT NULL))[1] AS district,
    (array_agg(gender ORDER BY day DESC, id) FILTER (WHERE gender IS NOT NULL))[1] AS gender,
    (array_agg(birthday ORDER BY day DESC, id) FILTER (WHERE birthday IS NOT NULL))[1] AS birthday,
    (array_agg(channel ORDER BY day DESC, id) FILTER (WHERE channel IS NOT NULL))[1] AS channel
FROM owner_saying
GROUP BY owner_id;
-- Whose customer: of the store the latest car was bought from, or of the one that saw them last.
CREATE TEMP TABLE owner_home ON COMMIT DROP AS
SELECT
    v.owner_id,
    coalesce(
        (array_agg(c.store_id ORDER BY c.day DESC, v.vin) FILTER (WHERE c.day IS NOT NULL AND o.credit_rule = 'served'))[1],
        (array_agg(v.store_id ORDER BY v.delivery_day DESC NULLS LAST, v.vin))[1]
    ) AS store_id
FROM vehicles_vehicle AS v
JOIN owner_of_interest USING (owner_id)
JOIN owners_owner AS o ON o.id = v.owner_id
LEFT JOIN LATERAL (
    SELECT store_id, day FROM vehicles_visit AS c
    WHERE o.credit_rule = 'served' AND c.vin = v.vin ORDER BY day DESC, id DESC LIMIT 1
) AS c ON true
WHERE v.store_id IS NOT NULL
GROUP BY v.owner_id;
CREATE TEMP TABLE owner_told ON COMMIT DROP AS
SELECT o.id, o.hand_set, f.name, f.district, f.gender, f.birthday, f.channel, h.store_id
FROM owner_fact AS f
JOIN owners_owner AS o ON o.id = f.owner_id
LEFT JOIN owner_home AS h ON h.owner_id = o.id
WHERE o.erased_at IS NULL;

-- What somebody has set by hand stays; what the records say instead is kept beside it.
CREATE TEMP TABLE owner_change ON COMMIT DROP AS
SELECT c.*
FROM (
    SELECT
        o.id,
        CASE WHEN o.hand_set ? 'name' THEN o.name ELSE t.name END AS name,
        CASE WHEN o.hand_set ? 'district' THEN o.district ELSE t.district END AS district,
        CASE WHEN o.hand_set ? 'gender' THEN o.gender ELSE t.gender END AS gender,
        CASE WHEN o.hand_set ? 'birthday' THEN o.birthday ELSE t.birthday END AS birthday,
        CASE WHEN o.hand_set ? 'channel' THEN o.channel ELSE t.channel END AS channel,
        CASE WHEN o.hand_set ? 'home_store_id' THEN o.home_store_id ELSE t.store_id END AS store_id,
        CASE WHEN o.hand_set = '[]' THEN '{}' ELSE jsonb_strip_nulls(jsonb_build_object(
            'name', CASE WHEN o.hand_set ? 'name' AND t.name <> o.name THEN nullif(t.name, '') END,
            'district', CASE WHEN o.hand_set ? 'district' AND t.district IS DISTINCT FROM o.district THEN t.district END,
            'gender', CASE WHEN o.hand_set ? 'gender' AND t.gender IS DISTINCT FROM o.gender THEN t.gender END,
            'birthday', CASE WHEN o.hand_set ? 'birthday' AND t.birthday IS DISTINCT FROM o.birthday THEN t.birthday END,
            'channel', CASE WHEN o.hand_set ? 'channel' AND t.channel IS DISTINCT FROM o.channel THEN t.channel END,
            'home_store_id', CASE
                WHEN o.hand_set ? 'home_store_id' AND t.store_id IS DISTINCT FROM o.home_store_id THEN t.store_id
            END
        )) END AS records_say
    FROM owner_told AS t
    JOIN owners_owner AS o USING (id)
) AS c
JOIN owners_owner AS o USING (id)
WHERE (c.name, c.district, c.gender, c.birthday, c.channel, c.store_id, c.records_say)
    IS DISTINCT FROM (o.name, o.district, o.gender, o.birthday, o.channel, o.home_store_id, o.records_say);
INSERT INTO vehicles_beforeimage (batch_id, table_name, row_id, was, previous_batch)
SELECT %(batch)s::uuid, 'owners_owner', o.id::text, to_jsonb(o), o.batch_id
FROM owners_owner AS o
JOIN owner_change USING (id)
WHERE o.batch_id IS DISTINCT FROM %(batch)s::uuid AND %(batch)s::uuid IS NOT NULL
ON CONFLICT DO NOTHING;
UPDATE owners_owner AS o
SET name = c.name, pinyin = CASE WHEN c.name = o.name THEN o.pinyin ELSE '' END, district = c.district,
    gender = c.gender, birthday = c.birthday, channel = c.channel, home_store_id = c.store_id,
    records_say = c.records_say, batch_id = %(batch)s::uuid
FROM owner_change AS c
WHERE o.id = c.id;
