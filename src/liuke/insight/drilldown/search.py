"""The state of a search for changes: every slice, what it varies by, and what is not yet explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.coding import Coded
from liuke.insight.drilldown.noise import extra_noise, unit_variances
from liuke.insight.drilldown.question import Question
from liuke.insight.drilldown.scan import Spread, Steps, scan_steps, scan_whole
from liuke.insight.drilldown.slices import Months, Slices
from liuke.insight.drilldown.whole import Movement, fit_movement

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Search:
    """``resid``: value − expectation by slice and month, causes found so far taken out. Row 0 (everything)
    keeps the group's own movement and carries it as doubt; from the other rows it is taken out."""

    question: Question
    slices: Slices
    spread: Spread
    movement: Movement
    onsets: tuple[int, ...]
    resid: Floats

    @property
    def share(self) -> bool:
        return self.question.measure == "share"

    def months(self, rows: Ints | list[int]) -> Months:
        return replace(self.slices.months.rows(rows), resid=self.resid[rows])

    def at_rest(self, row: int) -> Months:
        """One row with the group's movement taken out, row 0 included."""
        months = self.months([row])
        return (
            replace(months, resid=months.resid - months.units * self.movement.course) if row == 0 else months
        )

    def series(self, row: int) -> tuple[Floats, Floats]:
        """The monthly figure of one row at rest, and its weights (1/variance; 0 without units)."""
        months = self.at_rest(row)
        units, resid = months.units[0], months.resid[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.where(units > 0, 1 / (self.spread.unit[row] / units + self.spread.noise[row]), 0.0)
            figure = np.where(units > 0, resid / units, 0.0)
        return figure, weight

    def steps(self, rows: Ints) -> Steps:
        """Scans the given rows; row 0, when among them, must be alone."""
        months = self.months(rows)
        if len(rows) == 1 and rows[0] == 0:
            return scan_whole(
                months=months,
                unit=self.spread.unit[:1],
                covariance=self.movement.covariance,
                onsets=self.onsets,
                share=self.share,
            )
        return scan_steps(months=months, spread=self.spread.rows(rows), onsets=self.onsets, share=self.share)


def open_search(coded: Coded, slices: Slices) -> Search:
    """Fits what the figures vary by and takes the group's movement out of every slice but the whole."""
    question, months = coded.question, slices.months
    unit = unit_variances(months=months, share=question.measure == "share")
    onsets = tuple(range(question.options.months_before, coded.months - question.options.months_after + 1))
    calendar = (coded.first_month + np.arange(coded.months)) % 12
    movement = _movement(months, unit, calendar, onsets)
    resid = months.resid - months.units * movement.course
    spread = Spread(unit, _noise(slices, resid, unit), movement.doubt, calendar)
    resid[0] = months.resid[0]
    return Search(question, slices, spread, movement, onsets, resid)


def widened(search: Search, more: Slices) -> Search:
    """The search with further slices."""
    months = search.slices.months.rows([0]).joined(more.months)
    unit = unit_variances(months=months, share=search.share)[1:]
    resid = more.months.resid - more.months.units * search.movement.course
    spread = replace(
        search.spread,
        unit=np.concatenate([search.spread.unit, unit]),
        noise=np.concatenate([search.spread.noise, _noise(more, resid, unit)]),
    )
    slices = search.slices.joined(more)
    return replace(search, slices=slices, spread=spread, resid=np.vstack([search.resid, resid]))


def resettled(search: Search) -> Search:
    """Fits the group's movement again once the causes are out: while they were in, it had taken a part of
    them."""
    movement = _movement(search.months([0]), search.spread.unit, search.movement.calendar, ())
    resid = search.resid + search.slices.months.units * (search.movement.course - movement.course)
    resid[0] = search.resid[0]
    return replace(search, movement=movement, resid=resid)


def _movement(months: Months, unit: Floats, calendar: Ints, onsets: Sequence[int]) -> Movement:
    with np.errstate(divide="ignore", invalid="ignore"):
        figure, counting = months.resid[0] / months.units[0], unit[0] / months.units[0]
    return fit_movement(
        figure=figure, variance=counting, unit_variance=float(unit[0]), calendar=calendar, onsets=onsets
    )


def _noise(slices: Slices, resid: Floats, unit: Floats) -> Floats:
    noise = np.zeros(len(slices.group))
    for number in range(len(slices.groups)):
        rows = slices.of_group(number)
        months = replace(slices.months.rows(rows), resid=resid[rows])
        noise[rows] = extra_noise(months=months, unit_variance=unit[rows])
    return noise
