-- Which cars, owners, appointments, answers and complaints have to be worked out anew: those of which a changed row
-- speaks, those with rows that were too late for the last star, and all that hang together with them by a plate or
-- a phone. Everything is a name here: a VIN, plate or phone, and of a record its kind and number.
-- Reads every_… (records as they stand), changed_… (rows as they were and as they are), old_… (the last star) and
-- the variable old_as_of.

CREATE TEMP TABLE numbered AS
SELECT store, order_no, any_value(vin) AS vin
FROM every_work_orders
WHERE order_no IN (
    SELECT order_no FROM changed_order_lines
    UNION ALL SELECT order_no FROM every_appointments
    UNION ALL SELECT order_no FROM every_surveys
    UNION ALL SELECT order_no FROM every_complaints
)
GROUP BY store, order_no;

CREATE TEMP VIEW told AS
SELECT
    'appointment ' || record_id AS name, vin, store, order_no, plate, phone, booked_at AS at, NULL AS solved_at
FROM every_appointments
UNION ALL SELECT 'survey ' || record_id, vin, store, order_no, plate, phone, answered_at, NULL FROM every_surveys
UNION ALL SELECT 'complaint ' || record_id, vin, store, order_no, plate, phone, received_at, solved_at
FROM every_complaints;

CREATE TEMP VIEW made AS
SELECT 'appointment ' || record_id AS name, vin, visit_id FROM old_appointment
UNION ALL SELECT 'survey ' || record_id, vin, visit_id FROM old_survey
UNION ALL SELECT 'complaint ' || record_id, vin, visit_id FROM old_complaint;

CREATE TEMP TABLE voice AS
SELECT
    t.name,
    t.vin,
    n.vin AS order_vin,
    m.vin AS old_vin,
    t.plate,
    t.phone,
    greatest(t.at, t.solved_at) >= getvariable('old_as_of') AS late
FROM told AS t
LEFT JOIN numbered AS n ON t.store = n.store AND t.order_no = n.order_no
LEFT JOIN made AS m ON t.name = m.name;

-- A record that names its car, or its order, hangs on no plate or phone.
CREATE TEMP TABLE edge AS
SELECT DISTINCT vin AS a, unnest([plate, phone]) AS b
FROM (SELECT vin, plate, phone FROM every_work_orders UNION ALL SELECT vin, plate, phone FROM every_vehicle_sales)
UNION ALL
SELECT
    name,
    unnest([vin, order_vin, old_vin] || CASE WHEN coalesce(vin, order_vin) IS NULL THEN [plate, phone] ELSE [] END)
FROM voice;

CREATE TEMP TABLE changed_voice AS
SELECT 'appointment ' || record_id AS name, vin, plate, phone FROM changed_appointments
UNION ALL SELECT 'survey ' || record_id, vin, plate, phone FROM changed_surveys
UNION ALL SELECT 'complaint ' || record_id, vin, plate, phone FROM changed_complaints;

CREATE TEMP TABLE touched AS
SELECT unnest([vin, plate, phone]) AS name FROM changed_work_orders
UNION SELECT unnest([vin, plate, phone]) FROM changed_vehicle_sales
UNION SELECT n.vin FROM changed_order_lines AS l JOIN numbered AS n ON l.store = n.store AND l.order_no = n.order_no
UNION SELECT unnest([name, vin, plate, phone]) FROM changed_voice
UNION SELECT unnest([m.vin, v.vin]) FROM made AS m LEFT JOIN old_visit AS v USING (visit_id)
    WHERE m.name IN (SELECT name FROM changed_voice)
UNION SELECT name FROM voice WHERE late
UNION SELECT vin FROM every_vehicle_sales WHERE delivery_day >= getvariable('old_as_of')
UNION SELECT vin FROM every_work_orders
    WHERE coalesce(arrived_at, opened_at, settled_at) >= getvariable('old_as_of');

DELETE FROM touched WHERE name IS NULL;
