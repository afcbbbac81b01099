"""The simple lifetime value: what a car that stays brings in after-sales, on the back of an envelope."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from liuke.insight.value.findings import SimpleValue
from liuke.insight.value.options import ValueOptions
from liuke.values.period import add_months
from liuke.values.visit_kind import BITS, mask_of

if TYPE_CHECKING:
    import duckdb

ENOUGH_CARS = 30
"""Below it a year of life takes the mean of all years."""


def simple_value(
    *,
    years: float,
    maintenance_visits: float,
    maintenance_yuan_per_visit: float,
    repair_yuan: float,
    added_services_yuan: float,
    margin_rate: float | None = None,
    new_car_margin_yuan: float | None = None,
) -> SimpleValue:
    """Visits expected × average + repairs + value-added services over ``years``; money in yuan.

    The worked example of practice, a car of 350,000 yuan over ten years: 54,000 yuan of after-sales revenue,
    2.16 times the margin of 25,000 on its sale. (Revenue against margin, as practised; ``margin_yuan`` is the
    like-for-like figure.)

    >>> value = simple_value(years=10, maintenance_visits=20, maintenance_yuan_per_visit=1_200,
    ...                      repair_yuan=20_000, added_services_yuan=10_000, new_car_margin_yuan=25_000)
    >>> value.revenue_yuan, value.ratio_to_new_car_margin
    (54000.0, 2.16)
    """
    revenue = float(maintenance_visits * maintenance_yuan_per_visit + repair_yuan + added_services_yuan)
    return SimpleValue(
        years=years,
        maintenance_visits=maintenance_visits,
        maintenance_yuan_per_visit=maintenance_yuan_per_visit,
        repair_yuan=repair_yuan,
        added_services_yuan=added_services_yuan,
        revenue_yuan=revenue,
        margin_rate=margin_rate,
        margin_yuan=None if margin_rate is None else revenue * margin_rate,
        new_car_margin_yuan=new_car_margin_yuan,
        ratio_to_new_car_margin=revenue / new_car_margin_yuan if new_car_margin_yuan else None,
    )


def simple_value_of_files(
    *, connection: duckdb.DuckDBPyConnection, as_of: dt.date, options: ValueOptions
) -> SimpleValue | None:
    """The same from the files' own averages: each year of life as the cars of that age lived it in the latest
    12 months, added up over ``options.simple_years``. None without a visit in them.

    A visit with any maintenance is a maintenance visit (also where the files do not tell the kinds); repairs
    are repair, accident and warranty visits, value-added services the others.
    """
    if options.simple_years < 1:
        return None
    window = {"as_of": as_of, "start": add_months(as_of, -12), "years": options.simple_years}
    row = connection.execute(YEARS_OF_LIFE, window).fetchone()
    if row is None or row[0] is None:
        return None
    visits, per_visit, repair, added, measured_rate, basis = row
    rate = options.margin_rate
    if rate is None and basis != "settled_amount" and measured_rate is not None:
        rate = float(measured_rate)
    return simple_value(
        years=float(options.simple_years),
        maintenance_visits=float(visits),
        maintenance_yuan_per_visit=float(per_visit or 0.0),
        repair_yuan=float(repair),
        added_services_yuan=float(added),
        margin_rate=rate,
        new_car_margin_yuan=options.new_car_margin_yuan,
    )


def _of_a_year(figure: str) -> str:
    return f"""CASE WHEN life.cars >= {ENOUGH_CARS} THEN life.{figure} / life.cars ELSE typical.{figure} END
        AS {figure}"""


YEARS_OF_LIFE = f"""
WITH recent AS (
    SELECT revenue_fen, profit_fen,
        CASE WHEN kinds IS NULL OR kinds & {BITS["maintenance"]} > 0 THEN 'maintenance'
             WHEN kinds & {mask_of(("repair", "accident", "warranty"))} > 0 THEN 'repair'
             ELSE 'added' END AS kind,
        floor(age_days / 365.25) AS age_year,
        -- The car's first visit at this age in the window: counts cars without grouping by car.
        coalesce(previous_day < $start, true)
            OR coalesce(floor((age_days - (day - previous_day)) / 365.25) < age_year, false) AS is_first
    FROM visit WHERE day >= $start AND day < $as_of
), life AS MATERIALIZED (
    SELECT age_year, count(*) FILTER (WHERE is_first) AS cars,
        count(*) FILTER (WHERE kind = 'maintenance') AS visits,
        coalesce(sum(revenue_fen) FILTER (WHERE kind = 'repair'), 0) AS repair_fen,
        coalesce(sum(revenue_fen) FILTER (WHERE kind = 'added'), 0) AS added_fen,
        sum(revenue_fen) FILTER (WHERE kind = 'maintenance') AS maintenance_fen,
        sum(revenue_fen) AS revenue_fen, sum(profit_fen) AS profit_fen
    FROM recent GROUP BY age_year
), typical AS (
    SELECT sum(visits) / sum(cars) AS visits, sum(repair_fen) / sum(cars) AS repair_fen,
        sum(added_fen) / sum(cars) AS added_fen,
        sum(maintenance_fen) / nullif(sum(visits), 0) / 100 AS yuan_per_visit,
        sum(profit_fen) / nullif(sum(revenue_fen), 0) AS margin_rate
    FROM life
), expected AS (
    SELECT number, {_of_a_year("visits")}, {_of_a_year("repair_fen")}, {_of_a_year("added_fen")}
    FROM range($years) AS year(number)
    CROSS JOIN typical
    LEFT JOIN life ON life.age_year = year.number
)
SELECT sum(expected.visits ORDER BY number), any_value(yuan_per_visit),
    sum(expected.repair_fen ORDER BY number) / 100, sum(expected.added_fen ORDER BY number) / 100,
    any_value(margin_rate), (SELECT any_value(profit_basis) FROM meta)
FROM expected, typical
"""
