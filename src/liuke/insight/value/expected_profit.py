"""What a car that comes at all brings within the next 12 months.

Every car starts from the mean of its peers (age and series) and is moved towards its own past as far as that
past can be believed: the credibility premium of Bühlmann (1967), Z = visits ÷ (visits + K). K is the one that
would have foretold the labelled year best. What remains wrong on average among likely and unlikely comers (a
car that hardly comes also comes less often) is put right by a factor per fifth of the probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liuke.insight.value.likelihood import Floats

OLDEST = 15
"""Years of age told apart; older cars count as this old."""
AGES = OLDEST + 2
"""Codes 0 … OLDEST, and one for cars of unknown age."""
PEERS = 30.0
"""Cars of the wider group a narrow group's mean starts from."""
CREDIBILITIES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 1e9)
FIFTHS = 5


@dataclass(frozen=True)
class Earnings:
    """What is known about the money of each car, in equally long arrays.

    ``age`` is the code of the year of life (see ``age_code``), ``series`` the name's position in
    ``series_names``, ``yearly_yuan`` the gross profit per year over the latest 24 months, ``visits`` the
    number of visits behind it, ``probability`` that of no visit in the next 12 months.
    """

    age: NDArray[np.int64]
    series: NDArray[np.int64]
    series_names: tuple[str, ...]
    yearly_yuan: Floats
    visits: Floats
    probability: Floats


@dataclass(frozen=True)
class Peers:
    """Mean yuan by age code, and a factor by series."""

    by_age: Floats
    by_series: dict[str, float]

    def mean(self, earnings: Earnings) -> Floats:
        factor = np.array([self.by_series.get(name, 1.0) for name in earnings.series_names])
        return np.asarray(self.by_age[earnings.age] * factor[earnings.series], dtype=np.float64)


@dataclass(frozen=True)
class ProfitModel:
    """Expected gross profit in yuan of the next 12 months, given that the car comes."""

    past: Peers
    coming: Peers
    credibility: float
    edges: Floats
    factors: Floats

    @classmethod
    def fit(cls, *, earnings: Earnings, came: NDArray[np.bool_], profit_yuan: Floats) -> ProfitModel:
        """Learns from a year that is over: who came, and the profit each brought (0 for the others)."""
        if not came.any():
            nothing = Peers(np.zeros(AGES), {})
            return cls(nothing, nothing, CREDIBILITIES[-1], np.empty(0), np.ones(1))
        past = _peers(earnings, earnings.yearly_yuan, came)
        coming = _peers(earnings, profit_yuan, came)
        blank = cls(past, coming, CREDIBILITIES[-1], np.empty(0), np.ones(1))
        # Squares of the error, so that the mean and not the median is foretold.
        errors = [
            float(np.square(blank.own(earnings, k)[came] - profit_yuan[came]).sum()) for k in CREDIBILITIES
        ]
        best = CREDIBILITIES[int(np.argmin(errors))]
        edges = np.quantile(earnings.probability[came], np.arange(1, FIFTHS) / FIFTHS)
        fifth = np.searchsorted(edges, earnings.probability[came])
        foretold = np.bincount(fifth, blank.own(earnings, best)[came], edges.size + 1)
        actual = np.bincount(fifth, profit_yuan[came], edges.size + 1)
        factors = np.divide(actual, foretold, out=np.ones_like(actual), where=foretold > 0)
        return cls(past, coming, best, edges, np.clip(factors, 0.2, 5.0))

    def own(self, earnings: Earnings, credibility: float) -> Floats:
        """The peers' mean moved towards the car's own past."""
        past = self.past.mean(earnings)
        index = np.divide(earnings.yearly_yuan, past, out=np.ones_like(past), where=past > 0)
        trust = earnings.visits / (earnings.visits + credibility)
        return self.coming.mean(earnings) * (1.0 + trust * (np.maximum(index, 0.0) - 1.0))

    def expected_yuan(self, earnings: Earnings) -> Floats:
        fifth = np.searchsorted(self.edges, earnings.probability)
        return self.own(earnings, self.credibility) * self.factors[fifth]


def age_code(age_year: Floats) -> NDArray[np.int64]:
    """Code of a year of life; NaN is unknown.

    >>> age_code(np.array([0.0, 3.0, 40.0, np.nan])).tolist()
    [0, 3, 15, 16]
    """
    known = np.clip(np.nan_to_num(age_year, nan=0.0), 0, OLDEST).astype(np.int64)
    return np.where(np.isnan(age_year), AGES - 1, known)


def _peers(earnings: Earnings, yuan: Floats, came: NDArray[np.bool_]) -> Peers:
    overall = float(yuan[came].mean())
    age = earnings.age[came]
    cars = np.bincount(age, minlength=AGES)
    by_age = (np.bincount(age, yuan[came], AGES) + PEERS * overall) / (cars + PEERS)
    series = earnings.series[came]
    names = earnings.series_names
    lean = PEERS * overall
    foretold = np.bincount(series, by_age[age], len(names)) + lean
    actual = np.bincount(series, yuan[came], len(names)) + lean
    factor = np.divide(actual, foretold, out=np.ones_like(actual), where=foretold > 0)
    return Peers(by_age, dict(zip(names, factor.tolist(), strict=True)))
