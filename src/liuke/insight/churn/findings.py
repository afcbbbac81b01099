"""What the churn model reports about itself and about each car."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from liuke.values.sentence_figures import Told


@dataclass(frozen=True)
class CalibrationBin:
    """Cars of one decile of predicted probability: mean prediction, observed share, number of cars."""

    predicted: float
    observed: float
    vehicles: int


@dataclass(frozen=True)
class Ranking:
    """How well an order of cars tells leavers from stayers.

    ``auc`` is the area under the ROC curve; ``ece`` the expected calibration error over ten equal-count bins;
    ``lift_top_decile`` the share of leavers among the tenth ranked first ÷ their share overall.
    """

    auc: float
    ece: float | None
    lift_top_decile: float


@dataclass(frozen=True)
class Backtest:
    """The latest 12 months foretold from what was known before them, and held against what happened.

    On the cars seen (or delivered) in the 18 months before ``cutoff``; on a seeded sample of a large group.
    """

    cutoff: dt.date
    vehicles: int
    leavers: int
    auc: float
    ece: float
    lift_top_decile: float
    baseline: Ranking
    """The same cars ordered by days overdue, as a spreadsheet does it."""
    calibration: list[CalibrationBin]
    gains: list[tuple[float, float, float]]
    """(share of cars called, share of leavers found by the model, by the baseline)."""
    value_forecast_yuan: float
    value_actual_yuan: float
    value_error: float
    """(forecast − actual) ÷ actual of the gross profit of the 12 months."""
    value_error_by_decile: list[tuple[float, float]]
    """(forecast, actual) yuan per car, by decile of the forecast."""


@dataclass(frozen=True)
class AtRisk:
    """One car at risk, with the reasons in words.

    ``probability`` of no visit in the next 12 months; ``hazard`` = days since the last visit ÷ days the car's
    own rhythm and mileage allow; ``overdue_days`` is negative while the car is not due; ``stake_yuan`` =
    probability × discounted gross profit of the remaining years if the car is kept. For a car that never came
    ``last_visit_day`` is its delivery.
    """

    vin: str
    owner: str
    name: str | None
    phone: str | None
    plate: str | None
    store: str | None
    adviser: str | None
    series: str | None
    last_visit_day: dt.date
    due_day: dt.date
    overdue_days: int
    hazard: float
    probability: float
    stake_yuan: float
    reasons: list[tuple[str, dict[str, Told]]]
    """(reason code, parameters), the heaviest first; the surface words them."""


@dataclass(frozen=True)
class SleeperBand:
    """Cars asleep for so long: how many, how many such cars woke within a year in the past, worth waking?"""

    months_from: int
    months_to: int | None
    vehicles: int
    woke_share: float | None
    woke_of: int
    profit_per_waker_yuan: float | None
    worth_yuan_per_call: float | None
    wake: bool | None
    """False: not worth waking at the given cost of a contact; None: too few to tell."""


@dataclass(frozen=True)
class RiskBand:
    """Cars by predicted probability: label edge, number, value at stake."""

    probability_from: float
    probability_to: float
    vehicles: int
    stake_yuan: float


@dataclass(frozen=True)
class ReasonCount:
    code: str
    vehicles: int
    stake_yuan: float


@dataclass(frozen=True)
class Churn:
    """Who is leaving. ``backtest`` is None, and ``why_not`` a code, when the files cannot prove the model."""

    backtest: Backtest | None
    why_not: str | None
    vehicles_scored: int
    vehicles_active: int
    """Of them, seen (or delivered) in the latest 18 months: leavers, stake and bands are theirs, the others
    are sleepers."""
    expected_leavers: float
    stake_yuan: float
    bands: list[RiskBand]
    reasons: list[ReasonCount]
    at_risk: list[AtRisk]
    """The gravest by value at stake, at most 200 (the workbook has them all)."""
    sleepers: list[SleeperBand]
