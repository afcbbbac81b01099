-- The facts: visits with all that is known of them, orders, lines. They are views, written to their files before
-- anything else is asked of them.

-- Of two answers on one day the better counts, so that the same files give the same star.
CREATE TEMP TABLE visit_answer AS
SELECT visit_id, arg_max(satisfaction, (day, satisfaction)) AS satisfaction, arg_max(nps, (day, nps)) AS nps
FROM survey
WHERE visit_id IS NOT NULL
GROUP BY visit_id;

CREATE TEMP TABLE visit_booking AS
SELECT DISTINCT visit_id FROM appointment WHERE visit_id IS NOT NULL;

CREATE TEMP VIEW visit AS
SELECT
    v.visit_id,
    v.vin,
    w.owner,
    nullif(v.store, '') AS store,
    v.region,
    v.day,
    v.month,
    coalesce(v.arrival_hour, v.received_hour) AS hour,
    v.kinds,
    v.maintenance,
    v.revenue_fen,
    v.owner_paid_fen,
    v.profit_fen,
    v.labour_fen,
    v.parts_fen,
    v.discount_fen,
    v.odometer_km,
    -- a reading is a slip when it breaks the line its neighbours make, or when no car drives that fast
    NOT coalesce(
        (v.odometer_km < h.km_before AND coalesce(h.km_after >= h.km_before, true))
        OR (v.odometer_km > h.km_after AND coalesce(h.km_before <= h.km_after, true))
        OR v.odometer_km - h.km_before > 1500 * (v.day - h.previous_day + 1),
        false
    ) AS odometer_plausible,
    v.adviser,
    v.technician,
    v.arrived_at,
    v.started_at,
    v.finished_at,
    CASE
        WHEN CAST(v.arrived_at AS TIME) <> TIME '00:00:00' AND v.started_at >= v.arrived_at
            THEN date_diff('second', v.arrived_at, v.started_at) / 60.0
    END AS wait_minutes,
    CASE
        WHEN v.booked IS NOT NULL OR getvariable('has_appointments')
            THEN coalesce(v.booked, false) OR b.visit_id IS NOT NULL
    END AS booked,
    v.orders,
    v.day - v.delivery_day AS age_days,
    h.visit_rank,
    h.maintenance_rank,
    h.previous_day,
    h.previous_maintenance_day,
    h.next_day,
    s.satisfaction,
    s.nps
FROM visit_base AS v
JOIN visit_place AS h USING (visit_id)
JOIN ownership AS w
    ON v.vin = w.vin AND (w.from_day IS NULL OR v.day >= w.from_day) AND (w.to_day IS NULL OR v.day < w.to_day)
LEFT JOIN visit_answer AS s USING (visit_id)
LEFT JOIN visit_booking AS b USING (visit_id);

-- The next order of the car for the same trouble within 30 days; a cancelled order is no return, nor has it one.
CREATE TEMP TABLE same_trouble AS
WITH trouble AS (
    SELECT order_id, vin, day, status = 'cancelled' AS cancelled, 'symptom' AS said, symptom AS what
    FROM order_base WHERE symptom IS NOT NULL AND day < getvariable('as_of')
    UNION ALL
    SELECT order_id, vin, day, status = 'cancelled', 'system', system
    FROM order_base WHERE system IS NOT NULL AND day < getvariable('as_of')
)
SELECT
    order_id,
    min(day) OVER (
        PARTITION BY vin, said, what, cancelled ORDER BY day
        RANGE BETWEEN INTERVAL 1 DAY FOLLOWING AND INTERVAL 30 DAY FOLLOWING
    ) AS returned_day
FROM trouble;

CREATE TEMP VIEW work_order AS
SELECT
    o.order_id,
    v.visit_id,
    o.vin,
    nullif(o.store, '') AS store,
    o.order_no,
    o.received_at,
    o.finished_at,
    o.day,
    o.month,
    o.status,
    o.kinds,
    coalesce(o.symptom, o.system) AS symptom,
    r.returned_day,
    o.adviser,
    o.technician,
    o.revenue_fen,
    o.cost_fen
FROM order_base AS o
LEFT JOIN order_visit AS v USING (order_id)
LEFT JOIN (SELECT order_id, min(returned_day) AS returned_day FROM same_trouble GROUP BY order_id) AS r
    USING (order_id);

-- Of an order without lines the work it names is its one line.
CREATE TEMP VIEW line AS
WITH kept AS (
    SELECT
        o.order_id, o.vin, o.store, o.day, o.order_no, o.items, o.has_lines, o.kinds, o.revenue_fen, o.technician,
        v.visit_id
    FROM order_base AS o
    JOIN order_visit AS v USING (order_id)
)
SELECT
    o.order_id,
    o.visit_id,
    o.vin,
    nullif(o.store, '') AS store,
    o.day,
    l.item_code,
    l.item,
    nullif(coalesce(l.kinds, 0) | l.item_kinds, 0) AS kinds,
    l.line_type,
    l.quantity,
    l.amount_fen,
    l.payer,
    l.technician
FROM placed_line AS l
JOIN kept AS o ON l.order_no = o.order_no AND l.store = o.store
UNION ALL
SELECT
    order_id, visit_id, vin, nullif(store, ''), day, NULL, items, kinds, NULL, 1, revenue_fen, NULL, technician
FROM kept
WHERE items IS NOT NULL AND NOT has_lines;
