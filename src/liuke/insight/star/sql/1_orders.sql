-- Orders with all that one order and its lines say by themselves.
-- Reads the record views, item_kind(item, kinds) and the variable as_of.

CREATE TEMP TABLE line_sum AS
SELECT
    store,
    order_no,
    count(*) AS lines,
    bit_or(coalesce(l.kinds, 0) | coalesce(k.kinds, 0)) AS kinds,
    sum(coalesce(amount_fen, CAST(round(quantity * unit_fen) AS BIGINT))) AS amount_fen,
    sum(amount_fen) FILTER (WHERE payer = 'insurer') AS insurer_fen,
    sum(amount_fen) FILTER (WHERE payer = 'warranty') AS warranty_fen,
    sum(cost_fen) AS cost_fen
FROM order_lines AS l
LEFT JOIN item_kind AS k USING (item)
GROUP BY store, order_no;

CREATE TEMP TABLE order_base AS
WITH dated AS (
    SELECT
        row_number() OVER (ORDER BY o.source_file, o.source_row) AS order_id,
        o.*,
        coalesce(o.arrived_at, o.opened_at, o.settled_at) AS received_at,
        CAST(coalesce(o.arrived_at, o.opened_at, o.settled_at) AS DATE) AS day,
        bool_or(o.settled_at IS NOT NULL) OVER (PARTITION BY o.source_file) AS file_tells_settling
    FROM work_orders AS o
),
with_lines AS (
    SELECT
        d.*,
        s.lines,
        s.kinds AS line_kinds,
        s.amount_fen AS line_amount_fen,
        s.insurer_fen AS line_insurer_fen,
        s.warranty_fen AS line_warranty_fen,
        s.cost_fen AS line_cost_fen,
        k.kinds AS item_kinds
    FROM dated AS d
    LEFT JOIN line_sum AS s ON d.order_no = s.order_no AND (d.store = s.store OR s.store IS NULL OR d.store IS NULL)
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
        WHEN status = 'finished' AND settled_at IS NULL AND file_tells_settling THEN 'open'
        WHEN status IN ('open', 'cancelled') THEN status
        ELSE 'settled'
    END AS status,
    -- a visit is a maintenance visit if any line is maintenance; the other kinds of lines only fill a gap
    CASE
        WHEN kinds IS NOT NULL THEN kinds | (coalesce(line_kinds, 0) & 1) | (coalesce(item_kinds, 0) & 1)
        WHEN coalesce(line_kinds, 0) | coalesce(item_kinds, 0) > 0 THEN coalesce(line_kinds, 0) | coalesce(item_kinds, 0)
        WHEN lines IS NOT NULL OR items IS NOT NULL THEN 2
    END AS kinds,
    lower(trim(symptom)) AS symptom,
    lower(trim(system)) AS system,
    items,
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
        owner_paid_fen,
        0
    ) AS revenue_fen,
    coalesce(insurer_fen, line_insurer_fen) AS insurer_fen,
    coalesce(warranty_fen, line_warranty_fen) AS warranty_fen,
    owner_paid_fen,
    CASE
        WHEN parts_cost_fen IS NOT NULL OR labour_cost_fen IS NOT NULL
            THEN coalesce(parts_cost_fen, 0) + coalesce(labour_cost_fen, 0)
        ELSE line_cost_fen
    END AS cost_fen
FROM with_lines
QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY line_amount_fen DESC NULLS LAST) = 1;
