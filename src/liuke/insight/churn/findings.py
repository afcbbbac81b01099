"""What the churn model reports about itself and about each car."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


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
    """The latest 12 months foretold from what was known before them, and held against what happened."""

    cutoff: dt.date
    vehicles: int
    leavers: int
    auc: float
    ece: float
    lift_top_decile: float
    baseline: Ranking
    """Cars ordered by days overdue, as a spreadsheet does it."""
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
    """One car that is likely to stay away, with the reasons in words.

    ``probability`` of no visit in the next 12 months; ``hazard`` = days since the last visit ÷ days the car's
    own rhythm allows; ``stake_yuan`` = probability × expected gross profit of the remaining years.
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
    reasons: list[tuple[str, dict[str, float | str]]]
    """(reason code, parameters), the heaviest first; the surface words them."""


@dataclass(frozen=True)
class SleeperBand:
    """Cars asleep for so long: how many, how many of such cars woke within a year in the past, worth waking?"""

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
    """Who is leaving. ``backtest`` is None with ``why_not`` when the files are too short to prove the model."""

    backtest: Backtest | None
    why_not: str | None
    vehicles_scored: int
    expected_leavers: float
    stake_yuan: float
    bands: list[RiskBand]
    reasons: list[ReasonCount]
    at_risk: list[AtRisk]
    """The gravest by value at stake, at most 200 (the workbook has them all)."""
    sleepers: list[SleeperBand]
