-- What is known of each car and owner at hand, whatever the cut-off day makes of it.

CREATE TEMP TABLE car_visits AS
SELECT
    vin,
    min(day) FILTER (WHERE maintenance_rank = 1) AS first_maintenance_day,
    any_value(store) FILTER (WHERE maintenance_rank = 1) AS first_maintenance_store,
    any_value(adviser) FILTER (WHERE maintenance_rank = 1) AS first_maintenance_adviser,
    min(day) FILTER (WHERE maintenance_rank = 2) AS second_maintenance_day,
    count(*) FILTER (WHERE maintenance) AS maintenance_visits,
    max(day) FILTER (WHERE maintenance) AS last_maintenance_day,
    count(*) AS visits,
    min(day) AS first_visit_day,
    max(day) AS last_visit_day,
    arg_min(store, visit_id) AS first_store,
    arg_min(region, visit_id) AS first_region,
    arg_max(store, visit_id) AS last_store,
    arg_max(adviser, visit_id) AS last_adviser,
    max(odometer_km) FILTER (WHERE odometer_plausible) AS odometer_km,
    max(day) FILTER (WHERE odometer_plausible AND odometer_km IS NOT NULL)
        - min(day) FILTER (WHERE odometer_plausible AND odometer_km IS NOT NULL) AS km_days,
    max(odometer_km) FILTER (WHERE odometer_plausible) - min(odometer_km) FILTER (WHERE odometer_plausible) AS km_span
FROM visit
GROUP BY vin;

-- What the files say of a car: its latest sale first, else its latest order.
CREATE TEMP TABLE sale_facts AS
SELECT
    vin,
    min(delivery_day) AS delivery_day,
    arg_min(store, delivery_day) AS store,
    arg_min(region, delivery_day) AS region,
    arg_min(seller, delivery_day) AS seller,
    arg_min(price_fen, delivery_day) AS price_fen,
    arg_max(brand, delivery_day) AS brand,
    arg_max(series, delivery_day) AS series,
    arg_max(model, delivery_day) AS model,
    arg_max(energy, delivery_day) AS energy,
    arg_max(district, delivery_day) AS district,
    arg_max(plate, delivery_day) AS plate
FROM sale
GROUP BY vin;

CREATE TEMP TABLE order_facts AS
SELECT
    vin,
    arg_max(brand, received_at) AS brand,
    arg_max(series, received_at) AS series,
    arg_max(model, received_at) AS model,
    arg_max(energy, received_at) AS energy,
    arg_max(district, received_at) AS district,
    arg_max(plate, received_at) AS plate
FROM known_order
GROUP BY vin;

CREATE TEMP TABLE car_voice AS
SELECT
    coalesce(a.vin, c.vin) AS vin,
    a.last_satisfaction,
    c.complaints
FROM (
    SELECT vin, arg_max(satisfaction, (day, satisfaction)) AS last_satisfaction
    FROM survey WHERE vin IS NOT NULL GROUP BY vin
) AS a
FULL JOIN (SELECT vin, count(*) AS complaints FROM complaint WHERE vin IS NOT NULL GROUP BY vin) AS c ON a.vin = c.vin;

CREATE TEMP TABLE vehicle_known AS
WITH joined AS (
    SELECT
        c.vin,
        w.owner,
        coalesce(s.brand, o.brand) AS brand,
        coalesce(s.series, o.series) AS series,
        coalesce(s.model, o.model) AS model,
        coalesce(s.energy, o.energy) AS energy,
        s.price_fen,
        coalesce(s.store, v.first_store) AS store,
        coalesce(s.region, v.first_region) AS region,
        coalesce(s.district, o.district) AS district,
        coalesce(s.plate, o.plate) AS plate,
        s.seller,
        s.delivery_day,
        v.* EXCLUDE (vin, first_store, first_region),
        t.complaints,
        t.last_satisfaction
    FROM car AS c
    JOIN ownership AS w ON c.vin = w.vin AND w.to_day IS NULL
    LEFT JOIN sale_facts AS s ON c.vin = s.vin
    LEFT JOIN order_facts AS o ON c.vin = o.vin
    LEFT JOIN car_visits AS v ON c.vin = v.vin
    LEFT JOIN car_voice AS t ON c.vin = t.vin
)
SELECT
    j.vin,
    j.owner,
    j.brand,
    j.series,
    j.model,
    j.energy,
    CASE
        WHEN j.price_fen < 10000000 THEN '10万以下'
        WHEN j.price_fen < 15000000 THEN '10–15万'
        WHEN j.price_fen < 20000000 THEN '15–20万'
        WHEN j.price_fen < 30000000 THEN '20–30万'
        WHEN j.price_fen < 40000000 THEN '30–40万'
        WHEN j.price_fen < 60000000 THEN '40–60万'
        WHEN j.price_fen IS NOT NULL THEN '60万以上'
    END AS price_band,
    j.price_fen,
    j.store,
    j.region,
    j.district,
    j.plate,
    j.seller,
    j.delivery_day,
    year(j.delivery_day) * 12 + month(j.delivery_day) - 1 AS delivery_month,
    coalesce(pm.first_due_months, ps.first_due_months, pd.first_due_months) AS first_due_months,
    coalesce(pm.second_due_months, ps.second_due_months, pd.second_due_months) AS second_due_months,
    j.first_maintenance_day,
    j.first_maintenance_store,
    j.first_maintenance_adviser,
    j.second_maintenance_day,
    coalesce(j.maintenance_visits, 0) AS maintenance_visits,
    coalesce(j.visits, 0) AS visits,
    j.first_visit_day,
    j.last_visit_day,
    j.last_maintenance_day,
    j.last_store,
    j.last_adviser,
    j.odometer_km,
    CASE
        WHEN j.km_days >= 30 AND j.km_span > 0 THEN j.km_span / j.km_days
        WHEN j.odometer_km > 0 AND j.last_visit_day - j.delivery_day >= 30
            THEN j.odometer_km / (j.last_visit_day - j.delivery_day)
    END AS km_per_day,
    j.last_satisfaction,
    coalesce(j.complaints, 0) AS complaints
FROM joined AS j
LEFT JOIN plan AS pm ON j.model = pm.name
LEFT JOIN plan AS ps ON j.series = ps.name
LEFT JOIN plan AS pd ON pd.name IS NULL;

CREATE TEMP TABLE owner_facts AS
SELECT
    owner,
    arg_max(owner_name, day) AS name,
    arg_max(district, day) AS district,
    arg_max(gender, day) AS gender,
    arg_max(birthday, day) AS birthday,
    arg_min(channel, day) AS channel
FROM (
    SELECT w.owner, s.owner_name, s.district, s.gender, s.birthday, s.channel, s.delivery_day AS day
    FROM sale AS s
    JOIN ownership AS w ON s.vin = w.vin AND (w.from_day = s.delivery_day OR (w.from_day IS NULL
        AND (w.to_day IS NULL OR s.delivery_day < w.to_day)))
    UNION ALL
    SELECT w.owner, o.owner_name, o.district, NULL, NULL, NULL, CAST(o.received_at AS DATE) - INTERVAL 100 YEAR
    FROM known_order AS o
    JOIN ownership AS w ON o.vin = w.vin AND (w.from_day IS NULL OR o.received_at >= w.from_day)
        AND (w.to_day IS NULL OR o.received_at < w.to_day)
)
GROUP BY owner;

CREATE TEMP TABLE owner_known AS
SELECT
    w.owner,
    CASE WHEN regexp_full_match(w.owner, '[0-9#转-]{7,20}') THEN w.owner END AS phone,
    f.name,
    f.district,
    f.gender,
    f.birthday,
    f.channel,
    w.vehicles
FROM (
    SELECT owner, count(DISTINCT vin) FILTER (WHERE to_day IS NULL) AS vehicles FROM ownership GROUP BY owner
) AS w
LEFT JOIN owner_facts AS f USING (owner);
