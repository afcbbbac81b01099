"""What a change looks like over time: sudden or gradual, still lasting or over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_RAMPS = (3, 6, 12)
"""Months a gradual change may take."""

_RAMP_COSTS = 2.0
"""Log likelihood by which a ramp must beat a step: the simpler shape is the usual one."""

_SECOND_COSTS = 5.0
"""Log likelihood by which two change points must beat one: about what chance gives among some thirty
months."""

_LASTS = -3.0
"""Standard errors below its past a slice must lie in its last months to be still down after a second
change."""


@dataclass(frozen=True)
class Shape:
    """``course``: the effect of every month, in the figure's unit; ``since``: first month of the change;
    ``lasting``: False when the figure has recovered."""

    course: Floats
    since: int
    gradual: bool
    lasting: bool


def shape_of(*, figure: Floats, weight: Floats, least: float) -> Shape:
    """The course that explains a slice's monthly figure (weights 1/variance) best, beginning in its fourth
    month or later.

    Compared by log likelihood: steps, ramps of 3, 6 and 12 months, and two change points. ``least`` is the
    smallest step worth telling.
    """
    months = np.arange(len(figure))
    found = []
    for length in (1, *_RAMPS):
        for start in range(3, len(figure) - 1):
            course = np.clip((months - start + 1) / length, 0.0, 1.0)
            size, gain = fitted(figure, weight, course)
            if size < 0:
                shape = Shape(size * course, start, gradual=length > 1, lasting=True)
                found.append((gain - _RAMP_COSTS * shape.gradual, shape))
    second = _two_changes(figure, weight, least)
    if second is not None:
        found.append((second[0] - _SECOND_COSTS, second[1]))
    return max(found, key=lambda candidate: candidate[0])[1]


def fitted(figure: Floats, weight: Floats, course: Floats) -> tuple[float, float]:
    """(size, log likelihood gained) of a course beside a level, by weighted least squares."""
    total = weight.sum()
    centred = course - (weight * course).sum() / total
    inner = float((weight * centred**2).sum())
    if inner <= 0:
        return 0.0, 0.0
    size = float((weight * centred * figure).sum()) / inner
    return size, 0.5 * size**2 * inner


def _two_changes(figure: Floats, weight: Floats, least: float) -> tuple[float, Shape] | None:
    """The gain of the best pair of change points over a level, and its shape; two months or more apart."""
    mass = np.concatenate([[0.0], np.cumsum(weight)])
    moment = np.concatenate([[0.0], np.cumsum(weight * figure)])
    length = len(figure)
    overall = moment[-1] ** 2 / mass[-1]
    best: tuple[float, int, int] | None = None
    for first in range(3, length - 3):
        seconds = np.arange(first + 2, length - 1)
        parts = np.array([mass[first] + 0 * seconds, mass[seconds] - mass[first], mass[-1] - mass[seconds]])
        sums = np.array(
            [moment[first] + 0 * seconds, moment[seconds] - moment[first], moment[-1] - moment[seconds]]
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            gains = 0.5 * (np.where(parts > 0, sums**2 / parts, -np.inf).sum(axis=0) - overall)
        place = int(gains.argmax())
        if best is None or gains[place] > best[0]:
            best = (float(gains[place]), first, int(seconds[place]))
    if best is None or not np.isfinite(best[0]):
        return None
    gain, first, second = best
    before = moment[first] / mass[first]
    middle = (moment[second] - moment[first]) / (mass[second] - mass[first]) - before
    now = (moment[-1] - moment[second]) / (mass[-1] - mass[second]) - before
    error = np.sqrt(1 / mass[first] + 1 / (mass[-1] - mass[second]))
    lasting = bool(now <= -least and now / error <= _LASTS)
    months = np.arange(length)
    course = np.where(months >= second, now, np.where(months >= first, middle, 0.0))
    if not lasting:
        course = np.where(months >= second, 0.0, course)
    since = first if middle <= 0.5 * now else second
    return gain, Shape(course, since, gradual=False, lasting=lasting)
