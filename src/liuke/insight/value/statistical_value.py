"""What today's cars will still bring, and what one more point of retention is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from liuke.insight.value.active_years import ActiveYears
from liuke.insight.value.expected_profit import Earnings, ProfitModel
from liuke.insight.value.findings import StatisticalValue, ValueBin
from liuke.insight.value.likelihood import Floats
from liuke.insight.value.options import ValueOptions

POINT = 0.01


@dataclass(frozen=True)
class CarValues:
    """Yuan per car, in equally long arrays.

    ``if_kept`` is the discounted gross profit of the horizon given a visit in the next 12 months,
    ``expected`` the same times the probability of that visit; ``first_year`` is the expected profit of the
    next 12 months (probability included); ``of_a_point`` what one more point of retention, every year, adds.
    """

    first_year: Floats
    if_kept: Floats
    expected: Floats
    of_a_point: Floats


def value_cars(
    *, earnings: Earnings, profits: ProfitModel, years: ActiveYears, options: ValueOptions
) -> CarValues:
    """Values every car: expected = (1 − p) × profit given a visit × years_worth(age).

    One point more lifts both this year's chance to come and that of every later year:
    (1 − p + 0.01) × profit × years_worth⁺(age) − (1 − p) × profit × years_worth(age).
    """
    given_visit = np.maximum(profits.expected_yuan(earnings), 0.0)
    comes = 1.0 - earnings.probability
    worth, worth_of_more = (
        years.years_worth(horizon_years=options.horizon_years, discount_rate=options.discount_rate, more=more)
        for more in (0.0, POINT)
    )
    if_kept = given_visit * worth[earnings.age]
    more = np.minimum(comes + POINT, 1.0) * given_visit * worth_of_more[earnings.age]
    return CarValues(comes * given_visit, if_kept, comes * if_kept, more - comes * if_kept)


def summarise_values(
    *,
    expected_yuan: Floats,
    options: ValueOptions,
    error: float | None = None,
    plain_error: float | None = None,
) -> StatisticalValue | None:
    """The findings over the cars given, None without a car. Deciles run from the richest (1) to the poorest.

    >>> summarise_values(expected_yuan=np.arange(1.0, 11.0), options=ValueOptions()).deciles[0]
    ValueBin(decile=1, mean_yuan=10.0, share=0.18181818181818182)
    """
    if not expected_yuan.size:
        return None
    richest_first = np.sort(expected_yuan)[::-1]
    total = float(richest_first.sum())
    deciles = [
        ValueBin(
            decile=number,
            mean_yuan=float(part.mean()),
            share=float(part.sum()) / total if total else 0.0,
        )
        for number, part in enumerate(np.array_split(richest_first, 10), start=1)
        if part.size
    ]
    return StatisticalValue(
        horizon_years=options.horizon_years,
        discount_rate=options.discount_rate,
        mean_yuan=float(richest_first.mean()),
        median_yuan=float(np.median(richest_first)),
        total_yuan=total,
        deciles=deciles,
        error=error,
        plain_bgnbd_error=plain_error,
    )
