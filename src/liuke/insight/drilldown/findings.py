"""What the drill-down reports: a slice whose figure changed, how much of the change it is, and what it
costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class MonthPoint:
    """One month of a series: ``value`` is None where there is nothing to divide by."""

    month: str
    value: float | None
    numerator: float
    denominator: float


@dataclass(frozen=True)
class SliceChange:
    """One cause: a slice of one to three dimensions (none: the whole group) whose figure changed.

    ``before`` and ``after`` are the slice's own figures (shares as fractions) before and since ``since``;
    ``share_explained`` in [0, 1] is the slice's part of the whole change; ``rate_effect`` and ``mix_effect``
    split the change of the whole figure into what the slice's own figure did and what the changed mix did, in
    the figure's unit; ``lost_units`` is how many more units (vehicles, visits, answers) fell short since the
    onset than if the slice had gone on as before.
    """

    slice: dict[str, str]
    before: float
    after: float
    units_before: float
    units_after: float
    share_explained: float
    rate_effect: float
    mix_effect: float
    p_value: float
    since_month: int
    lost_units: float
    siblings: list[SliceChange] = field(default_factory=list)
    """The same dimension's other values over the same months, for the picture beside it."""
    shape: Literal["sudden", "gradual"] = "sudden"
