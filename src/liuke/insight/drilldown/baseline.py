"""What each unit would be expected to do by its dimensions alone, so that a changed mix is not taken for a
change."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from liuke.insight.drilldown.coding import Coded, fill, sample_rows

Floats = npt.NDArray[np.float64]

FITTED_ROWS = 200_000
RIDGE_UNITS = 50.0
"""Strength of the pull to zero, in units: a value seen 50 times keeps half of what it shows."""


def expect_by_dimensions(coded: Coded) -> None:
    """Fills ``resid`` with value − expectation by a ridge regression on every dimension's values and the
    months.

    The month effects belong to the fit only (they keep time out of the other effects) and not to the
    expectation. A value that came or went within the history gets no effect of its own: its effect and a
    change at that time cannot be told apart, and the change is what is searched for. Fitted on at most
    200,000 rows.
    """
    rows = sample_rows(coded, FITTED_ROWS)
    units, value = rows["units"].astype(float), rows["value"].astype(float)
    blocks = [rows[name].astype(np.int64) for name in ("m", *coded.columns)]
    sizes = [coded.months, *(len(levels) + 1 for levels in coded.levels)]
    gram, target = _normal_equations(blocks, sizes, units, value)
    ridge = np.full(len(target), RIDGE_UNITS)
    ridge[: coded.months] = 1e-6
    fixed = np.concatenate(
        [np.zeros(coded.months, bool), *(_unsteady(coded, d) for d in range(len(coded.levels)))]
    )
    gram[fixed, :] = 0.0
    gram[:, fixed] = 0.0
    target[fixed] = 0.0
    effects = np.linalg.solve(gram + np.diag(ridge), target)
    by_month, *by_dimension = np.split(effects, np.cumsum(sizes)[:-1])
    usual = float(np.dot(by_month, np.bincount(blocks[0], units, coded.months)) / units.sum())
    fill(coded, [usual] * coded.months, [part.tolist() for part in by_dimension])


def expect_by_month(coded: Coded) -> None:
    """Fills ``resid`` with value − the whole group's figure of the month: how far below its peers a unit
    is."""
    rows = sample_rows(coded, coded.rows)
    months = rows["m"].astype(np.int64)
    units = np.bincount(months, rows["units"], coded.months)
    value = np.bincount(months, rows["value"], coded.months)
    fill(coded, (value / np.maximum(units, 1e-9)).tolist(), [])


def _unsteady(coded: Coded, dimension: int) -> npt.NDArray[np.bool_]:
    return np.array([False, *(not level.steady for level in coded.levels[dimension])])


def _normal_equations(
    blocks: list[npt.NDArray[np.int64]], sizes: list[int], units: Floats, value: Floats
) -> tuple[Floats, Floats]:
    """X'WX and X'y of the one-hot design, from the cross tables of two blocks at a time."""
    starts = np.concatenate([[0], np.cumsum(sizes)])
    gram = np.zeros((starts[-1], starts[-1]))
    target = np.zeros(starts[-1])
    for i, (first, rows) in enumerate(zip(blocks, sizes, strict=True)):
        here = slice(starts[i], starts[i + 1])
        target[here] = np.bincount(first, value, rows)
        gram[here, here] = np.diag(np.bincount(first, units, rows))
        for j in range(i + 1, len(blocks)):
            there = slice(starts[j], starts[j + 1])
            table = np.bincount(first * sizes[j] + blocks[j], units, rows * sizes[j]).reshape(rows, sizes[j])
            gram[here, there] = table
            gram[there, here] = table.T
    return gram, target
