"""The latest 12 months foretold from what was known before them, and held against what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from liuke.insight.churn.cars import Cars, Floats
from liuke.insight.churn.findings import Backtest
from liuke.insight.churn.learning import Learned
from liuke.insight.churn.options import ChurnOptions
from liuke.insight.churn.ranking import calibration_bins, calibration_error, gains_curve, rank_quality
from liuke.values.period import add_months

if TYPE_CHECKING:
    import duckdb

FEWEST_CARS = 300
PLAIN_CARS = 10_000
"""The textbook forecast is fitted and judged on about so many cars at most: its error is a ratio."""


def still_ours(cars: Cars, options: ChurnOptions) -> Cars:
    """The cars seen within the active months before the cut-off."""
    return cars.take(np.flatnonzero(cars.seen_since(add_months(cars.cutoff, -options.active_months))))


def why_not(*, learned_from: Sequence[Cars], tested: Cars) -> str | None:
    """The code of the reason why no honest back-test can be made, None when it can."""
    if min(len(learned_from[0]), len(tested)) < FEWEST_CARS:
        return "too_few_cars"
    outcomes = (np.concatenate([cars.gone for cars in learned_from]), tested.gone)
    if any(gone.all() or not gone.any() for gone in outcomes):
        return "one_outcome"
    return None


def run_backtest(*, learned_from: Sequence[Cars], tested: Cars, options: ChurnOptions) -> Backtest:
    """Learns from the days in ``learned_from``, whose years end where the year of ``tested`` begins.

    ``tested`` are the cars still ours then: with the long asleep among them any order would look good.
    """
    learned = Learned.from_days(labelled=learned_from, options=options)
    probability = learned.probability(tested)
    model = rank_quality(score=probability, gone=tested.gone)
    overdue = tested.feature("overdue").astype(np.float64)
    bins = calibration_bins(probability=probability, gone=tested.gone)
    forecast = learned.values(tested, probability).first_year
    total, actual = float(forecast.sum()), float(tested.profit_yuan.sum())
    return Backtest(
        cutoff=tested.cutoff,
        vehicles=len(tested),
        leavers=int(tested.gone.sum()),
        auc=model.auc,
        ece=calibration_error(bins),
        lift_top_decile=model.lift_top_decile,
        baseline=rank_quality(score=overdue, gone=tested.gone, probability=False),
        calibration=bins,
        gains=gains_curve(model=probability, baseline=overdue, gone=tested.gone),
        value_forecast_yuan=total,
        value_actual_yuan=actual,
        value_error=(total - actual) / actual if actual else 0.0,
        value_error_by_decile=_by_decile(forecast, tested.profit_yuan),
    )


def plain_error(
    *, connection: duckdb.DuckDBPyConnection, tested: Cars, options: ChurnOptions
) -> float | None:
    """(forecast − actual) ÷ actual of BG/NBD with Gamma-Gamma on the tested cars that had ever come.

    The models are fitted on all cars of the sample, asleep or not, as the textbook has it. None when they
    cannot be fitted or nothing came in.
    """
    from liuke.insight.value.plain_forecast import plain_forecast

    row = connection.execute("SELECT count(*) FROM vehicle").fetchone()
    share = PLAIN_CARS / max(int(row[0]) if row else 0, PLAIN_CARS)
    connection.execute(
        f"""CREATE OR REPLACE TEMP VIEW churn_purchase AS
            SELECT vin AS customer, day, profit_fen AS amount FROM visit
            WHERE hash(vin, {options.seed}) % 1000000 < {round(share * 1_000_000)}"""
    )
    found = plain_forecast(connection=connection, purchases="churn_purchase", until=tested.cutoff)
    connection.execute("DROP VIEW churn_purchase")
    if found is None:
        return None
    vins = tested.table["vin"].to_numpy()
    _, in_tested, in_found = np.intersect1d(vins, found["customer"], assume_unique=True, return_indices=True)
    actual = float(tested.profit_yuan[in_tested].sum())
    forecast = float(found["forecast"][in_found].sum()) / 100.0
    return (forecast - actual) / actual if actual else None


def _by_decile(forecast: Floats, actual: Floats) -> list[tuple[float, float]]:
    order = np.argsort(-forecast, kind="stable")
    return [
        (float(forecast[part].mean()), float(actual[part].mean()))
        for part in np.array_split(order, 10)
        if part.size
    ]
