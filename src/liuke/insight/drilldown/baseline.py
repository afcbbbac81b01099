"""What each unit would be expected to do by its dimensions alone, so that a changed mix is not taken for a
change."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.coding import Coded, Level

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RIDGE_UNITS = 50.0
"""Strength of the pull to zero, in units: a value seen 50 times keeps half of what it shows."""


def expect_by_dimensions(coded: Coded) -> Coded:
    """Expects of every unit what a ridge regression on its dimensions' values (and the months) says.

    The month effects belong to the fit only (they keep time out of the other effects) and not to the
    expectation. A value that came or went within the history gets no effect of its own: its effect and a
    change at that time cannot be told apart, and the change is what is searched for.
    """
    sizes = [coded.months, *(len(levels) + 1 for levels in coded.levels)]
    gram, target = _normal_equations(coded, sizes)
    ridge = np.full(len(target), RIDGE_UNITS)
    ridge[: coded.months] = 1e-6
    fixed = np.concatenate([np.zeros(coded.months, bool), *(_unsteady(levels) for levels in coded.levels)])
    gram[fixed, :] = 0.0
    gram[:, fixed] = 0.0
    target[fixed] = 0.0
    effects = np.linalg.solve(gram + np.diag(ridge), target)
    by_month, *by_dimension = np.split(effects, np.cumsum(sizes)[:-1])
    mass = np.bincount(coded.month, coded.units, coded.months)
    expected = np.full(len(coded.units), np.dot(by_month, mass) / mass.sum())
    for codes, part in zip(coded.codes, by_dimension, strict=True):
        expected += part[codes]
    return coded.expecting(expected)


def expect_by_month(coded: Coded) -> Coded:
    """Expects of every unit the whole group's figure of its month: resid is how far it lies from its
    peers."""
    units = np.bincount(coded.month, coded.units, coded.months)
    value = np.bincount(coded.month, coded.value, coded.months)
    return coded.expecting((value / np.maximum(units, 1e-9))[coded.month])


def _unsteady(levels: Sequence[Level]) -> npt.NDArray[np.bool_]:
    return np.array([False, *(not level.steady for level in levels)])


def _normal_equations(coded: Coded, sizes: list[int]) -> tuple[Floats, Floats]:
    """X'WX and X'y of the one-hot design of months and dimensions, from the cross tables of two at a time."""
    starts = np.concatenate([[0], np.cumsum(sizes)])
    blocks = [slice(*pair) for pair in pairwise(starts)]
    gram = np.zeros((starts[-1], starts[-1]))
    target = np.zeros(starts[-1])
    month = np.bincount(coded.month, coded.units, coded.months)
    gram[blocks[0], blocks[0]] = np.diag(month)
    target[blocks[0]] = np.bincount(coded.month, coded.value, coded.months)
    for codes, width, block in zip(coded.codes, sizes[1:], blocks[1:], strict=True):
        key = codes * coded.months + coded.month
        table = np.bincount(key, coded.units, width * coded.months).reshape(width, coded.months)
        gram[block, blocks[0]], gram[blocks[0], block] = table, table.T
        gram[block, block] = np.diag(table.sum(axis=1))
        target[block] = np.bincount(codes, coded.value, width)
    for (i, j), cross in coded.cross.items():
        gram[blocks[i + 1], blocks[j + 1]], gram[blocks[j + 1], blocks[i + 1]] = cross, cross.T
    return gram, target
