"""What was known about every car on a given day: one statement, and not a row from later.

The same statement makes the cars of today and those of one, two and three years ago, so the model learns
from exactly what it will be asked about. Columns of the star that are worked out as of the star's own
cut-off day (last visit, mileage, satisfaction, whether a complaint was solved) are not touched: they know
the future of an earlier day. Only what cannot change is taken from ``vehicle``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from liuke.values.period import add_months
from liuke.values.visit_kind import BITS

if TYPE_CHECKING:
    import duckdb

EVERYBODY = 1_000_000
LONGEST_LOOKBACK_MONTHS = 36
"""Cars whose last visit lies further back are asleep and not scored; older visits say little."""
PEER_VISITS = 30.0
"""Visits of the group's mean that a peer's return share starts from."""
PEER_INTERVALS = 2.0
"""Intervals of the model's typical length that a car's own rhythm starts from."""
SHORTEST_DAYS, LONGEST_DAYS = 30, 730
"""A car is never due before or after so many days, whatever its past."""
ALL_MODELS = 20.0
"""Intervals of all models that a model's typical one starts from."""


@dataclass(frozen=True)
class Feature:
    """One column the model sees. ``direction``: +1 can only raise the risk, −1 only lower it, 0 either."""

    name: str
    sql: str
    direction: int = 0


FEATURES: tuple[Feature, ...] = (
    Feature("days_since", "$cutoff - contact_day"),
    Feature("hazard", "($cutoff - contact_day) / allowed_days"),
    Feature("overdue", "$cutoff - contact_day - allowed_days"),
    Feature("allowed", "allowed_days"),
    Feature("own_interval", "exp(gap_ln / nullif(gaps, 0))"),
    Feature("stretch", "last_gap / exp((gap_ln - ln(last_gap) + typical_ln) / nullif(gaps, 0))"),
    Feature("visits", "coalesce(visits, 0)"),
    Feature("visits_12", "coalesce(visits_12, 0)"),
    Feature("visits_24", "coalesce(visits_24, 0)"),
    Feature("maintenances", "coalesce(maintenances, 0)"),
    Feature("days_since_maintenance", "$cutoff - last_maintenance_day"),
    Feature("age", "$cutoff - delivery_day"),
    Feature("tenure", "$cutoff - least(delivery_day, known_since)"),
    Feature("spend_12", "coalesce(spend_12_fen, 0) / 100"),
    Feature("spend_24", "coalesce(spend_24_fen, 0) / 100"),
    Feature("profit_24", "coalesce(profit_24_fen, 0) / 100"),
    Feature("last_maintenance", f"last_kinds & {BITS['maintenance']}"),
    Feature("last_repair", f"last_kinds & {BITS['repair']}"),
    Feature("last_accident", f"last_kinds & {BITS['accident']}"),
    Feature("last_satisfaction", "last_satisfaction", -1),
    Feature("mean_satisfaction", "mean_satisfaction", -1),
    Feature("complaints_12", "coalesce(complaints_12, 0)", 1),
    Feature("last_wait", "last_wait_minutes", 1),
    Feature("mean_wait", "mean_wait_minutes", 1),
    Feature("discount_share", "discount_fen / nullif(revenue_fen + discount_fen, 0)"),
    Feature(
        "price_ratio", "last_price_fen / nullif((price_sum_fen - last_price_fen) / nullif(prices - 1, 0), 0)"
    ),
    Feature("price", "price_fen / 100"),
    Feature("km_per_day", "km_per_day"),
    Feature("adviser_return", "adviser_share", -1),
    Feature("store_return", "store_share", -1),
    Feature("series_return", "series_share", -1),
    Feature("place_return", "place_share", -1),
    Feature("resold", "$cutoff - resold_day"),
)
"""Days, yuan, minutes, stars and shares. NULL means unknown, and the model knows what unknown means."""

NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)


@dataclass(frozen=True)
class Cutoff:
    """The day features are made for: everything dated on it or later is the future.

    ``lookback_months`` bounds how far back visits are read (12 to 36); the same at every cut-off of a run, so
    that a short history does not look like a car that has just begun. ``per_million`` is the size of the
    seeded sample of cars; ``visits`` names the table with the visits of just these cars. Advisers, stores,
    districts and series are judged by ``peers_per_million`` of the cars, always the same ones; ``served``
    names the table in which their visits are counted already (see count_served).
    """

    day: dt.date
    lookback_months: int = LONGEST_LOOKBACK_MONTHS
    per_million: int = EVERYBODY
    seed: int = 1
    visits: str = "visit"
    peers_per_million: int = EVERYBODY
    served: str | None = None

    @property
    def parameters(self) -> dict[str, dt.date | int]:
        used: dict[str, dt.date | int] = {
            "cutoff": self.day,
            "day_12": add_months(self.day, -12),
            "day_24": add_months(self.day, -24),
            "since": add_months(self.day, -self.lookback_months),
            "per_million": self.per_million,
            "seed": self.seed,
        }
        return used if self.served else used | {"peers_per_million": self.peers_per_million}


def features_statement(cutoff: Cutoff) -> str:
    """The statement that gives, with ``cutoff.parameters``, one row per car seen in the lookback or delivered
    in the 24 months before the cut-off and never seen.

    Columns: vin, series, store, adviser, contact_day (last visit, else delivery), due_day, age_year,
    exposure_years (of the latest two, in which the car was known) and the FEATURES as FLOAT.
    """
    served = cutoff.served or f"({SERVED.replace('$cutoffs::DATE[]', '[$cutoff::DATE]')})"
    return STATEMENT.replace(VISITS_OF_CARS, cutoff.visits).replace(SERVED_BEFORE, served)


def outcomes_statement(cutoff: Cutoff) -> str:
    """The statement that gives, with $cutoff and $after_12, the cars that came in the 12 months from the
    cut-off on, and their profit_yuan."""
    return f"""
        SELECT vin, sum(profit_fen) / 100.0 AS profit_yuan
        FROM {cutoff.visits}
        WHERE day >= $cutoff AND day < $after_12
        GROUP BY vin
    """


def sample_visits(*, connection: duckdb.DuckDBPyConnection, earliest: Cutoff) -> None:
    """Makes the temporary table ``earliest.visits``: what features and outcomes need of the visits of the
    sampled cars, for that cut-off and all later ones.

    A star of millions of visits is then read once and not for every day learned from.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {earliest.visits} AS
        SELECT vin, visit_id, visit_rank, day, previous_day, next_day, kinds, maintenance, store, adviser,
            revenue_fen, owner_paid_fen, profit_fen, discount_fen, wait_minutes, odometer_km,
            odometer_plausible
        FROM visit WHERE day >= $since AND {SAMPLED}
        """,
        {name: earliest.parameters[name] for name in ("since", "per_million", "seed")},
    )


def count_served(
    *, connection: duckdb.DuckDBPyConnection, cutoffs: Sequence[dt.date], sampled: Cutoff
) -> None:
    """Makes the temporary table ``sampled.served``: the visits by which peers are judged at all ``cutoffs``,
    read once."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {sampled.served} AS {SERVED}",
        {"cutoffs": list(cutoffs), "peers_per_million": sampled.peers_per_million, "seed": sampled.seed},
    )


VISITS_OF_CARS = "visits_of_cars"
SERVED_BEFORE = "served_before"
SAMPLED = "hash(vin, $seed) % 1000000 < $per_million"
SAMPLED_PEERS = "hash(vin, $seed) % 1000000 < $peers_per_million"

CAR = f"""
    SELECT
        vin, series, coalesce(model, series, '') AS model, district, price_fen,
        CASE WHEN delivery_day < $cutoff THEN delivery_day END AS delivery_day,
        CASE WHEN first_visit_day < $cutoff THEN first_visit_day END AS first_visit_day,
        CASE WHEN first_visit_day < $cutoff THEN greatest(first_visit_day, $since) END AS known_since,
        coalesce(first_due_months, 6) * 30.4 AS first_plan_days,
        coalesce(second_due_months, 12) * 30.4 AS plan_days
    FROM vehicle
    WHERE {SAMPLED}
"""

LN_UNIT = 1_000_000
WHOLE = f"round({{}} * {LN_UNIT})::BIGINT"
LN = WHOLE.format("ln({})")
"""Logarithms are added as whole millionths: a sum of fractions depends on the order of its rows, and two runs
would not say the same to the last digit."""

READ = f"""
    SELECT
        vin, visit_id, day, kinds, store, adviser, wait_minutes, odometer_km, owner_paid_fen, profit_fen,
        discount_fen, revenue_fen,
        nullif(day - previous_day, 0) AS gap,
        next_day IS NULL OR next_day >= $cutoff AS latest,
        day >= $day_12 AS in_12,
        day >= $day_24 AS in_24,
        maintenance,
        CASE WHEN maintenance THEN revenue_fen END AS price_fen,
        -- The star judges a reading by the next one too; of the last visit before the cut-off that is the
        -- future.
        CASE WHEN odometer_plausible AND NOT latest THEN odometer_km END AS earlier_km,
        CASE WHEN earlier_km IS NOT NULL THEN day END AS earlier_km_day
    FROM {VISITS_OF_CARS}
    WHERE day < $cutoff AND day >= $since
"""

SUM = "sum(({})::DOUBLE)"
"""Of whole numbers far below 2⁵³: exact in any order, and half the work of DuckDB's 128-bit sum."""

LATEST = "any_value(CASE WHEN latest THEN {} END)"
"""Of the one visit whose next one is not before the cut-off. No sorting needed."""

HISTORY = f"""
    SELECT
        vin,
        max(day) AS last_day,
        count(*) AS visits,
        count_if(in_12) AS visits_12,
        count_if(in_24) AS visits_24,
        count_if(maintenance) AS maintenances,
        max(CASE WHEN maintenance THEN day END) AS last_maintenance_day,
        coalesce({SUM.format(LN.format("gap"))}, 0) / {LN_UNIT} AS gap_ln,
        count(gap) AS gaps,
        {SUM.format("CASE WHEN in_12 THEN owner_paid_fen END")} AS spend_12_fen,
        {SUM.format("CASE WHEN in_24 THEN owner_paid_fen END")} AS spend_24_fen,
        {SUM.format("CASE WHEN in_24 THEN profit_fen END")} AS profit_24_fen,
        {SUM.format("discount_fen")} AS discount_fen,
        {SUM.format("revenue_fen")} AS revenue_fen,
        avg(round(wait_minutes * 60)) / 60 AS mean_wait_minutes,
        arg_max(price_fen, visit_id) AS last_price_fen,
        {SUM.format("price_fen")} AS price_sum_fen,
        count(price_fen) AS prices,
        max(earlier_km) AS earlier_km,
        min(earlier_km) AS least_km,
        max(earlier_km_day) AS earlier_km_day,
        min(earlier_km_day) AS least_km_day,
        count(earlier_km) AS earlier_readings,
        {LATEST.format("store")} AS store,
        {LATEST.format("adviser")} AS adviser,
        {LATEST.format("kinds")} AS last_kinds,
        {LATEST.format("wait_minutes")} AS last_wait_minutes,
        {LATEST.format("odometer_km")} AS last_km,
        {LATEST.format("gap")} AS last_gap
    FROM ({READ})
    GROUP BY vin
"""
"""Conditions stand inside the aggregates: a FILTER costs DuckDB half as much again."""

VOICE = f"""
    SELECT vin, avg(satisfaction) AS mean_satisfaction,
        -- the latest answer, of two on one day the worse
        arg_max(satisfaction, (day - DATE '2000-01-01') * 10 - satisfaction) AS last_satisfaction
    FROM survey
    WHERE day < $cutoff AND day >= $since AND satisfaction IS NOT NULL AND {SAMPLED}
    GROUP BY vin
"""

SERVED = f"""
    SELECT cutoff, visit.store, adviser, series, district,
        count(*) AS visits, coalesce(count_if(next_day < day + 365 AND next_day < cutoff), 0) AS returns
    FROM visit
    JOIN vehicle USING (vin)
    JOIN (
        SELECT cutoff, (cutoff - INTERVAL 24 MONTH)::DATE AS start, (cutoff - INTERVAL 12 MONTH)::DATE AS stop
        FROM (SELECT unnest($cutoffs::DATE[]) AS cutoff)
    ) ON day >= start AND day < stop
    WHERE {SAMPLED_PEERS}
    GROUP BY ALL
"""
"""The visits of 12 to 24 months before each cut-off, and how many were followed by another within a year."""

PEER = f"""
    SELECT
        grouping(adviser) AS any_adviser, grouping(series) AS any_series, grouping(district) AS any_district,
        store, adviser, series, district,
        (sum(returns) + {PEER_VISITS} * any_value(mean)) / (sum(visits) + {PEER_VISITS}) AS share
    FROM {SERVED_BEFORE}
    CROSS JOIN (
        SELECT sum(returns) / sum(visits) AS mean FROM {SERVED_BEFORE} WHERE cutoff = $cutoff
    )
    WHERE cutoff = $cutoff
    GROUP BY GROUPING SETS ((store, adviser), (store), (store, district), (series))
"""
"""Share of these visits by whoever served the car, where, from which district and for which series; small
groups lean towards the mean."""

RHYTHM = f"""
    SELECT
        model,
        (gap + {ALL_MODELS} * coalesce(sum(gap) OVER () / nullif(sum(gaps) OVER (), 0), plan))
            / (gaps + {ALL_MODELS}) / {LN_UNIT} AS typical_ln,
        (first_gap + {ALL_MODELS}
            * coalesce(sum(first_gap) OVER () / nullif(sum(firsts) OVER (), 0), first_plan))
            / (firsts + {ALL_MODELS}) / {LN_UNIT} AS typical_first_ln,
        (km + {ALL_MODELS} * sum(km) OVER () / nullif(sum(km_gaps) OVER (), 0))
            / (km_gaps + {ALL_MODELS}) AS typical_km
    FROM (
        SELECT
            model,
            min({LN.format("plan_days")}) AS plan, min({LN.format("first_plan_days")}) AS first_plan,
            coalesce(sum({WHOLE.format("gap_ln")}), 0) AS gap, coalesce(sum(gaps), 0) AS gaps,
            coalesce(sum({LN.format("first_days")}), 0) AS first_gap, count(first_days) AS firsts,
            coalesce(sum(earlier_km - least_km), 0) AS km,
            coalesce(sum(earlier_readings - 1) FILTER (WHERE earlier_readings > 1), 0) AS km_gaps
        FROM (
            SELECT *, CASE WHEN first_visit_day >= $since AND first_visit_day - delivery_day BETWEEN 1 AND 730
                           THEN first_visit_day - delivery_day END AS first_days
            FROM seen
        )
        GROUP BY model
    )
"""
"""The typical interval of a model (geometric mean: one accident visit must not halve it), its first one, and
kilometres between visits; a rare model leans towards all."""

KNOWN = f"""
    SELECT
        seen.*, mean_satisfaction, last_satisfaction, complaints_12, resold_day,
        typical_ln, typical_first_ln,
        coalesce(last_day, delivery_day) AS contact_day,
        by_adviser.share AS adviser_share, by_store.share AS store_share,
        by_series.share AS series_share, by_place.share AS place_share,
        CASE WHEN last_day IS NULL THEN exp(typical_first_ln)
             ELSE exp((gap_ln + {PEER_INTERVALS} * typical_ln) / (gaps + {PEER_INTERVALS})) END AS time_days,
        (coalesce(earlier_km - least_km, 0) + {PEER_INTERVALS} * typical_km)
            / (greatest(coalesce(earlier_readings, 0) - 1, 0) + {PEER_INTERVALS}) AS km_allowed,
        -- The last reading counts unless it lies below the earlier ones or asks for an absurd speed.
        coalesce(earlier_km, 0) AS km_before,
        last_day - coalesce(earlier_km_day, delivery_day) + 1 AS km_before_days,
        coalesce(last_km BETWEEN km_before AND km_before + 1500 * km_before_days, false) AS last_km_counts,
        CASE WHEN last_km_counts THEN last_km ELSE earlier_km END AS most_km,
        CASE WHEN last_km_counts THEN last_day ELSE earlier_km_day END AS most_km_day,
        CASE WHEN most_km_day - least_km_day >= 60 AND most_km > least_km
             THEN (most_km - least_km) / (most_km_day - least_km_day)
             WHEN most_km_day - delivery_day >= 60 AND most_km > 0
             THEN most_km / (most_km_day - delivery_day) END AS km_per_day
    FROM seen
    LEFT JOIN voice USING (vin)
    LEFT JOIN (
        SELECT vin, count(*) AS complaints_12
        FROM complaint WHERE day < $cutoff AND day >= $day_12 GROUP BY vin
    ) USING (vin)
    LEFT JOIN (
        -- The first owner has no first day.
        SELECT vin, max(from_day) AS resold_day FROM ownership WHERE from_day < $cutoff GROUP BY vin
    ) USING (vin)
    LEFT JOIN rhythm USING (model)
    LEFT JOIN peer AS by_adviser
        ON by_adviser.any_adviser = 0 AND by_adviser.store = seen.store
            AND by_adviser.adviser = seen.adviser
    LEFT JOIN peer AS by_store
        ON by_store.any_adviser = 1 AND by_store.any_district = 1 AND by_store.store = seen.store
    LEFT JOIN peer AS by_place
        ON by_place.any_district = 0 AND by_place.store = seen.store AND by_place.district = seen.district
    LEFT JOIN peer AS by_series ON by_series.any_series = 0 AND by_series.series = seen.series
    WHERE last_day IS NOT NULL OR (first_visit_day IS NULL AND delivery_day >= $day_24)
"""

STATEMENT = f"""
WITH car AS ({CAR}), history AS ({HISTORY}), voice AS ({VOICE}), peer AS ({PEER}),
seen AS (FROM car LEFT JOIN history USING (vin)), rhythm AS ({RHYTHM}), known AS ({KNOWN}),
due AS (
    SELECT *,
        -- Due by time or by kilometres, whichever comes first, kilometres never before half the time.
        CASE WHEN km_allowed / km_per_day < time_days THEN greatest(km_allowed / km_per_day, time_days / 2)
             ELSE time_days END AS first_days,
        least(greatest(first_days, {SHORTEST_DAYS}), {LONGEST_DAYS}) AS allowed_days
    FROM known
)
SELECT
    vin, series, store, adviser, contact_day,
    contact_day + round(allowed_days)::INTEGER AS due_day,
    least(floor(($cutoff - delivery_day) / 365.25), 15)::INTEGER AS age_year,
    least(greatest($cutoff - least(delivery_day, known_since), 90) / 365.25, 2.0) AS exposure_years,
    {", ".join(f"({f.sql})::FLOAT AS {f.name}" for f in FEATURES)}
FROM due
"""
