-- Appointments, survey answers and complaints, each tied to its car and visit.

-- A plate or phone names a car only when it names one.
CREATE TEMP TABLE car_of_plate AS
SELECT plate, any_value(vin) AS vin
FROM (SELECT plate, vin FROM sale UNION ALL SELECT plate, vin FROM known_order)
WHERE plate IN (
    SELECT plate FROM appointments UNION ALL SELECT plate FROM surveys UNION ALL SELECT plate FROM complaints
)
GROUP BY plate
HAVING count(DISTINCT vin) = 1;

CREATE TEMP TABLE car_of_phone AS
SELECT owner AS phone, any_value(vin) AS vin
FROM ownership
WHERE to_day IS NULL AND owner IN (
    SELECT phone FROM appointments UNION ALL SELECT phone FROM surveys UNION ALL SELECT phone FROM complaints
)
GROUP BY owner
HAVING count(DISTINCT vin) = 1;

CREATE TEMP TABLE order_place AS
SELECT o.order_no, o.store, o.vin, o.region, o.adviser, v.visit_id
FROM order_base AS o
LEFT JOIN order_visit AS v USING (order_id)
WHERE o.day < getvariable('as_of') AND o.order_no IN (
    SELECT order_no FROM appointments UNION ALL SELECT order_no FROM surveys UNION ALL SELECT order_no FROM complaints
);

CREATE TEMP TABLE appointment_base AS
SELECT
    a.* REPLACE (coalesce(a.vin, o.vin, p.vin, f.vin) AS vin, coalesce(a.store, nullif(o.store, ''), '') AS store),
    CAST(booked_at AS DATE) AS day,
    o.visit_id AS order_visit_id,
    -- one that is called off or missed brings nobody, whoever else came that day
    coalesce(status, '') NOT IN ('no_show', 'cancelled_by_store', 'cancelled_by_owner', 'cancelled') AS stands
FROM appointments AS a
LEFT JOIN order_number AS n ON a.order_no = n.order_no
LEFT JOIN order_place AS o ON a.order_no = o.order_no AND meant_store(a.store, n.only_store) = o.store
LEFT JOIN car_of_plate AS p ON a.plate = p.plate
LEFT JOIN car_of_phone AS f ON a.phone = f.phone
WHERE CAST(booked_at AS DATE) < getvariable('as_of');

-- A table, so that the planner knows how few they are.
CREATE TEMP TABLE booking_file AS
SELECT source_file, count(arrived_at) > 0 AS arrivals, count(started_at) > 0 AS starts
FROM every_appointments
WHERE CAST(booked_at AS DATE) < getvariable('as_of')
GROUP BY source_file;

-- A booking without a store finds the car's first visit of its day. Told as rows and not as a condition of the
-- join, which would compare every booking with every visit.
CREATE TEMP TABLE visit_of_day AS
WITH booked AS (
    SELECT vin, day, store, visit_id FROM visit_base WHERE day IN (SELECT day FROM appointment_base)
)
SELECT * FROM booked
UNION ALL
SELECT vin, day, '', min(visit_id) FROM booked GROUP BY vin, day HAVING bool_and(store <> '');

-- The visit an appointment that stands led to: by order number, else the car's visit to that store on that day.
CREATE TABLE appointment AS
WITH found AS (
    SELECT a.*, CASE WHEN a.stands THEN coalesce(a.order_visit_id, s.visit_id) END AS visit_id
    FROM appointment_base AS a
    LEFT JOIN visit_of_day AS s ON a.vin = s.vin AND a.day = s.day AND a.store = s.store
),
matched AS (
    SELECT f.*, v.arrived_at AS came_at, v.started_at AS began_at
    FROM found AS f
    LEFT JOIN visit_base AS v USING (visit_id)
),
filled AS (
    SELECT
        m.*,
        -- a file that tells when people came and work began is believed; another one asks the visit
        CASE WHEN t.arrivals THEN m.arrived_at ELSE m.came_at END AS arrival,
        CASE WHEN t.starts THEN m.started_at ELSE m.began_at END AS start,
        coalesce(m.status, '') NOT IN ('cancelled_by_store', 'cancelled') AS due
    FROM matched AS m
    JOIN booking_file AS t USING (source_file)
)
SELECT
    record_id,
    nullif(store, '') AS store,
    region,
    vin,
    booked_at,
    day,
    year(day) * 12 + month(day) - 1 AS month,
    arrival AS arrived_at,
    start AS started_at,
    status,
    due,
    stands AND (status = 'kept' OR arrival IS NOT NULL OR start IS NOT NULL OR visit_id IS NOT NULL) AS kept,
    coalesce(stands AND abs(date_diff('second', booked_at, start)) <= 600, false) AS punctual,
    visit_id
FROM filled;

CREATE TEMP TABLE answer AS
SELECT
    s.* REPLACE (coalesce(s.vin, o.vin, p.vin, f.vin) AS vin, coalesce(s.adviser, o.adviser) AS adviser),
    coalesce(s.store, o.store) AS asked_store,
    CAST(s.answered_at AS DATE) AS day,
    o.visit_id AS order_visit_id
FROM surveys AS s
LEFT JOIN order_number AS n ON s.order_no = n.order_no
LEFT JOIN order_place AS o ON s.order_no = o.order_no AND meant_store(s.store, n.only_store) = o.store
LEFT JOIN car_of_plate AS p ON s.plate = p.plate
LEFT JOIN car_of_phone AS f ON s.phone = f.phone;

-- Without an order number an answer belongs to the car's latest visit of the 30 days before it.
CREATE TABLE survey AS
SELECT
    a.record_id,
    coalesce(nullif(a.asked_store, ''), nullif(v.store, '')) AS store,
    a.region,
    a.vin,
    w.owner,
    coalesce(a.order_visit_id, CASE WHEN a.day - v.day <= 30 THEN v.visit_id END) AS visit_id,
    coalesce(a.adviser, CASE WHEN a.day - v.day <= 30 THEN v.adviser END) AS adviser,
    coalesce(a.day, v.day) AS day,
    year(coalesce(a.day, v.day)) * 12 + month(coalesce(a.day, v.day)) - 1 AS month,
    a.satisfaction,
    a.nps
FROM answer AS a
ASOF LEFT JOIN visit_base AS v ON a.vin = v.vin AND a.day >= v.day
ASOF LEFT JOIN owner_since AS w ON a.vin = w.vin AND a.day >= w.since
WHERE a.day IS NULL OR a.day < getvariable('as_of');

CREATE TABLE complaint AS
SELECT
    c.record_id,
    coalesce(c.store, nullif(o.store, '')) AS store,
    coalesce(c.region, o.region) AS region,
    coalesce(c.vin, o.vin, p.vin, f.vin) AS vin,
    o.visit_id,
    CAST(c.received_at AS DATE) AS day,
    year(c.received_at) * 12 + month(c.received_at) - 1 AS month,
    coalesce(c.status = 'solved' AND coalesce(CAST(c.solved_at AS DATE) < getvariable('as_of'), true),
        CAST(c.solved_at AS DATE) < getvariable('as_of'), false) AS solved,
    CASE WHEN c.due_at IS NOT NULL
        THEN coalesce(c.solved_at <= c.due_at AND CAST(c.solved_at AS DATE) < getvariable('as_of'), false) END AS in_time,
    c.symptom,
    c.content
FROM complaints AS c
LEFT JOIN order_number AS n ON c.order_no = n.order_no
LEFT JOIN order_place AS o ON c.order_no = o.order_no AND meant_store(c.store, n.only_store) = o.store
LEFT JOIN car_of_plate AS p ON c.plate = p.plate
LEFT JOIN car_of_phone AS f ON c.phone = f.phone
WHERE CAST(c.received_at AS DATE) < getvariable('as_of') AND c.status IS DISTINCT FROM 'withdrawn';
