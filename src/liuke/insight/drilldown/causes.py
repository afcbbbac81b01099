"""One cause after the other: name it, check it, take it out, look again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.coding import Coded
from liuke.insight.drilldown.evidence import (
    Verdicts,
    enough_units,
    judge,
    least_step,
    price_of_looking,
    scans,
)
from liuke.insight.drilldown.mix import only_mix
from liuke.insight.drilldown.naming import coarsest_name, where_it_fell
from liuke.insight.drilldown.scan import scan_steps
from liuke.insight.drilldown.search import Search, open_search, resettled, widened
from liuke.insight.drilldown.shape import Shape, fitted, shape_of
from liuke.insight.drilldown.slices import broad_slices, narrow_slices, promising_pairs, triples_at_most

Floats = npt.NDArray[np.float64]

_LOOKS = 40
"""Candidates looked at before the search gives up: each is told, explained away or set aside."""

_STANDS = -3.0
"""Standard errors a cause must still show once all others are taken out."""


@dataclass(frozen=True)
class Cause:
    """A slice (``row`` of the search) that changed; ``shared`` units of every slice with it, by month."""

    row: int
    shape: Shape
    log_p: float
    shared: Floats


def find_causes(coded: Coded) -> tuple[Search, list[Cause]]:
    """Searches the coded units with their residuals. The search returned has all causes taken out."""
    options = coded.question.options
    search, triples = _opened(coded)
    scanned = scans(search, np.arange(len(search.slices.group)))
    verdicts = Verdicts.open(price_of_looking(search, scanned, triples))
    judge(search, scanned, verdicts)
    causes: list[Cause] = []
    limit = log(options.false_alarms)
    for _ in range(_LOOKS):
        row = int(verdicts.log_p.argmin())
        if verdicts.log_p[row] > limit or len(causes) == options.most:
            break
        row = where_it_fell(search, verdicts, row, limit)
        onset = int(verdicts.onset[row])
        least = _least(search, row, onset)
        named, shared = coarsest_name(coded, search, row, onset, least)
        if verdicts.closed[named]:
            verdicts.close(row)
            continue
        log_p = float(verdicts.log_p[named])
        verdicts.close(named)
        shape = _shape(search, named, least)
        # What has recovered, or is a small fall of the whole parent, is no finding but explains its slices.
        told = shape.lasting and log_p <= limit
        if told and (_too_few(search, named, shape.since) or only_mix(search, named, shape, shared, least)):
            continue
        if told:
            causes.append(Cause(named, shape, log_p, shared.units))
        coded = coded.without(search.slices.codes(named), shape.course)
        search = replace(search, resid=search.resid - shared.units * shape.course)
        touched = np.isfinite(verdicts.price) & (shared.units.sum(axis=1) > 0)
        judge(search, scans(search, np.flatnonzero(touched)), verdicts)
    return _settled(search, causes)


def _settled(search: Search, causes: list[Cause]) -> tuple[Search, list[Cause]]:
    """Sizes every cause once more, the group's movement and all other causes known, and drops what no longer
    shows: of two names of one change only one is left."""
    if not causes:
        return search, causes
    search = resettled(search)
    kept = []
    for cause in causes:
        figure, weight = search.series(cause.row)
        more = fitted(figure, weight, cause.shape.course)[0]
        if not _stands(search, cause):
            continue
        course = cause.shape.course * (1 + more)
        search = replace(search, resid=search.resid - cause.shared * cause.shape.course * more)
        kept.append(replace(cause, shape=replace(cause.shape, course=course)))
    return search, kept


def _opened(coded: Coded) -> tuple[Search, dict[tuple[int, ...], float]]:
    """The search with all its slices, and how many of three dimensions it answers for where not all are
    counted."""
    options = coded.question.options
    slices = broad_slices(coded, 2 * options.least_units)
    search = open_search(coded, slices)
    if options.depth < 3:
        return search, {}
    promising, all_of_them = promising_pairs(coded, slices, _moved(_beside_the_whole(search)))
    search = widened(search, narrow_slices(coded, slices, promising, 2 * options.least_units))
    return search, {} if all_of_them else triples_at_most(coded, slices, 2 * options.least_units)


def _beside_the_whole(search: Search) -> Search:
    """What is left to each slice when the whole group's strongest change is out."""
    course = _shape(search, 0, 0.0).course
    return replace(search, resid=search.resid - search.slices.months.units * search.scale[:, None] * course)


def _moved(search: Search) -> Floats:
    """Per slice, the strongest step for the worse at any onset, material or not: what is diluted in a pair
    may be a collapse in a triple."""
    moved = np.zeros(len(search.slices.group))
    rows = np.flatnonzero(search.slices.depth == 2)
    if len(rows):
        steps = search.steps(rows)
        moved[rows] = np.where(enough_units(search.question.options, steps), steps.z, 0.0).min(axis=1)
    return moved


def _least(search: Search, row: int, onset: int) -> float:
    rows = np.array([row])
    return float(least_step(search, rows, search.steps(rows))[0, search.onsets.index(onset)])


def _shape(search: Search, row: int, least: float) -> Shape:
    figure, weight = search.series(row)
    return shape_of(figure=figure, weight=weight, least=least)


def _too_few(search: Search, row: int, since: int) -> bool:
    units = search.slices.months.units[row]
    return float(min(units[:since].sum(), units[since:].sum())) < search.question.options.least_units


def _stands(search: Search, cause: Cause) -> bool:
    """The cause still shows when everything else found is taken out: two names of one change leave only
    one."""
    months = search.at_rest([cause.row])
    months = replace(months, resid=months.resid + months.units * cause.shape.course)
    spread = search.spread.rows([cause.row])
    steps = scan_steps(months=months, spread=spread, onsets=[cause.shape.since], share=search.share)
    return bool(steps.z[0, 0] <= _STANDS)
