"""Puts a cause into the words of the findings: figures before and since, its part of the change, its
siblings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np
import numpy.typing as npt
import scipy

from liuke.insight.drilldown.causes import Cause
from liuke.insight.drilldown.coding import Coded
from liuke.insight.drilldown.findings import SliceChange
from liuke.insight.drilldown.naming import siblings_of
from liuke.insight.drilldown.scan import scan_steps
from liuke.insight.drilldown.search import Search

Floats = npt.NDArray[np.float64]


def tell(coded: Coded, search: Search, causes: Sequence[Cause]) -> list[SliceChange]:
    """The findings, the most certain first."""
    told = []
    for cause in sorted(causes, key=lambda c: (c.log_p, c.row)):
        change = _change(coded, search, cause, causes)
        told.append(replace(change, siblings=_siblings(coded, search, cause, change)))
    return told


def _change(coded: Coded, search: Search, cause: Cause, causes: Sequence[Cause]) -> SliceChange:
    since = cause.shape.since
    whole = _Split.of(coded, search, since)
    loss = _loss(cause, since, search.slices.months.units[cause.row])
    total = loss + _other_losses(search, cause, causes)
    before, after, units_before, units_after = _sides(search, cause.row, since)
    return SliceChange(
        slice=coded.names(search.slices.codes(cause.row)),
        before=before,
        after=after,
        units_before=units_before,
        units_after=units_after,
        share_explained=float(np.clip(loss / total, 0.0, 1.0)) if total > 0 else 1.0,
        rate_effect=whole.rate,
        mix_effect=whole.mix,
        p_value=exp(cause.log_p),
        since_month=coded.first_month + since,
        lost_units=max(loss, 0.0),
        shape="gradual" if cause.shape.gradual else "sudden",
    )


def _siblings(coded: Coded, search: Search, cause: Cause, change: SliceChange) -> list[SliceChange]:
    """The slices that differ from the cause in one dimension's value, over the same months, nothing taken
    out."""
    since = cause.shape.since
    units = search.slices.months.units
    rows = [
        r for r in siblings_of(search.slices, cause.row) if units[r, :since].any() and units[r, since:].any()
    ]
    if not rows:
        return []
    months = replace(search, resid=search.slices.months.resid).at_rest(rows)
    spread = search.spread.rows(rows)
    steps = scan_steps(months=months, spread=spread, onsets=[since], share=search.share)
    losses = np.maximum(-steps.effect[:, 0] * steps.units_after[:, 0], 0.0)
    whole = change.lost_units / change.share_explained if change.share_explained > 0 else 0.0
    found = []
    for row, loss, z in zip(rows, losses.tolist(), steps.z[:, 0].tolist(), strict=True):
        before, after, units_before, units_after = _sides(search, row, since)
        found.append(
            replace(
                change,
                slice=coded.names(search.slices.codes(row)),
                before=before,
                after=after,
                units_before=units_before,
                units_after=units_after,
                share_explained=min(loss / whole, 1.0) if whole > 0 else 0.0,
                p_value=float(scipy.special.ndtr(z)),
                lost_units=loss,
            )
        )
    return found


def _sides(search: Search, row: int, since: int) -> tuple[float, float, float, float]:
    """(figure before, figure since, units before, units since), as asked."""
    months, question = search.slices.months, search.question
    units, value = months.units[row], months.value[row]
    before, after = float(units[:since].sum()), float(units[since:].sum())
    return (
        question.as_asked(float(value[:since].sum()) / before),
        question.as_asked(float(value[since:].sum()) / after),
        before,
        after,
    )


def _loss(cause: Cause, since: int, units: Floats) -> float:
    return -float((units * cause.shape.course)[since:].sum())


def _other_losses(search: Search, cause: Cause, causes: Sequence[Cause]) -> float:
    """What the other causes lost outside the slice since its onset, and what the group lost besides them
    all."""
    since = cause.shape.since
    lost = 0.0
    for other in causes:
        if other is not cause:
            outside = search.slices.months.units[other.row] - cause.shared[other.row]
            lost += max(_loss(other, since, outside), 0.0)
    rest = search.at_rest([0])
    units, resid = rest.units[0], rest.resid[0]
    step = resid[since:].sum() / units[since:].sum() - resid[:since].sum() / units[:since].sum()
    return lost + max(-float(step * units[since:].sum()), 0.0)


@dataclass(frozen=True)
class _Split:
    """The whole figure's change since a month, its season taken out: by mix and by rate, as asked."""

    rate: float
    mix: float

    @classmethod
    def of(cls, coded: Coded, search: Search, since: int) -> _Split:
        months = search.slices.months
        units = months.units[0]
        season = units * search.movement.course
        sign = 1.0 if coded.question.worse == "lower" else -1.0
        mix = _step(months.value[0] - months.resid[0], units, since)
        rate = _step(months.resid[0] - season, units, since)
        return cls(sign * rate, sign * mix)


def _step(sums: Floats, units: Floats, since: int) -> float:
    after = sums[since:].sum() / units[since:].sum()
    return float(after - sums[:since].sum() / units[:since].sum())
