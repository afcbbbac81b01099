-- Visits: settled orders of one car, store and day, not before its delivery, before the cut-off day.

CREATE TEMP TABLE delivery AS
SELECT vin, min(delivery_day) AS delivery_day FROM sale GROUP BY vin;

CREATE TEMP TABLE profit_rule AS
SELECT
    count(cost_fen) > 0 AS has_costs,
    (SELECT count(*) > 0 FROM margin_rate) AS has_rates,
    1 - sum(cost_fen) / nullif(sum(revenue_fen) FILTER (WHERE cost_fen IS NOT NULL), 0) AS known_rate
FROM order_base
WHERE status = 'settled';

CREATE TEMP TABLE counted_order AS
SELECT
    o.*,
    d.delivery_day,
    o.revenue_fen - coalesce(o.insurer_fen, 0) - coalesce(o.warranty_fen, 0) AS residual_fen,
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

-- Visits are numbered by day, then car: a later visit of a car has a higher number.
CREATE TEMP TABLE order_visit AS
SELECT order_id, dense_rank() OVER (ORDER BY day, vin, store) AS visit_id FROM counted_order;

CREATE TEMP TABLE visit_base AS
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
FROM counted_order
JOIN order_visit USING (order_id)
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
