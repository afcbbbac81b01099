-- One row per car and per owner, with everything a figure asks of them: for all cars, because the cut-off day
-- moves them all.

-- Bit k of a mask of years is [as_of - 12 (k + 1) months, as_of - 12 k months), of months likewise without the 12.
CREATE TEMP TABLE maintenance_back AS
SELECT DISTINCT
    vin,
    owner,
    years - CASE WHEN day >= getvariable('as_of') - to_months(12 * years) THEN 1 ELSE 0 END AS year_bit,
    months - CASE WHEN day >= getvariable('as_of') - to_months(months) THEN 1 ELSE 0 END AS month_bit
FROM (
    SELECT
        vin,
        owner,
        day,
        CAST(year(getvariable('as_of')) - year(day) AS INTEGER) AS years,
        CAST(year(getvariable('as_of')) * 12 + month(getvariable('as_of')) - 1 - month AS INTEGER) AS months
    FROM every_visit
    WHERE maintenance
);

CREATE TEMP TABLE car_mask AS
SELECT
    vin,
    bit_or(CASE WHEN year_bit < 60 THEN 1::BIGINT << year_bit END) AS years,
    bit_or(CASE WHEN month_bit < 62 THEN 1::BIGINT << month_bit END) AS months
FROM maintenance_back
GROUP BY vin;

CREATE TEMP TABLE owner_mask AS
SELECT
    owner,
    bit_or(CASE WHEN year_bit < 60 THEN 1::BIGINT << year_bit END) AS years,
    bit_or(CASE WHEN month_bit < 62 THEN 1::BIGINT << month_bit END) AS months
FROM maintenance_back
GROUP BY owner;

-- Deadlines are reached in one step of calendar months, so that 31 May + 9 months is the last day of February.
CREATE TABLE vehicle AS
WITH dated AS (
    SELECT
        k.*,
        coalesce(y.years, 0) AS maintenance_years,
        coalesce(y.months, 0) AS maintenance_months,
        CAST(delivery_day + to_months(first_due_months) AS DATE) AS first_due_day,
        CASE WHEN delivery_day IS NOT NULL
            THEN CAST(first_maintenance_day + to_months(second_due_months) AS DATE) END AS second_due_day,
        year(getvariable('as_of')) * 12 + month(getvariable('as_of')) - 2 AS last_month,
        (SELECT year(min(day)) * 12 + month(min(day)) - 1 FROM every_order WHERE day < getvariable('as_of')) AS earliest_month
    FROM every_vehicle AS k
    LEFT JOIN car_mask AS y USING (vin)
)
SELECT
    * EXCLUDE (last_month, earliest_month),
    year(first_due_day) * 12 + month(first_due_day) - 1 AS first_due_month,
    CASE WHEN delivery_month >= earliest_month
        THEN last_month - first_due_months - getvariable('grace_months') - delivery_month END AS first_cohort_age,
    coalesce(first_maintenance_day
        <= delivery_day + to_months(first_due_months + getvariable('grace_months')), false) AS first_returned,
    coalesce(first_maintenance_day
        <= delivery_day + to_months(first_due_months + getvariable('early_months')), false) AS first_returned_early,
    year(second_due_day) * 12 + month(second_due_day) - 1 AS second_due_month,
    CASE WHEN delivery_day IS NOT NULL
        THEN last_month - second_due_months - getvariable('grace_months')
            - (year(first_maintenance_day) * 12 + month(first_maintenance_day) - 1) END AS second_cohort_age,
    coalesce(second_maintenance_day <= first_maintenance_day
        + to_months(second_due_months + getvariable('grace_months')), false) AS second_returned,
    coalesce(second_maintenance_day <= first_maintenance_day
        + to_months(second_due_months + getvariable('early_months')), false) AS second_returned_early
FROM dated;

CREATE TEMP TABLE owner_visits AS
SELECT
    owner,
    max(day) AS last_visit_day,
    count(*) FILTER (WHERE day >= getvariable('year_start')) AS visits_12,
    sum(owner_paid_fen) FILTER (WHERE day >= getvariable('year_start')) AS spend_12_fen,
    sum(revenue_fen) FILTER (WHERE day >= getvariable('year_start')) AS revenue_12_fen,
    sum(profit_fen) FILTER (WHERE day >= getvariable('year_start')) AS profit_12_fen,
    sum(profit_fen) AS profit_fen
FROM every_visit
GROUP BY owner;

CREATE TABLE owner AS
SELECT
    k.*,
    v.last_visit_day,
    coalesce(v.visits_12, 0) AS visits_12,
    coalesce(v.spend_12_fen, 0) AS spend_12_fen,
    coalesce(v.revenue_12_fen, 0) AS revenue_12_fen,
    coalesce(v.profit_12_fen, 0) AS profit_12_fen,
    coalesce(v.profit_fen, 0) AS profit_fen,
    coalesce(y.years, 0) AS maintenance_years,
    coalesce(y.months, 0) AS maintenance_months
FROM every_owner AS k
LEFT JOIN owner_visits AS v USING (owner)
LEFT JOIN owner_mask AS y USING (owner);

CREATE TABLE meta AS
SELECT
    getvariable('as_of') AS as_of,
    (SELECT min(day) FROM every_order WHERE day < getvariable('as_of')) AS earliest_order_day,
    CASE WHEN p.has_costs THEN 'costs' WHEN p.has_rates THEN 'margin_rate' ELSE 'settled_amount' END AS profit_basis,
    (SELECT count(kinds) > 0 FROM every_order WHERE day < getvariable('as_of') AND status = 'settled') AS has_kinds,
    (SELECT string_agg(field, ' ' ORDER BY field) FROM told_field) AS told_fields
FROM profit_rule AS p;
