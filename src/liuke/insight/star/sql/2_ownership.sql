-- Who owned which car when: the phone of the sales record, else of the latest order, else the VIN.
-- From here on the star knows what was known on the cut-off day: a row dated on it or later names no car, owner,
-- phone or model. A row without a day is taken as known.

CREATE TEMP VIEW known_order AS
SELECT * FROM order_source WHERE received_at IS NULL OR received_at < getvariable('as_of');

-- The first delivery counts as the delivery of the car; a later one is a resale and changes the owner only.
CREATE TEMP TABLE sale AS
SELECT * FROM vehicle_sales WHERE delivery_day < getvariable('as_of');

CREATE TEMP TABLE car AS
SELECT DISTINCT vin
FROM (
    SELECT vin FROM sale
    UNION ALL SELECT vin FROM known_order
    UNION ALL SELECT vin FROM appointments WHERE booked_at IS NULL OR booked_at < getvariable('as_of')
    UNION ALL SELECT vin FROM surveys WHERE answered_at IS NULL OR answered_at < getvariable('as_of')
    UNION ALL SELECT vin FROM complaints WHERE received_at IS NULL OR received_at < getvariable('as_of')
)
WHERE vin IS NOT NULL;

CREATE TEMP TABLE order_phone AS
SELECT vin, arg_max(phone, received_at) AS phone
FROM known_order
WHERE phone IS NOT NULL
GROUP BY vin;

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
