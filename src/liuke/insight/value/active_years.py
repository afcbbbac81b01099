"""How long a car that comes stays with us, and what it brings as it ages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liuke.insight.value.expected_profit import AGES, OLDEST
from liuke.insight.value.likelihood import Floats

CARS_OF_ALL_AGES = 50.0
"""Cars of the overall share that each year of life starts from."""
STEEPEST = 1.5
"""A year brings at most so many times what the year before it brought: guards against a thin old age."""


@dataclass(frozen=True)
class ActiveYears:
    """By age code: ``stays``, the share of the cars active in one year that come again in the next, and
    ``yuan``, the mean gross profit of a car that comes."""

    stays: Floats
    yuan: Floats

    @classmethod
    def measure(
        cls, *, age: NDArray[np.int64], was_active: NDArray[np.bool_], came: NDArray[np.bool_], yuan: Floats
    ) -> ActiveYears:
        """From one labelled year: cars active in the 12 months before, and whether they came in it.

        ``yuan`` is the peers' mean by age code of the cars that came.
        """
        overall = float(came[was_active].mean()) if was_active.any() else 0.0
        cars = np.bincount(age[was_active], minlength=AGES)
        back = np.bincount(age[was_active & came], minlength=AGES)
        return cls((back + CARS_OF_ALL_AGES * overall) / (cars + CARS_OF_ALL_AGES), yuan)

    def years_worth(self, *, horizon_years: int, discount_rate: float, more: float = 0.0) -> Floats:
        """Discounted profit of the horizon ÷ profit of the first year, for a car that comes then, by age.

        Σ over years j of (1 + rate)^−(j + ½) × chance to stay until then × profit at that age ÷ profit now:
        money comes on average in the middle of a year. ``more`` is added to every year's chance to stay.

        >>> flat = ActiveYears(stays=np.full(AGES, 0.5), yuan=np.full(AGES, 1000.0))
        >>> round(float(flat.years_worth(horizon_years=2, discount_rate=0.0)[0]), 6)
        1.5
        """
        stays = np.clip(self.stays + more, 0.0, 1.0)
        age = np.arange(AGES)
        worth = np.zeros(AGES)
        chance, relative = np.ones(AGES), np.ones(AGES)
        for year in range(horizon_years):
            if year:
                # A car of unknown age keeps its code; the oldest stay the oldest.
                older = np.where(age < OLDEST, age + 1, age)
                now = self.yuan[age]
                step = np.divide(self.yuan[older], now, out=np.ones(AGES), where=now > 0)
                relative = relative * np.clip(step, 1.0 / STEEPEST, STEEPEST)
                chance = chance * stays[age]
                age = older
            worth += (1.0 + discount_rate) ** -(year + 0.5) * chance * relative
        return worth
