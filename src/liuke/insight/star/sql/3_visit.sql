-- Visits: settled orders of one car, store and day, not before its delivery, before the cut-off day.

-- What was done to a car before anybody owned it (PDI, fitting) is no visit, also where the delivery comes after the
-- cut-off day: that tells nothing of an owner, only whose the car was not yet.
CREATE TEMP TABLE delivery AS
SELECT vin, min(delivery_day) AS delivery_day FROM vehicle_sales GROUP BY vin;

-- The known rate is an estimate and told to a tenth of a percent, so that one more order does not move all others.
CREATE TEMP TABLE profit_rule AS
SELECT
    count(cost_fen) > 0 AS has_costs,
    (SELECT count(*) > 0 FROM margin_rate) AS has_rates,
    round(1 - sum(cost_fen) / nullif(sum(revenue_fen) FILTER (WHERE cost_fen IS NOT NULL), 0), 3) AS known_rate
FROM every_order
WHERE status = 'settled' AND day < getvariable('as_of');

-- The orders that count, with what is worked out of each. Visits are numbered by day, then car: a later visit
-- of a car has a higher number. Narrow, so that joining it to the orders costs little.
CREATE TEMP TABLE order_visit AS
SELECT
    o.order_id,
    getvariable('last_visit_id') + dense_rank() OVER (ORDER BY o.day, o.vin, o.store) AS visit_id,
    d.delivery_day,
    -- what no insurer, no manufacturer and no department of the dealer pays is the owner's
    o.revenue_fen - coalesce(o.insurer_fen, 0) - coalesce(o.warranty_fen, 0) - coalesce(o.internal_fen, 0)
        AS residual_fen,
    CASE
        WHEN o.cost_fen IS NOT NULL THEN o.revenue_fen - o.cost_fen
        WHEN r.rate IS NOT NULL THEN CAST(round(o.revenue_fen * r.rate) AS BIGINT)
        WHEN p.has_costs THEN CAST(round(o.revenue_fen * p.known_rate) AS BIGINT)
        ELSE o.revenue_fen
    END AS profit_fen
FROM order_base AS o
CROSS JOIN profit_rule AS p
LEFT JOIN delivery AS d USING (vin)
LEFT JOIN margin_rate AS r ON coalesce(o.kinds, 0) & -coalesce(o.kinds, 0) = r.bit
WHERE o.status = 'settled'
    AND o.day < getvariable('as_of')
    AND (d.delivery_day IS NULL OR o.day >= d.delivery_day);

-- Nearly every visit has one order, and gathering a group takes five times as long as taking over a row.
CREATE TEMP TABLE order_of_many AS
SELECT *
FROM order_visit
WHERE visit_id IN (SELECT visit_id FROM order_visit GROUP BY visit_id HAVING count(*) > 1);

CREATE TEMP TABLE visit_base AS
SELECT
    visit_id,
    vin,
    store,
    region,
    day,
    month,
    CASE WHEN CAST(arrived_at AS TIME) <> TIME '00:00:00' THEN hour(arrived_at) END AS arrival_hour,
    CASE WHEN CAST(received_at AS TIME) <> TIME '00:00:00' THEN hour(received_at) END AS received_hour,
    kinds,
    coalesce(kinds & 1, 0) = 1 AS maintenance,
    revenue_fen,
    coalesce(owner_paid_fen, residual_fen) AS owner_paid_fen,
    profit_fen,
    labour_fen,
    parts_fen,
    discount_fen,
    odometer_km,
    adviser,
    technician,
    arrived_at,
    started_at,
    finished_at,
    booked,
    1 AS orders,
    delivery_day
FROM order_base
JOIN order_visit USING (order_id)
WHERE order_id NOT IN (SELECT order_id FROM order_of_many)
UNION ALL
SELECT
    visit_id,
    any_value(vin) AS vin,
    any_value(store) AS store,
    any_value(region) AS region,
    any_value(day) AS day,
    any_value(month) AS month,
    min(hour(arrived_at)) FILTER (WHERE CAST(arrived_at AS TIME) <> TIME '00:00:00') AS arrival_hour,
    min(hour(received_at)) FILTER (WHERE CAST(received_at AS TIME) <> TIME '00:00:00') AS received_hour,
    bit_or(kinds) AS kinds,
    coalesce(bit_or(kinds) & 1, 0) = 1 AS maintenance,
    sum(revenue_fen) AS revenue_fen,
    sum(coalesce(owner_paid_fen, residual_fen)) AS owner_paid_fen,
    sum(profit_fen) AS profit_fen,
    sum(labour_fen) AS labour_fen,
    sum(parts_fen) AS parts_fen,
    sum(discount_fen) AS discount_fen,
    max(odometer_km) AS odometer_km,
    arg_min(adviser, order_id) AS adviser,
    arg_min(technician, order_id) AS technician,
    min(arrived_at) AS arrived_at,
    min(started_at) AS started_at,
    max(finished_at) AS finished_at,
    bool_or(booked) AS booked,
    count(*) AS orders,
    any_value(delivery_day) AS delivery_day
FROM order_base
JOIN order_of_many USING (order_id)
GROUP BY visit_id;

-- The place of a visit in the history of its car. Windows sort: only what they need is in their rows.
CREATE TEMP TABLE visit_place AS
SELECT
    visit_id,
    row_number() OVER car_history AS visit_rank,
    CASE WHEN maintenance THEN count(*) FILTER (WHERE maintenance) OVER car_history END AS maintenance_rank,
    lag(day) OVER car_history AS previous_day,
    lead(day) OVER car_history AS next_day,
    lag(odometer_km) OVER car_history AS km_before,
    lead(odometer_km) OVER car_history AS km_after,
    max(CASE WHEN maintenance THEN day END) OVER (
        PARTITION BY vin ORDER BY visit_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS previous_maintenance_day
FROM visit_base
WINDOW car_history AS (PARTITION BY vin ORDER BY visit_id);
