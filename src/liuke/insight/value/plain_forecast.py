"""The textbook forecast that ours is held against: BG/NBD visits times Gamma-Gamma profit per visit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from liuke.insight.value.bg_nbd import BgNbd
from liuke.insight.value.gamma_gamma import GammaGamma
from liuke.insight.value.likelihood import Floats, NothingToFit
from liuke.insight.value.repeat_summary import repeat_summary

if TYPE_CHECKING:
    import duckdb

WEEKS_A_YEAR = 365.25 / 7


def plain_forecast(
    *, connection: duckdb.DuckDBPyConnection, purchases: str, until: dt.date
) -> dict[str, Floats] | None:
    """Forecast of the 12 months from ``until`` on for every customer in ``purchases``.

    Returns equally long arrays ``customer`` and ``forecast`` (in the unit of ``amount``), ordered by
    customer; None when the history does not determine the models (nobody came twice, or amounts so unequal
    that a newcomer's mean does not exist). Visits without profit say nothing to Gamma-Gamma, whose amounts
    are above zero.
    """
    history = repeat_summary(connection=connection, purchases=purchases, until=until).fetchnumpy()
    repeats, last, age = (np.asarray(history[name], dtype=np.float64) for name in ("repeats", "last", "age"))
    mean = np.asarray(history["mean_amount"], dtype=np.float64)
    paid = (repeats > 0) & (mean > 0)
    try:
        visits = BgNbd.fit(repeats=repeats, last=last, age=age)
        spend = GammaGamma.fit(purchases=repeats[paid], mean=mean[paid])
    except NothingToFit:
        return None
    expected = visits.conditional_expectation(horizon=WEEKS_A_YEAR, repeats=repeats, last=last, age=age)
    per_visit = spend.expected_mean(purchases=np.where(paid, repeats, 0.0), mean=np.where(paid, mean, 0.0))
    if not np.isfinite(per_visit).all():
        return None
    return {"customer": history["customer"], "forecast": expected * per_visit}
