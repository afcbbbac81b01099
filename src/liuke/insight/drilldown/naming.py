"""Which name a change gets: the coarsest slice that tells the whole story."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np

from liuke.insight.drilldown.coding import Coded
from liuke.insight.drilldown.evidence import Verdicts
from liuke.insight.drilldown.question import Question
from liuke.insight.drilldown.scan import Steps, scan_steps
from liuke.insight.drilldown.search import Search
from liuke.insight.drilldown.slices import Months, Slices, overlap

_SAME = 0.98
"""Slices that share this part of the larger one's units are one population under two names."""

ALIKE = 0.6
"""The rest of a parent fell alike if it fell by this part of what the slice fell by, or the slice fell
further by less than is worth telling …"""

_FELL = -2.5
"""… and by this many standard errors."""


_NEARLY_AS_SURE = log(20)
"""A slice inside another is where it fell only if its chance is at most so much larger …"""

_FAR_LIKELIER = log(20)
"""… and that the rest did nothing so much likelier than that it fell alike."""


def coarsest_name(coded: Coded, search: Search, row: int, onset: int, least: float) -> tuple[int, Months]:
    """The row that names the change found at ``row``, and the units every slice shares with it.

    Climbs to a parent (one dimension less) as long as the rest of the parent fell alike at the same time, or
    is too small to tell (``least``: the smallest step worth telling); then takes, among slices of the same
    units, the one with the fewest dimensions and the lowest priorities.
    """
    climbing = True
    while climbing:
        climbing = False
        for parent in parents_of(search.slices, row):
            if _rest_fell_alike(search, row, parent, onset, least):
                row, climbing = parent, True
                break
    shared = _shared(coded, search, row)
    same = same_units(search.slices, row, shared)
    named = min(same, key=lambda r: rank(search.question, search.slices, r))
    return named, shared if named == row else _shared(coded, search, named)


def where_it_fell(search: Search, verdicts: Verdicts, row: int, limit: float) -> int:
    """The slice inside ``row`` that changed while the rest of ``row`` did not: by chance the whole looks the
    surer one of the two at times. ``row`` where there is none."""
    depth = search.slices.depth
    sure = verdicts.log_p <= min(limit, verdicts.log_p[row] + _NEARLY_AS_SURE)
    own = search.slices.codes(row).items()
    inner = [
        int(r)
        for r in np.flatnonzero(sure & (depth == depth[row] + 1))
        if search.slices.codes(int(r)).items() >= own and _alone(search, int(r), row, int(verdicts.onset[r]))
    ]
    return min(inner, key=lambda r: float(verdicts.log_p[r]), default=row)


def _alone(search: Search, row: int, parent: int, onset: int) -> bool:
    """That the rest of the parent did nothing is far likelier than that it fell by as much as the slice."""
    steps = _beside(search, row, parent, onset)
    if steps is None:
        return False
    fell, others = steps.effect[:, 0]
    known, known_of_others = steps.information[:, 0]
    as_much = (others - fell) ** 2 / (1 / known + 1 / known_of_others)
    return bool(others > fell and as_much - others**2 * known_of_others >= 2 * _FAR_LIKELIER)


def _shared(coded: Coded, search: Search, row: int) -> Months:
    """Units and residuals, as far as not yet explained, that every slice shares with ``row``."""
    if search.slices.group[row] != 0:
        return overlap(coded, search.slices, row)
    return replace(search.slices.months, resid=search.resid)


def parents_of(slices: Slices, row: int) -> list[int]:
    """The slices of one dimension less."""
    codes = slices.codes(row)
    shorter = [{d: c for d, c in codes.items() if d != left_out} for left_out in codes]
    found = [slices.find(parent) for parent in shorter]
    return [parent for parent in found if parent is not None]


def siblings_of(slices: Slices, row: int) -> list[int]:
    """The slices that differ in the value of one dimension, in the order of dimension and value."""
    codes, key_group = slices.codes(row), int(slices.group[row])
    same_group = slices.of_group(key_group)
    others = [(int(r), slices.codes(int(r))) for r in same_group if r != row]
    return [
        r
        for dimension in codes
        for r, theirs in others
        if all(theirs[d] == code for d, code in codes.items() if d != dimension)
    ]


def _rest_fell_alike(search: Search, row: int, parent: int, onset: int, least: float) -> bool:
    """The parent without the slice fell like the slice, or hardly exists."""
    steps = _beside(search, row, parent, onset)
    if steps is None:
        rest = search.slices.months.units[parent].sum() - search.slices.months.units[row].sum()
        return bool(rest <= (1 - _SAME) * search.slices.months.units[parent].sum())
    fell, others = steps.effect[:, 0]
    alike = others <= ALIKE * fell or fell - others > -least
    return bool(alike and steps.z[1, 0] <= _FELL)


def _beside(search: Search, row: int, parent: int, onset: int) -> Steps | None:
    """The step of the slice, and that of the rest of its parent; None where the rest is too small to tell."""
    own = search.at_rest([row])
    rest = search.at_rest([parent]).less(own)
    if min(rest.units[0, :onset].sum(), rest.units[0, onset:].sum()) < search.question.options.least_units:
        return None
    spread = search.spread.rows([row, parent])
    return scan_steps(months=own.joined(rest), spread=spread, onsets=[onset], share=search.share)


def same_units(slices: Slices, row: int, shared: Months) -> list[int]:
    """All slices of (nearly) the same units, the slice itself included."""
    common = shared.units.sum(axis=1)
    larger = np.maximum(slices.months.units.sum(axis=1), slices.months.units[row].sum())
    return [int(r) for r in np.flatnonzero(common >= _SAME * larger)]


def rank(question: Question, slices: Slices, row: int) -> tuple[int, int, tuple[int, ...], int]:
    """The lower, the better the name: few dimensions, low priorities, then the order of dimensions and
    values."""
    dimensions = slices.dimensions(row)
    return len(dimensions), sum(question.dimensions[d].priority for d in dimensions), dimensions, row
