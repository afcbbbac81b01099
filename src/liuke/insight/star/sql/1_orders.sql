-- Orders with all that one order and its lines say by themselves.
-- Reads the record views, item_kind(item, kinds) and the variable kinds_told.
--
-- In all steps a plain name means the rows at hand: all of them, or those of the cars that are worked out anew.
-- A name with every_ means the rows of all cars whatever is at hand.

-- The store a row means that names an order: its own, else the only store that has this number.
CREATE TEMP TABLE order_number AS
SELECT order_no, any_value(coalesce(store, '')) AS only_store
FROM work_orders
WHERE order_no IN (
    SELECT order_no FROM order_lines UNION ALL SELECT order_no FROM appointments
    UNION ALL SELECT order_no FROM surveys UNION ALL SELECT order_no FROM complaints
)
GROUP BY order_no
HAVING count(DISTINCT coalesce(store, '')) = 1;

CREATE TEMP MACRO meant_store(said, only_store) AS
    CASE WHEN said IS NULL OR only_store = '' THEN coalesce(only_store, said, '') ELSE said END;

CREATE TEMP TABLE placed_line AS
SELECT
    l.* REPLACE (meant_store(l.store, n.only_store) AS store,
        coalesce(l.amount_fen, CAST(round(l.quantity * l.unit_fen) AS BIGINT)) AS amount_fen),
    coalesce(k.kinds, 0) AS item_kinds
FROM order_lines AS l
LEFT JOIN order_number AS n USING (order_no)
LEFT JOIN item_kind AS k USING (item);

CREATE TEMP TABLE line_sum AS
SELECT
    store,
    order_no,
    count(*) AS lines,
    bit_or(coalesce(kinds, 0) | item_kinds) AS kinds,
    sum(amount_fen) AS amount_fen,
    sum(amount_fen) FILTER (WHERE payer = 'insurer') AS insurer_fen,
    sum(amount_fen) FILTER (WHERE payer = 'warranty') AS warranty_fen,
    sum(amount_fen) FILTER (WHERE payer = 'internal') AS internal_fen,
    sum(cost_fen) AS cost_fen
FROM placed_line
GROUP BY store, order_no;

CREATE TEMP TABLE order_file AS
SELECT source_file, count(settled_at) > 0 AS tells_settling FROM every_work_orders GROUP BY source_file;

CREATE TEMP TABLE order_base AS
WITH with_lines AS (
    SELECT
        d.*,
        CAST(d.received_at AS DATE) AS day,
        t.tells_settling,
        s.lines,
        s.kinds AS line_kinds,
        s.amount_fen AS line_amount_fen,
        s.insurer_fen AS line_insurer_fen,
        s.warranty_fen AS line_warranty_fen,
        s.internal_fen AS line_internal_fen,
        s.cost_fen AS line_cost_fen,
        k.kinds AS item_kinds
    FROM order_source AS d
    LEFT JOIN order_file AS t ON d.source_file = t.source_file
    LEFT JOIN line_sum AS s ON d.order_no = s.order_no AND coalesce(d.store, '') = s.store
    LEFT JOIN item_kind AS k ON d.items = k.item
)
SELECT
    order_id,
    vin,
    coalesce(store, '') AS store,
    region,
    order_no,
    received_at,
    finished_at,
    day,
    year(day) * 12 + month(day) - 1 AS month,
    CASE
        WHEN status = 'finished' AND settled_at IS NULL AND tells_settling THEN 'open'
        WHEN status IN ('open', 'cancelled') THEN status
        ELSE 'settled'
    END AS status,
    -- a visit is a maintenance visit if any line is maintenance; the other kinds of lines only fill a gap.
    -- Work without a word of its kind is a repair, in files that have such words at all.
    CASE
        WHEN kinds IS NOT NULL THEN kinds | (coalesce(line_kinds, 0) & 1) | (coalesce(item_kinds, 0) & 1)
        WHEN coalesce(line_kinds, 0) | coalesce(item_kinds, 0) > 0 THEN coalesce(line_kinds, 0) | coalesce(item_kinds, 0)
        WHEN getvariable('kinds_told') AND (lines IS NOT NULL OR items IS NOT NULL) THEN 2
    END AS kinds,
    lower(trim(symptom)) AS symptom,
    lower(trim(system)) AS system,
    items,
    lines IS NOT NULL AS has_lines,
    odometer_km,
    adviser,
    technician,
    arrived_at,
    started_at,
    booked,
    labour_fen,
    parts_fen,
    discount_fen,
    coalesce(
        total_fen,
        labour_fen + coalesce(parts_fen, 0) + coalesce(other_fen, 0) - coalesce(discount_fen, 0),
        parts_fen + coalesce(other_fen, 0) - coalesce(discount_fen, 0),
        line_amount_fen,
        -- where only the payers' parts are told, the order is what all of them pay
        coalesce(owner_paid_fen, 0) + coalesce(insurer_fen, 0) + coalesce(warranty_fen, 0) + coalesce(internal_fen, 0)
    ) AS revenue_fen,
    coalesce(insurer_fen, line_insurer_fen) AS insurer_fen,
    coalesce(warranty_fen, line_warranty_fen) AS warranty_fen,
    coalesce(internal_fen, line_internal_fen) AS internal_fen,
    owner_paid_fen,
    CASE
        WHEN parts_cost_fen IS NOT NULL OR labour_cost_fen IS NOT NULL
            THEN coalesce(parts_cost_fen, 0) + coalesce(labour_cost_fen, 0)
        ELSE line_cost_fen
    END AS cost_fen
FROM with_lines;
