"""The state of a search for changes: every slice, what it varies by, and what is not yet explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """``resid``: value − expectation by slice and month, causes found so far taken out. ``scale``: how
    strongly a slice takes part in the whole group's movement; row 0 is the whole."""

    question: Question
    slices: Slices
    spread: Spread
    movement: Movement
    scale: Floats
    onsets: tuple[int, ...]
    resid: Floats

    @property
    def share(self) -> bool:
        return self.question.measure == "share"

    def moved(self, rows: Ints | list[int]) -> Floats:
        """How the group's movement moves the figure of some rows, by month."""
        units = self.slices.months.units
        beside = self.movement.beside(
            units=units[rows], resid=self.resid[rows], whole=(units[0], self.resid[0])
        )
        return self.scale[rows][:, None] * beside

    def at_rest(self, rows: Ints | list[int]) -> Months:
        """Some rows with the group's movement taken out."""
        months = self.slices.months.rows(rows)
        return replace(months, resid=self.resid[rows] - months.units * self.moved(rows))

    def series(self, row: int) -> tuple[Floats, Floats]:
        """The monthly figure of one row at rest, and its weights (1/variance; 0 without units)."""
        months = self.at_rest([row])
        units, resid = months.units[0], months.resid[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.where(units > 0, 1 / (self.spread.unit[row] / units + self.spread.noise[row]), 0.0)
            figure = np.where(units > 0, resid / units, 0.0)
        return figure, weight

    def steps(self, rows: Ints) -> Steps:
        """Scans the given rows; row 0, when among them, must be alone: its movement stays in and is its
        doubt."""
        if len(rows) == 1 and rows[0] == 0:
            return scan_whole(
                months=replace(self.slices.months.rows(rows), resid=self.resid[rows]),
                unit=self.spread.unit[:1],
                covariance=self.movement.covariance,
                onsets=self.onsets,
                share=self.share,
            )
        months, spread = self.at_rest(rows), self.spread.rows(rows)
        return scan_steps(months=months, spread=spread, onsets=self.onsets, share=self.share)


def open_search(coded: Coded, slices: Slices) -> Search:
    """Fits what the figures vary by."""
    question, months = coded.question, slices.months
    share = question.measure == "share"
    unit = unit_variances(months=months, share=share)
    onsets = tuple(range(question.options.months_before, coded.months - question.options.months_after + 1))
    calendar = (coded.first_month + np.arange(coded.months)) % 12
    movement = _movement(months.units[0], months.resid[0], float(unit[0]), calendar, onsets)
    scale = _scale(months, unit, share=share)
    spread = Spread(unit, np.zeros(len(unit)), movement.doubt, calendar)
    search = Search(question, slices, spread, movement, scale, onsets, months.resid)
    return replace(search, spread=replace(spread, noise=_noise(search, range(len(slices.groups)))))


def widened(search: Search, more: Slices) -> Search:
    """The search with further slices."""
    months = search.slices.months.rows([0]).joined(more.months)
    unit = unit_variances(months=months, share=search.share)[1:]
    spread = replace(search.spread, unit=np.concatenate([search.spread.unit, unit]))
    wide = replace(
        search,
        slices=search.slices.joined(more),
        spread=spread,
        scale=np.concatenate(
            [
                search.scale,
                _scale(months, np.concatenate([search.spread.unit[:1], unit]), share=search.share)[1:],
            ]
        ),
        resid=np.vstack([search.resid, more.months.resid]),
    )
    first = len(search.slices.groups)
    noise = _noise(wide, range(first, first + len(more.groups)))
    return replace(wide, spread=replace(spread, noise=np.concatenate([search.spread.noise, noise])))


def resettled(search: Search) -> Search:
    """Fits the group's movement again once the causes are out: while they were in, it had taken a part of
    them."""
    units, unit = search.slices.months.units[0], float(search.spread.unit[0])
    return replace(search, movement=_movement(units, search.resid[0], unit, search.movement.calendar, ()))


def _movement(units: Floats, resid: Floats, unit: float, calendar: Ints, onsets: Sequence[int]) -> Movement:
    with np.errstate(divide="ignore", invalid="ignore"):
        figure, counting = resid / units, unit / units
    return fit_movement(
        figure=figure, variance=counting, unit_variance=unit, calendar=calendar, onsets=onsets
    )


def _scale(months: Months, unit: Floats, *, share: bool) -> Floats:
    """A season moves a share on the logit's scale (by p(1 − p)) and a mean in proportion, relative to row
    0."""
    if share:
        return np.asarray(unit / unit[0])
    mean = months.value.sum(axis=1) / months.units.sum(axis=1)
    return np.asarray(mean / mean[0]) if mean[0] else np.ones(len(mean))


def _noise(search: Search, groups: Iterable[int]) -> Floats:
    """The extra noise of the slices of some groups."""
    found = [np.zeros(0)]
    for number in groups:
        rows = search.slices.of_group(number)
        noise = extra_noise(months=search.at_rest(rows), unit_variance=search.spread.unit[rows])
        found.append(np.full(len(rows), noise))
    return np.concatenate(found)
