-- Which items were done on which days, by orders and by their lines.
-- Reads the temporary table car_with_items(vin); writes only what differs.

CREATE TEMP TABLE item_told ON COMMIT DROP AS
SELECT o.vin, o.day, o.items AS item
FROM vehicles_workorder AS o
JOIN car_with_items USING (vin)
WHERE o.items IS NOT NULL
UNION
SELECT o.vin, o.day, l.item
FROM vehicles_workorder AS o
JOIN car_with_items USING (vin)
JOIN vehicles_orderline AS l ON l.store_id = o.store_id AND l.order_no = o.order_no
WHERE l.item IS NOT NULL;
ANALYZE item_told;

INSERT INTO vehicles_itemname (name)
SELECT DISTINCT t.item FROM item_told AS t
WHERE NOT EXISTS (SELECT FROM vehicles_itemname AS n WHERE n.name = t.item);

CREATE TEMP TABLE item_done ON COMMIT DROP AS
SELECT t.vin, t.day, n.id AS item_id
FROM item_told AS t
JOIN vehicles_itemname AS n ON n.name = t.item;
ANALYZE item_done;

DELETE FROM vehicles_doneitem AS d
USING car_with_items AS c
WHERE d.vin = c.vin AND NOT EXISTS (
    SELECT FROM item_done AS t WHERE (t.vin, t.day, t.item_id) = (d.vin, d.day, d.item_id)
);
INSERT INTO vehicles_doneitem (vin, day, item_id)
SELECT vin, day, item_id FROM item_done
ON CONFLICT DO NOTHING;
