"""How long the work takes, and when the car is finished, settled and gone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from liuke.simulation.world.arrays import Floats, Ints, hashed
from liuke.simulation.world.scene import Scene
from liuke.simulation.world.visits import CANCELLED, Events
from liuke.values.visit_kind import BITS

_MINUTES = {
    "maintenance": (42, 38),
    "repair": (60, 130),
    "warranty": (70, 150),
    "inspection": (20, 35),
    "accessory": (50, 110),
}
"""Shortest minutes of a kind and what may come on top; kinds of one visit add up."""
_CLOSING, _MORNING = 19 * 60, 9 * 60 + 20
_PARTS_MISSING, _STUCK = 0.04, 0.0015
OPEN, SETTLED, VOID = range(3)


@dataclass(frozen=True)
class Work:
    """One entry per order; ``*_at`` are minutes since 1970; ``status`` as of the end of the files."""

    opened_at: Ints
    finished_at: Ints
    settled_at: Ints
    left_at: Ints
    status: Ints


def work(scene: Scene, events: Events) -> Work:
    """Works on every order."""
    draws = hashed(scene.seed, "work", events.identity, 10)
    started, arrived = events.reception.started_at, events.reception.arrived_at
    minutes = np.full(len(events), 10.0)
    for place, (kind, (least, more)) in enumerate(_MINUTES.items()):
        minutes += np.where(events.kinds & BITS[kind] > 0, least + more * draws[:, place], 0.0)
    finished = _after_closing(started + np.rint(minutes).astype(np.int64), draws[:, 5])
    days = _days(events, draws)
    later = (started // 1440 + days) * 1440 + _MORNING + (draws[:, 5] * 480).astype(np.int64)
    finished = np.where(days > 0, later, finished)
    settled = finished + 4 + (draws[:, 7] ** 2 * 45).astype(np.int64)
    waiting = np.maximum(started - arrived, 1)
    opened = arrived + np.minimum(1 + (draws[:, 8] * 9).astype(np.int64), waiting)
    unfinished = (settled >= scene.until * 1440) | (draws[:, 9] < _STUCK)
    status = np.where(events.role == CANCELLED, VOID, np.where(unfinished, OPEN, SETTLED))
    return Work(opened, finished, settled, settled + 3 + (draws[:, 6] * 12).astype(np.int64), status)


def _days(events: Events, draws: Floats) -> Ints:
    """Days the car stays: body work, or parts that have to come first."""
    body = 2 + np.floor(7 * draws[:, 6] ** 1.5)
    parts = np.where(draws[:, 7] < _PARTS_MISSING, 1 + np.floor(4 * draws[:, 6]), 0)
    broken = events.kinds & (BITS["repair"] | BITS["warranty"]) > 0
    accident = events.kinds & BITS["accident"] > 0
    return np.where(accident, body, np.where(broken, parts, 0)).astype(np.int64)


def _after_closing(finished: Ints, draws: Floats) -> Ints:
    """What would end after closing ends the next morning."""
    day, minute = finished // 1440, finished % 1440
    morning = (day + 1) * 1440 + _MORNING + (draws * 100).astype(np.int64)
    return np.where(minute > _CLOSING, morning, finished)
