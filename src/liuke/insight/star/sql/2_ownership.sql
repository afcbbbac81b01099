-- Who owned which car when: the phone of the sales record, else of the latest order, else the VIN.

CREATE TEMP TABLE car AS
SELECT DISTINCT vin
FROM (
    SELECT vin FROM vehicle_sales
    UNION ALL SELECT vin FROM work_orders
    UNION ALL SELECT vin FROM appointments
    UNION ALL SELECT vin FROM surveys
    UNION ALL SELECT vin FROM complaints
)
WHERE vin IS NOT NULL;

CREATE TEMP TABLE order_phone AS
SELECT
    vin,
    arg_max(phone, (CAST(received_at AS DATE) < getvariable('as_of'), received_at)) AS phone
FROM order_source
WHERE phone IS NOT NULL
GROUP BY vin;

-- The first delivery counts as the delivery of the car; a later one is a resale and changes the owner only.
CREATE TEMP TABLE sale AS
SELECT *
FROM vehicle_sales
WHERE delivery_day < getvariable('as_of')
UNION ALL
SELECT s.*
FROM vehicle_sales AS s
WHERE s.delivery_day >= getvariable('as_of')
    AND s.vin NOT IN (SELECT vin FROM vehicle_sales WHERE delivery_day < getvariable('as_of'))
QUALIFY row_number() OVER (PARTITION BY s.vin ORDER BY s.delivery_day) = 1;

CREATE TABLE ownership AS
SELECT
    c.vin,
    coalesce(s.phone, p.phone, c.vin) AS owner,
    CASE WHEN row_number() OVER car_sales > 1 THEN s.delivery_day END AS from_day,
    lead(s.delivery_day) OVER car_sales AS to_day
FROM car AS c
LEFT JOIN sale AS s USING (vin)
LEFT JOIN order_phone AS p USING (vin)
WINDOW car_sales AS (PARTITION BY c.vin ORDER BY s.delivery_day, s.source_file, s.source_row);

CREATE TEMP VIEW owner_since AS
SELECT vin, owner, coalesce(from_day, DATE '1900-01-01') AS since FROM ownership;
