-- Which plate each of some cars had when. Reads wanted(vin); plates told by hand stay.

CREATE TEMP TABLE plate_fact ON COMMIT DROP AS
SELECT v.id AS vehicle_id, f.day, f.plate, f.by_hand
FROM wanted AS w
JOIN vehicles_vehicle AS v ON v.vin = w.vin
JOIN LATERAL (
    SELECT s.delivery_day AS day, s.plate, false AS by_hand FROM vehicles_sale AS s WHERE s.vin = v.vin AND s.plate IS NOT NULL
    UNION ALL
    SELECT o.day, o.plate, false FROM vehicles_workorder AS o WHERE o.vin = v.vin AND o.plate IS NOT NULL
    UNION ALL
    SELECT p.from_day, p.plate, true FROM vehicles_platespell AS p WHERE p.vehicle_id = v.id AND p.by_hand
) AS f ON true;

-- An export that still tells the plate a person has replaced tells nothing new.
DELETE FROM plate_fact AS f
USING (
    SELECT h.vehicle_id, h.day, (
        SELECT b.plate FROM plate_fact AS b
        WHERE b.vehicle_id = h.vehicle_id AND b.day <= h.day AND NOT b.by_hand
        ORDER BY b.day DESC LIMIT 1
    ) AS replaced
    FROM plate_fact AS h
    WHERE h.by_hand
) AS h
WHERE f.vehicle_id = h.vehicle_id AND f.day >= h.day AND f.plate = h.replaced AND NOT f.by_hand;

CREATE TEMP TABLE plate_turn ON COMMIT DROP AS
SELECT vehicle_id, day, plate
FROM (
    SELECT *, lag(plate) OVER (PARTITION BY vehicle_id ORDER BY day) AS before
    FROM (
        SELECT DISTINCT ON (vehicle_id, day) vehicle_id, day, plate, by_hand
        FROM plate_fact
        ORDER BY vehicle_id, day, by_hand DESC, plate
    ) AS daily
) AS turned
WHERE before IS DISTINCT FROM plate;

CREATE TEMP TABLE plate_concerned ON COMMIT DROP AS
SELECT plate FROM plate_turn
UNION
SELECT p.plate
FROM vehicles_platespell AS p
JOIN vehicles_vehicle AS v ON v.id = p.vehicle_id
JOIN wanted AS w ON w.vin = v.vin;
DELETE FROM vehicles_platespell AS p
USING vehicles_vehicle AS v, wanted AS w
WHERE v.id = p.vehicle_id AND w.vin = v.vin AND NOT p.by_hand;
INSERT INTO vehicles_platespell (vehicle_id, plate, from_day, by_hand)
SELECT vehicle_id, plate, day, false FROM plate_turn ORDER BY vehicle_id, day
ON CONFLICT DO NOTHING;

-- A plate ends with the car's next one, or when another car has it.
UPDATE vehicles_platespell AS p
SET to_day = e.to_day
FROM (
    SELECT s.id, least(
        (SELECT min(n.from_day) FROM vehicles_platespell AS n WHERE n.vehicle_id = s.vehicle_id AND n.from_day > s.from_day),
        (SELECT min(o.from_day) FROM vehicles_platespell AS o
            WHERE o.plate = s.plate AND o.vehicle_id <> s.vehicle_id AND o.from_day > s.from_day)
    ) AS to_day
    FROM vehicles_platespell AS s
    WHERE s.plate IN (SELECT plate FROM plate_concerned)
        OR s.vehicle_id IN (SELECT vehicle_id FROM plate_turn)
) AS e
WHERE e.id = p.id AND e.to_day IS DISTINCT FROM p.to_day;
DROP TABLE plate_fact, plate_turn, plate_concerned;
