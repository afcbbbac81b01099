-- The deadlines of each car. The rules are rules/{maintenance,inspection,warranty}.py.
-- Reads car, span, slope, flagged, believed, service, policy_end, declined, and what Python decides for all
-- cars of a model (term) or registered in a month (inspection): nothing of that is known here a second time.

CREATE TEMP TABLE paced AS
SELECT
    c.*, t.* EXCLUDE (brand, series, model, energy_said), s.km_day, s.km,
    coalesce(f.flagged, 0)::int AS flagged,
    CASE WHEN p.slope IS NULL THEN 0 ELSE 1 + (s.days >= fair_days)::int + (s.days >= good_days)::int END AS evidence,
    floor(least(greatest(
        CASE WHEN p.slope IS NULL THEN t.prior ELSE (s.days * p.slope + prior_days * t.prior) / (s.days + prior_days) END,
        slowest), fastest) * 1000 + 0.5) / 1000 AS per_day
FROM car AS c
JOIN term AS t ON t.brand IS NOT DISTINCT FROM c.brand AND t.series IS NOT DISTINCT FROM c.series
    AND t.model IS NOT DISTINCT FROM c.model AND t.energy_said IS NOT DISTINCT FROM c.energy_said
LEFT JOIN span AS s USING (vin)
LEFT JOIN slope AS p USING (vin)
LEFT JOIN (SELECT vin, count(*) AS flagged FROM flagged GROUP BY vin) AS f USING (vin)
CROSS JOIN setting;

CREATE MACRO reached(km_day, km, target, pace) AS
    km_day + least(greatest(ceil((target - km) / pace), -farthest_days), farthest_days)::int;

CREATE TEMP TABLE counted AS
SELECT
    p.*, r.low, r.high,
    coalesce(s.day, p.delivery_day) AS start,
    CASE WHEN s.day IS NULL THEN coalesce(nullif(p.first_months, 0), p.every_months) ELSE p.every_months END AS months,
    CASE WHEN s.day IS NULL THEN coalesce(nullif(p.first_km, 0), p.every_km) ELSE p.every_km END AS way,
    CASE
        WHEN s.day IS NULL THEN 0
        ELSE coalesce(b.km, greatest(0, floor(p.km + p.per_day * (s.day - p.km_day) + 0.5)))
    END AS since_km
FROM paced AS p
JOIN range_of AS r USING (evidence)
LEFT JOIN service AS s USING (vin)
LEFT JOIN believed AS b ON b.vin = s.vin AND b.day = s.day;

CREATE TEMP TABLE timed AS
SELECT
    c.*,
    CASE WHEN has_plan AND start IS NOT NULL AND months > 0 THEN (start + to_months(months))::date END AS by_time,
    CASE WHEN has_plan AND start IS NOT NULL AND way > 0 AND km IS NOT NULL THEN (since_km + way)::int END AS target
FROM counted AS c;

CREATE TEMP TABLE windowed AS
SELECT
    t.*,
    reached(km_day, km, target, per_day) AS mid,
    CASE WHEN target > km THEN reached(km_day, km, target, per_day * high) ELSE reached(km_day, km, target, per_day) END AS soon,
    CASE WHEN target > km THEN reached(km_day, km, target, per_day * low) ELSE reached(km_day, km, target, per_day) END AS later
FROM timed AS t
CROSS JOIN setting;

CREATE TEMP TABLE due AS
SELECT
    vin,
    CASE WHEN target IS NULL THEN by_time ELSE greatest(least(mid, coalesce(by_time, mid)), start) END AS day,
    CASE WHEN target IS NULL THEN by_time ELSE greatest(least(soon, coalesce(by_time, soon)), start) END AS early,
    CASE WHEN target IS NULL THEN by_time ELSE greatest(least(later, coalesce(by_time, later)), start) END AS late,
    target AS km,
    CASE WHEN target IS NOT NULL AND (by_time IS NULL OR mid < by_time) THEN 'km' ELSE 'time' END AS due_by,
    greatest(30, least(ceil(every_km / per_day), floor(every_months * days_a_month + 0.5)))::int AS round_days
FROM windowed
CROSS JOIN setting
WHERE target IS NOT NULL OR by_time IS NOT NULL;

CREATE TEMP TABLE maintenance AS
SELECT
    vin, day, km, due_by,
    CASE WHEN due_by = 'round' THEN day - round_window_days ELSE early END AS early,
    CASE WHEN due_by = 'round' THEN day + round_window_days ELSE late END AS late
FROM (
    SELECT
        vin, early, late,
        CASE WHEN over <= 0 THEN day ELSE day + (ceil(over / round_days) * round_days)::int END AS day,
        CASE WHEN over <= 0 THEN km END AS km,
        CASE WHEN over <= 0 THEN due_by ELSE 'round' END AS due_by
    FROM (SELECT due.*, (as_of - due.day) - elsewhere_days AS over FROM due CROSS JOIN setting)
)
CROSS JOIN setting;

CREATE TEMP TABLE inspected AS
SELECT c.vin, coalesce(c.mark_day, i.day) AS day, coalesce(i.on_site, true) AS on_site
FROM (
    SELECT
        vin, use, on_site_only, date_trunc('month', coalesce(registered_day, delivery_day))::date AS registered_month,
        CASE WHEN last_day(inspected_until) >= as_of - lapsed_days THEN last_day(inspected_until) END AS mark_day,
        as_of
    FROM car CROSS JOIN setting
) AS c
ASOF LEFT JOIN inspection AS i ON i.use = c.use AND i.on_site_only = c.on_site_only
    AND i.registered_month = c.registered_month AND i.day >= coalesce(c.mark_day, c.as_of)
WHERE c.mark_day IS NOT NULL OR i.day IS NOT NULL;

CREATE TEMP TABLE warranted AS
SELECT
    w.vin, l.kind,
    greatest(w.start_day, least(
        (w.start_day + to_months(months))::date,
        coalesce(reached(w.km_day, w.km, limit_km, w.per_day), (w.start_day + to_months(months))::date)
    )) AS day
FROM (SELECT *, coalesce(invoice_day, delivery_day) AS start_day FROM paced) AS w
CROSS JOIN setting
JOIN warranty_term AS l ON l.term_id = w.term_id AND l.use = w.use AND w.start_day >= l.since AND w.start_day < l.until;
