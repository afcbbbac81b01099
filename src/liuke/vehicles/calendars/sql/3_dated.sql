-- One row a car with every deadline. Reads what 1_mileage.sql and 2_items.sql have made.

CREATE TEMP TABLE dated AS
SELECT
    p.id, p.car_model_id, p.energy, p.km_day, p.km, p.per_day, p.evidence, p.flagged,
    m.day AS maintenance_day, m.early AS maintenance_from, m.late AS maintenance_to, m.km AS maintenance_km,
    m.due_by AS maintenance_by,
    i.day AS inspection_day, i.on_site AS inspection_on_site,
    n.compulsory AS compulsory_day, n.commercial AS commercial_day,
    w.guarantee AS guarantee_day, w.warranty AS warranty_day, w.battery AS battery_day,
    d.day AS declined_day
FROM paced AS p
LEFT JOIN maintenance AS m USING (vin)
LEFT JOIN inspected AS i USING (vin)
LEFT JOIN (
    SELECT vin, max(day) FILTER (WHERE kind = 'compulsory') AS compulsory, max(day) FILTER (WHERE kind = 'commercial') AS commercial
    FROM policy_end
    GROUP BY vin
) AS n USING (vin)
LEFT JOIN (
    SELECT
        vin, max(day) FILTER (WHERE kind = 'guarantee') AS guarantee, max(day) FILTER (WHERE kind = 'warranty') AS warranty,
        max(day) FILTER (WHERE kind = 'battery') AS battery
    FROM warranted
    GROUP BY vin
) AS w USING (vin)
LEFT JOIN declined AS d USING (vin);
