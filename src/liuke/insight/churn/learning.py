"""Everything learned from labelled days: who leaves, what comers bring, how long they stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from liuke.insight.churn.cars import Cars, Floats
from liuke.insight.churn.model import ReturnModel
from liuke.insight.churn.options import ChurnOptions
from liuke.insight.value.active_years import ActiveYears
from liuke.insight.value.expected_profit import ProfitModel
from liuke.insight.value.options import ValueOptions
from liuke.insight.value.statistical_value import CarValues, value_cars

CREDIBILITY_VISITS = 4.0
"""Without a labelled year: visits after which a car's own past weighs as much as the mean of all."""


@dataclass(frozen=True)
class Learned:
    """The model with the money beside it."""

    model: ReturnModel
    profits: ProfitModel
    years: ActiveYears
    options: ValueOptions

    @classmethod
    def from_days(cls, *, labelled: Sequence[Cars], options: ChurnOptions) -> Learned:
        """Learns from labelled days, the latest first; money is learned from the latest alone."""
        model = ReturnModel.fit(labelled=labelled, seed=options.seed)
        latest = labelled[0]
        came = ~latest.gone
        earnings = latest.earnings(model.of_latest)
        profits = ProfitModel.fit(earnings=earnings, came=came, profit_yuan=latest.profit_yuan)
        years = ActiveYears.measure(
            age=earnings.age,
            was_active=latest.feature("visits_12") > 0,
            came=came,
            yuan=profits.coming.by_age,
        )
        return cls(model, profits, years, options.value)

    def probability(self, cars: Cars) -> Floats:
        return self.model.probability(cars.features)

    def values(self, cars: Cars, probability: Floats) -> CarValues:
        return value_cars(
            earnings=cars.earnings(probability), profits=self.profits, years=self.years, options=self.options
        )


@dataclass(frozen=True)
class RuleOfThumb:
    """What is said of cars when the history is too short to learn from: no proof, a rule anybody can check.

    Probability = hazard² ÷ (1 + hazard²): even odds on the due day, 80 % when the car has been away twice as
    long as its rhythm allows. Money: the coming year only, the car's own yearly profit leaning on the mean.
    """

    def probability(self, cars: Cars) -> Floats:
        square = np.square(cars.feature("hazard").astype(np.float64))
        return square / (1.0 + square)

    def values(self, cars: Cars, probability: Floats) -> CarValues:
        own = cars.feature("profit_24") / cars.column("exposure_years")
        visits = cars.feature("visits_24").astype(np.float64)
        mean = float(own.mean()) if len(cars) else 0.0
        given_visit = np.maximum(
            (visits * own + CREDIBILITY_VISITS * mean) / (visits + CREDIBILITY_VISITS), 0.0
        )
        expected = (1.0 - probability) * given_visit
        return CarValues(expected, given_visit, expected, np.zeros(len(cars)))
