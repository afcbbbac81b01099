"""What each figure is a share or mean of, unit by unit: the tables the drill-down searches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import duckdb
import pyarrow as pa

from liuke.insight.diagnosis.sample import SAMPLED, of_cars, sampled
from liuke.insight.drilldown.question import Dimension, Measure, Worse
from liuke.insight.star.schema import EARLY_MONTHS, GRACE_MONTHS
from liuke.values.period import month_of

_STORE = Dimension("store", 0)
_DISTRICT = Dimension("district", 1)
_BRAND = Dimension("brand", 2)
_SERIES = Dimension("series", 3, parent="brand")
_MODEL = Dimension("model", 4, parent="series")
_ADVISER = Dimension("adviser", 5, parent="store")
_TECHNICIAN = Dimension("technician", 6, parent="store")
_SELLER = Dimension("seller", 7, parent="store")
_KIND = Dimension("visit_kind", 8)
_ENERGY = Dimension("energy", 9)
_PRICE_BAND = Dimension("price_band", 10)
_AGE = Dimension("vehicle_age", 11)

_CAR = (_DISTRICT, _BRAND, _SERIES, _MODEL, _ENERGY, _PRICE_BAND)
_CAR_COLUMNS = "v.district, v.brand, v.series, v.model, v.energy, v.price_band"
_AGE_BAND = (
    "CASE WHEN {days} < 365 THEN '0–1年' WHEN {days} < 730 THEN '1–2年' WHEN {days} < 1095 THEN '2–3年'"
    " WHEN {days} < 1826 THEN '3–5年' WHEN {days} < 2922 THEN '5–8年'"
    " WHEN {days} IS NOT NULL THEN '8年以上' END"
)
_MAIN_KIND = (
    "CASE WHEN ({kinds} & 4) <> 0 THEN '事故钣喷' WHEN ({kinds} & 1) <> 0 THEN '保养'"
    " WHEN ({kinds} & 8) <> 0 THEN '三包召回' WHEN ({kinds} & 2) <> 0 THEN '维修'"
    " WHEN ({kinds} & 32) <> 0 THEN '精品美容' WHEN ({kinds} & 16) <> 0 THEN '年检续保' END"
)


HISTORY_MONTHS = 36
"""A cause is looked for in so many months; what lies before is how it has always been."""

Weight = Literal["owner", "experience", "money", "time"]


@dataclass(frozen=True)
class Units:
    """One searchable figure. ``sql`` selects month, the dimensions, vin, units and value, one row a unit,
    from the tables it names in braces.

    ``rows`` is the table whose rows the units come from, ``dated`` its column nearest to the month they count
    for. ``lead_months`` are left out before the cut-off
    because their units are not mature; ``early`` marks the reading at equal age. ``weight`` tells what one
    lost unit is: an owner who did not come, a bad experience that makes some stay away, time, or money.
    """

    kpi: str
    sql: str
    dimensions: tuple[Dimension, ...]
    measure: Measure
    worse: Worse
    lead_months: int
    weight: Weight
    rows: str
    early: bool = False
    dated: str = "month"

    @property
    def table(self) -> str:
        return f"unit_{self.kpi}{'_early' if self.early else ''}"

    def last_month(self, as_of: dt.date) -> int:
        """The latest month whose units are all mature."""
        return month_of(as_of) - 1 - self.lead_months

    def first_month(self, as_of: dt.date) -> int:
        """The earliest month a cause is looked for in."""
        return self.last_month(as_of) - HISTORY_MONTHS + 1


def _first(outcome: str, lead: int, *, early: bool) -> Units:
    return Units(
        "first_service_return",
        f"SELECT v.first_due_month AS month, v.store, v.seller, {_CAR_COLUMNS}, v.vin, 1 AS units,"
        f" CAST({outcome} AS INTEGER) AS value FROM {{vehicle}} AS v WHERE v.first_cohort_age IS NOT NULL",
        (_STORE, _SELLER, *_CAR),
        "share",
        "lower",
        lead,
        "owner",
        "vehicle",
        early,
        "first_due_month",
    )


def _second(outcome: str, lead: int, *, early: bool) -> Units:
    return Units(
        "second_service_return",
        "SELECT v.second_due_month AS month, v.first_maintenance_store AS store,"
        f" v.first_maintenance_adviser AS adviser, {_CAR_COLUMNS}, v.vin, 1 AS units,"
        f" CAST({outcome} AS INTEGER) AS value FROM {{vehicle}} AS v WHERE v.second_cohort_age IS NOT NULL",
        (_STORE, _ADVISER, *_CAR),
        "share",
        "lower",
        lead,
        "owner",
        "vehicle",
        early,
        "second_due_month",
    )


def _repeat(allowed: int, *, early: bool) -> Units:
    """Each maintenance from the second on, and whether the next one came within plan + ``allowed`` months."""
    due = "CAST(m.day + to_months(v.second_due_months) AS DATE)"
    return Units(
        "yearly_retention",
        f"SELECT year({due}) * 12 + month({due}) - 1 AS month, m.store, m.adviser, {_CAR_COLUMNS},"
        f" {_AGE_BAND.format(days='m.age_days')} AS vehicle_age, v.vin, 1 AS units,"
        f" CAST(coalesce(m.next_maintenance <= m.day + to_months(v.second_due_months + {allowed}), false)"
        " AS INTEGER) AS value FROM (SELECT *, lead(day) OVER (PARTITION BY vin ORDER BY day, visit_id)"
        " AS next_maintenance FROM {visit} WHERE maintenance AND {of_cars}) AS m"
        " JOIN {vehicle} AS v USING (vin) WHERE m.maintenance_rank >= 2 OR v.delivery_day IS NULL",
        (_STORE, _ADVISER, *_CAR, _AGE),
        "share",
        "lower",
        allowed,
        "owner",
        "visit",
        early,
    )


def _visits(kpi: str, value: str, where: str, measure: Measure, worse: Worse, weight: Weight) -> Units:
    return Units(
        kpi,
        f"SELECT t.month, t.store, t.adviser, {_CAR_COLUMNS},"
        f" {_MAIN_KIND.format(kinds='t.kinds')} AS visit_kind,"
        f" {_AGE_BAND.format(days='t.age_days')} AS vehicle_age, t.vin, 1 AS units, {value} AS value"
        f" FROM {{visit}} AS t JOIN {{vehicle}} AS v USING (vin) WHERE {where}",
        (_STORE, _ADVISER, *_CAR, _KIND, _AGE),
        measure,
        worse,
        0,
        weight,
        "visit",
    )


COMPLAINED_VISITS = (
    "SELECT e.visit_id FROM complaint AS c ASOF JOIN"
    " (SELECT visit_id, vin, day FROM {visit} WHERE vin IN (SELECT vin FROM complaint)) AS e"
    " ON c.vin = e.vin AND c.day >= e.day"
)
"""The visits complained about, of the table ``visit``: a complaint belongs to the car's latest visit on or
before its day."""

UNITS: Mapping[str, Units] = {
    units.table: units
    for units in (
        _first("v.first_returned", GRACE_MONTHS, early=False),
        _second("v.second_returned", GRACE_MONTHS, early=False),
        _repeat(GRACE_MONTHS, early=False),
        _first("v.first_returned_early", EARLY_MONTHS, early=True),
        _second("v.second_returned_early", EARLY_MONTHS, early=True),
        _repeat(EARLY_MONTHS, early=True),
        Units(
            "booking_punctuality",
            f"SELECT a.month, a.store, {_CAR_COLUMNS}, a.vin, 1 AS units,"
            " CAST(a.punctual AS INTEGER) AS value FROM {appointment} AS a"
            " LEFT JOIN {vehicle} AS v USING (vin) WHERE a.due"
            " AND (SELECT count(started_at) > 0 FROM appointment)",
            (_STORE, *_CAR),
            "share",
            "lower",
            0,
            "experience",
            "appointment",
        ),
        _visits("average_wait", "t.wait_minutes", "t.wait_minutes IS NOT NULL", "mean", "higher", "time"),
        Units(
            "same_day_completion",
            f"SELECT o.month, o.store, o.adviser, {_CAR_COLUMNS}, {_MAIN_KIND.format(kinds='o.kinds')}"
            " AS visit_kind, o.vin, 1 AS units,"
            " CAST(coalesce(CAST(o.finished_at AS DATE) = o.day, false) AS INTEGER) AS value"
            " FROM {work_order} AS o JOIN {vehicle} AS v USING (vin) WHERE o.status <> 'cancelled'"
            " AND o.day < (SELECT as_of FROM meta) AND (SELECT count(finished_at) > 0 FROM work_order"
            " WHERE day < (SELECT as_of FROM meta))",
            (_STORE, _ADVISER, *_CAR, _KIND),
            "share",
            "lower",
            0,
            "experience",
            "work_order",
        ),
        Units(
            "first_time_fix",
            f"SELECT o.month, o.store, o.technician, {_CAR_COLUMNS}, o.vin, 1 AS units,"
            " CAST(o.returned_day IS NULL OR o.returned_day >= (SELECT as_of FROM meta) AS INTEGER) AS value"
            " FROM {work_order} AS o JOIN {vehicle} AS v USING (vin)"
            " WHERE o.status <> 'cancelled' AND (o.kinds & 2) <> 0 AND o.symptom IS NOT NULL"
            " AND o.day < (SELECT as_of FROM meta)",
            (_STORE, _TECHNICIAN, *_CAR),
            "share",
            "lower",
            1,
            "experience",
            "work_order",
        ),
        Units(
            "satisfaction",
            f"SELECT s.month, s.store, s.adviser, {_CAR_COLUMNS}, s.vin, 1 AS units,"
            " CAST(s.satisfaction >= 4 AS INTEGER) AS value"
            " FROM {survey} AS s LEFT JOIN {vehicle} AS v USING (vin)"
            " WHERE s.satisfaction IS NOT NULL AND s.month IS NOT NULL",
            (_STORE, _ADVISER, *_CAR),
            "share",
            "lower",
            0,
            "experience",
            "survey",
        ),
        _visits(
            "complaint_rate",
            f"CAST(t.visit_id IN ({COMPLAINED_VISITS}) AS INTEGER)",
            "(SELECT count(*) > 0 FROM complaint)",
            "share",
            "higher",
            "experience",
        ),
        _visits(
            "revenue_per_visit",
            "t.revenue_fen / 100.0",
            "t.revenue_fen IS NOT NULL",
            "mean",
            "lower",
            "money",
        ),
    )
}
"""Every searchable figure by its table."""


def estimate_units(connection: duckdb.DuckDBPyConnection, units: Units, as_of: dt.date) -> int:
    """At most how many units a figure has in the searched months; one cheap count, before they are made."""
    row = connection.execute(
        f"SELECT count(*) FROM {units.rows} WHERE {_searched(units, as_of, units.dated)}"
    ).fetchone()
    return int(row[0]) if row else 0


def make_units(
    connection: duckdb.DuckDBPyConnection, units: Units, as_of: dt.date, *, share: float
) -> pa.Table:
    """Registers the units of one figure over the searched months, of a ``share`` of the sampled cars.

    Returns them. The sample (see take_sample) must be there. They are an Arrow table, which is
    made and read in half the time of a table of DuckDB's.
    """
    squared = ", value * value AS value_sq" if units.measure == "mean" else ""
    source = units.sql.format_map({"of_cars": of_cars(share), **{name: sampled(name) for name in SAMPLED}})
    found = connection.execute(
        f"SELECT *{squared} FROM ({source}) WHERE {_searched(units, as_of)} AND {of_cars(share)}"
    ).to_arrow_table()
    connection.register(units.table, found)
    return found


def all_units(units: Units, as_of: dt.date) -> str:
    """Every unit of the searched months as a relation in SQL."""
    source = units.sql.format_map({"of_cars": "true", **{name: name for name in SAMPLED}})
    return f"({source}) WHERE {_searched(units, as_of)}"


def _searched(units: Units, as_of: dt.date, month: str = "month") -> str:
    return f"{month} BETWEEN {units.first_month(as_of)} AND {units.last_month(as_of)}"
