-- One reading a day of each car; which cannot be true; the pace of each car. The rule is rules/odometer.py.
-- Reads car, reading, series_pace; parameters come as the table setting.

CREATE TEMP TABLE daily AS
SELECT vin, day, coalesce(max(km) FILTER (by_hand), max(km)) AS km FROM reading GROUP BY vin, day;

-- Cars in which one reading contradicts the next: in all others no two can contradict each other.
CREATE TEMP TABLE doubtful AS
SELECT DISTINCT vin
FROM (
    SELECT vin, km - lag(km) OVER w AS way, day - lag(day) OVER w AS days
    FROM daily
    WINDOW w AS (PARTITION BY vin ORDER BY day)
)
CROSS JOIN setting
WHERE way < 0 OR way > most_km_a_day * greatest(1, days);

CREATE TEMP TABLE contradiction AS
SELECT a.vin, a.day, b.day AS other
FROM daily AS a
SEMI JOIN doubtful ON doubtful.vin = a.vin
JOIN daily AS b ON b.vin = a.vin AND b.day <> a.day
CROSS JOIN setting
WHERE (b.km - a.km) * sign(b.day - a.day) < 0
    OR (b.km - a.km) * sign(b.day - a.day) > most_km_a_day * abs(b.day - a.day);
CREATE TEMP TABLE flagged AS
WITH counted AS (SELECT vin, day, count(*) AS against FROM contradiction GROUP BY vin, day)
SELECT DISTINCT c.vin, c.day
FROM contradiction AS c
JOIN counted AS mine ON mine.vin = c.vin AND mine.day = c.day
JOIN counted AS theirs ON theirs.vin = c.vin AND theirs.day = c.other
WHERE (mine.against, c.day) > (theirs.against, c.other);
CREATE TEMP TABLE believed AS
SELECT d.vin, d.day, d.km FROM daily AS d ANTI JOIN flagged AS f ON f.vin = d.vin AND f.day = d.day;

-- A car that was new at delivery had 0 km then.
CREATE TEMP TABLE numbered AS
SELECT vin, day, km, row_number() OVER (PARTITION BY vin ORDER BY day DESC) AS place
FROM (
    FROM believed
    UNION ALL
    SELECT c.vin, c.delivery_day, 0
    FROM car AS c
    LEFT JOIN (SELECT vin, min(day) AS day, min_by(km, day) AS km FROM believed GROUP BY vin) AS first USING (vin)
    CROSS JOIN setting
    WHERE c.delivery_day IS NOT NULL AND (first.day IS NULL OR (first.day > c.delivery_day
        AND first.km <= anchor_km_a_day * (first.day - c.delivery_day) + anchor_slack_km))
)
QUALIFY place <= (SELECT latest_readings FROM setting);

CREATE TEMP TABLE slope AS
SELECT b.vin, median((b.km - a.km) / (b.day - a.day)) AS slope
FROM numbered AS a
JOIN numbered AS b ON b.vin = a.vin AND b.place < a.place
CROSS JOIN setting
WHERE b.day - a.day >= shortest_gap_days
GROUP BY b.vin;

CREATE TEMP TABLE span AS
SELECT vin, max(day) AS km_day, min_by(km, place)::int AS km, max(day) - min(day) AS days FROM numbered GROUP BY vin;
