"""The traffic light of a figure. Severity belongs to the figure, not to how far it is off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from liuke.insight.metrics.findings import Level
from liuke.insight.metrics.metric import Standard

MINIMUM_DENOMINATOR = 30
"""An alert needs so many cases, so that a store with four cars does not ring."""

FALLS = 3
"""A retention figure that falls so many months in a row is yellow."""


def level_of(
    *, standard: Standard, key: str, value: float | None, denominator: float | None, previous: float | None,
    falling: frozenset[str],
) -> Level:  # fmt: skip
    """Red or orange where the figure's own alert rings, yellow while it falls, watch below standard.

    >>> alert = Standard(0.90, alert="red", alert_at=0.85)
    >>> [level_of(standard=alert, key="k", value=v, denominator=100, previous=None, falling=frozenset())
    ...  for v in (0.84, 0.87, 0.95, None)]
    ['red', 'watch', 'green', 'no_data']
    """
    if value is None:
        return "no_data"
    enough = (denominator or 0) >= MINIMUM_DENOMINATOR
    if standard.alert and standard.alert_at is not None and enough and value < standard.alert_at:
        return standard.alert
    if key in falling:
        return "yellow"
    if key == "visits":
        return "watch" if not value or (previous is not None and value < previous) else "green"
    if standard.healthy is None:
        return "green"
    short = value > standard.healthy if standard.better == "lower" else value < standard.healthy
    return "watch" if short else "green"


def falls_in_a_row(values: Sequence[float | None], denominators: Sequence[float | None]) -> bool:
    """Whether the latest values each lie below the one before, three times running, on enough cases.

    >>> falls_in_a_row([0.8, 0.79, 0.77, 0.7], [40, 40, 40, 40]), falls_in_a_row([0.8, 0.7], [40, 40])
    (True, False)
    """
    last = list(zip(values, denominators, strict=True))[-FALLS - 1 :]
    if len(last) <= FALLS or any(v is None or (d or 0) < MINIMUM_DENOMINATOR for v, d in last):
        return False
    known = [v for v, _ in last if v is not None]
    return all(later < earlier for earlier, later in pairwise(known))
