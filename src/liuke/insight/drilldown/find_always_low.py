"""Finds the slices that have been worse than the comparable rest all along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log

import duckdb
import numpy as np
import numpy.typing as npt
import scipy

from liuke.insight.drilldown.baseline import expect_by_month
from liuke.insight.drilldown.coding import Coded, coded_units
from liuke.insight.drilldown.findings import SliceChange
from liuke.insight.drilldown.gaps import Gaps, Standing, gaps_to_rest, log_chances, without
from liuke.insight.drilldown.mix import Contrast, cuts_of, left_of_like
from liuke.insight.drilldown.naming import parents_of, rank, same_units, siblings_of
from liuke.insight.drilldown.question import Dimension, Measure, Options, Question, Worse
from liuke.insight.drilldown.slices import Months, broad_slices, narrow_slices, overlap, promising_pairs

_LOOKS = 30
"""Candidates looked at before the search gives up."""

_MINORITY = 0.6
"""A slice of more than this part of the units is not low: what is left of the group is high."""

_OWN = 0.5
"""A combination is a story of its own from this part of the smallest distance worth telling."""

_ALIKE, _LOW = 0.6, -2.5
"""The rest of a parent lies as low if it shows this part of the distance, by this many standard errors."""


def find_always_low(
    *,
    connection: duckdb.DuckDBPyConnection,
    table: str,
    dimensions: Sequence[Dimension],
    measure: Measure,
    worse: Worse,
    last_month: int,
    options: Options | None = None,
) -> list[SliceChange]:
    """The slices that have been worse than the comparable rest all along, the most certain first.

    ``table`` as for `find_changes`; the window is the last ``options.history_months``. A finding's ``after``
    is the slice's figure, ``before`` what the rest of the group came to in the same months, like compared
    with like and the other findings taken out; ``since_month`` is the first month of the window,
    ``lost_units`` the shortfall in it, ``rate_effect`` what the slice costs the whole figure. Told is only
    what is material, shows in both halves of the window and remains when the slice is compared with units of
    the same kind (cut by each one and two further dimensions). Raises TooManyDimensions, UnknownParent.

    The west store sells nothing but ES6, and ES6 owners return less often wherever they bought:

    >>> connection = duckdb.connect()
    >>> _ = connection.execute('''
    ...     CREATE TABLE due AS
    ...     SELECT 24000 + month AS month, store, series, 100 AS units, if(series = 'ES6', 60, 75) AS value
    ...     FROM range(24) AS m(month), (VALUES ('east', 'ES6'), ('east', 'ET5'), ('south', 'ET5'),
    ...                                         ('west', 'ES6')) AS s(store, series)''')
    >>> [found] = find_always_low(
    ...     connection=connection, table="due", dimensions=[Dimension("store"), Dimension("series")],
    ...     measure="share", worse="lower", last_month=24023)
    >>> found.slice, found.before, found.after
    ({'series': 'ES6'}, 0.75, 0.6)
    """
    question = Question(connection, table, dimensions, measure, worse, last_month, options or Options())
    coded = coded_units(question)
    if coded is None:
        return []
    coded = expect_by_month(coded)
    standing = _opened(coded)
    return _told(coded, standing, _lows(coded, standing))


@dataclass(frozen=True)
class _Low:
    row: int
    gap: float
    log_p: float


def _opened(coded: Coded) -> Standing:
    options = coded.question.options
    slices = broad_slices(coded, 2 * options.least_units)
    standing = Standing.of(coded.question, slices)
    if options.depth < 3:
        return standing
    promising, _ = promising_pairs(coded, slices, gaps_to_rest(standing).z)
    return Standing.of(
        coded.question, slices.joined(narrow_slices(coded, slices, promising, 2 * options.least_units))
    )


def _lows(coded: Coded, standing: Standing) -> list[_Low]:
    """The strongest first, each taken out before the next is looked for; the strikingly good are taken out
    too, else the rest would look low beside them."""
    options = coded.question.options
    closed = standing.slices.depth == 0
    found: list[_Low] = []
    for _ in range(_LOOKS):
        gaps = gaps_to_rest(standing)
        chances = np.where(_candidates(standing, gaps) & ~closed, log_chances(standing, gaps), 0.0)
        row = int(np.lexsort((gaps.gap > 0, np.round(chances, 6)))[0])
        if chances[row] > log(options.false_alarms) or len(found) == options.most:
            break
        named, shared, gap = _named(coded, standing, gaps, row)
        if closed[named] or (gaps.gap[row] < 0 and gap > -float(standing.least([named])[0])):
            closed[[row, named]] = True
            continue
        closed[named] = True
        if gap < 0:
            found.append(_Low(named, gap, float(log_chances(standing, gaps)[named])))
        coded = coded.without(standing.slices.codes(named), np.full(coded.months, gap))
        standing = without(standing, shared, gap)
    return found


def _named(coded: Coded, standing: Standing, gaps: Gaps, row: int) -> tuple[int, Months, float]:
    """The coarsest name of the slice ``row``, what every slice shares with it, and its distance to the
    like."""
    slices = standing.slices
    if gaps.gap[row] > 0:
        return row, overlap(coded, slices, row, resid=False), float(gaps.gap[row])
    row = _coarsest(standing, gaps, row)
    shared = overlap(coded, slices, row)
    named = min(same_units(slices, row, shared), key=lambda r: rank(coded.question, slices, r))
    return named, shared, _to_the_like(standing, named, shared)


def _candidates(standing: Standing, gaps: Gaps) -> npt.NDArray[np.bool_]:
    """Slices far enough off; low ones must be so in either half of the months and no majority; a combination
    must lie off by more than its values alone add up to."""
    mass = standing.units.sum(axis=1)
    least = standing.least(np.arange(len(mass)))
    own = np.sign(gaps.gap) * (gaps.gap - gaps.additive) >= _OWN * least
    far = (np.abs(gaps.gap) >= least) & own
    return np.asarray(far & ((gaps.gap > 0) | (gaps.persistent & (mass <= _MINORITY * mass[0]))))


def _coarsest(standing: Standing, gaps: Gaps, row: int) -> int:
    """Climbs while the rest of a parent lies as low."""
    for parent in parents_of(standing.slices, row):
        if standing.slices.group[parent] == 0:
            continue
        units = standing.units[parent] - standing.units[row]
        mass = float(units.sum())
        outside = float(standing.units[0].sum() - standing.units[parent].sum())
        if mass <= 0 or outside <= 0:
            return _coarsest(standing, gaps, parent)
        resid = float((standing.resid[parent] - standing.resid[row]).sum())
        others = float((standing.resid[0] - standing.resid[parent]).sum()) / outside
        gap = resid / mass - others
        error = np.sqrt(
            standing.unit[parent] / mass + standing.noise[parent] * float(((units / mass) ** 2).sum())
        )
        if gap <= _ALIKE * gaps.gap[row] and gap / error <= _LOW:
            return _coarsest(standing, gaps, parent)
    return row


def _to_the_like(standing: Standing, row: int, shared: Months) -> float:
    """The distance to the rest, or what is left of it when the slice is compared with others of the same
    kind."""

    def sides(rows: npt.NDArray[np.int64]) -> Contrast:
        units, total = shared.units[rows].sum(axis=1), shared.resid[rows].sum(axis=1)
        rest = standing.units[rows].sum(axis=1) - units
        return Contrast.of((rest, standing.resid[rows].sum(axis=1) - total), (units, total))

    cuts = (sides(rows) for rows in cuts_of(standing.slices, row))
    return left_of_like(sides(np.array([0])), cuts, float(standing.unit[row]))


def _told(coded: Coded, standing: Standing, lows: Sequence[_Low]) -> list[SliceChange]:
    """The findings, the most certain first; their losses add up to the whole."""
    mass = standing.units.sum(axis=1)
    losses = [-low.gap * float(mass[low.row]) for low in lows]
    told = []
    for low, loss in sorted(zip(lows, losses, strict=True), key=lambda pair: (pair[0].log_p, pair[0].row)):
        finding = _finding(coded, standing, low)
        part = loss / sum(losses)
        told.append(replace(finding, share_explained=part, siblings=_siblings(coded, standing, low.row)))
    return told


def _finding(coded: Coded, standing: Standing, low: _Low) -> SliceChange:
    question, months = coded.question, standing.slices.months
    units = float(months.units[low.row].sum())
    whole = float(months.units[0].sum())
    figure = float(months.value[low.row].sum()) / units
    sign = 1.0 if question.worse == "lower" else -1.0
    return SliceChange(
        slice=coded.names(standing.slices.codes(low.row)),
        before=question.as_asked(figure - low.gap),
        after=question.as_asked(figure),
        units_before=whole - units,
        units_after=units,
        share_explained=0.0,
        rate_effect=sign * low.gap * units / whole,
        mix_effect=0.0,
        p_value=exp(low.log_p),
        since_month=coded.first_month,
        lost_units=max(-low.gap * units, 0.0),
    )


def _siblings(coded: Coded, standing: Standing, row: int) -> list[SliceChange]:
    """The slices that differ in one dimension's value, with their own distance to the rest."""
    gaps = gaps_to_rest(standing)
    found = [
        _Low(r, float(gaps.gap[r]), float(scipy.special.log_ndtr(gaps.z[r])))
        for r in siblings_of(standing.slices, row)
    ]
    return [_finding(coded, standing, sibling) for sibling in found]
