"""Appointments: those that were kept, those nobody came to, those called off."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from liuke.simulation.world.arrays import Bools, Floats, Ints, hashed
from liuke.simulation.world.returns import Returns
from liuke.simulation.world.scene import Scene
from liuke.simulation.world.visits import REWORK, VISIT, Events

KEPT, NO_SHOW, BY_STORE, BY_OWNER = range(4)
_EARLIER = ((NO_SHOW, 0.017), (BY_STORE, 0.008), (BY_OWNER, 0.008))
"""Appointments of a later visit that came to nothing, per visit."""
_LOST_NO_SHOW = 0.12
_SLOTS = 18


@dataclass(frozen=True)
class Bookings:
    """One entry per appointment; ``event`` is the order that came of it, else -1; minutes since 1970."""

    car: Ints
    store: Ints
    booked_at: Ints
    status: Ints
    event: Ints
    kinds: Ints
    channel: Ints

    @property
    def due(self) -> Bools:
        """Appointments that count: all but those the store called off."""
        return np.asarray(self.status != BY_STORE, dtype=np.bool_)


def book(scene: Scene, returns: Returns, events: Events) -> Bookings:
    """All appointments for times before the end of the files, in order of the booked time."""
    real = (events.role == VISIT) | (events.role == REWORK)
    kept = np.flatnonzero(real & (events.reception.booked_at >= 0))
    parts = [_taken(events, kept, events.reception.booked_at[kept], KEPT)]
    draws = hashed(scene.seed, "bookings", (events.car, events.day, events.kinds), 5)
    low = 0.0
    for status, share in _EARLIER:
        hit = np.flatnonzero((events.role == VISIT) & (draws[:, 0] >= low) & (draws[:, 0] < low + share))
        day = scene.rhythm.between(events.day[hit] - 12, events.day[hit] - 1, draws[hit, 1])
        parts.append(_taken(events, hit, _slot(day, draws[hit, 2]), status))
        low += share
    parts.append(_never_came(scene, returns))
    columns = Bookings.__dataclass_fields__
    joined = Bookings(**{c: np.concatenate([getattr(p, c) for p in parts]) for c in columns})
    mask = (joined.booked_at < scene.until * 1440) & (joined.booked_at >= scene.start * 1440)
    order = np.flatnonzero(mask)
    order = order[np.lexsort((joined.car[order], joined.booked_at[order]))]
    joined = Bookings(**{c: getattr(joined, c)[order] for c in columns})
    channel = hashed(scene.seed, "booking channels", (joined.car, joined.booked_at), 1)[:, 0]
    return replace(joined, channel=(channel * 100).astype(np.int64))


def _slot(day: Ints, draws: Floats) -> Ints:
    return np.asarray(day * 1440 + 8 * 60 + 30 + (draws * _SLOTS).astype(np.int64) * 30, dtype=np.int64)


def _taken(events: Events, place: Ints, booked_at: Ints, status: int) -> Bookings:
    count = len(place)
    return Bookings(
        car=events.car[place],
        store=events.reception.store[place],
        booked_at=booked_at,
        status=np.full(count, status),
        event=place if status == KEPT else np.full(count, -1),
        kinds=events.kinds[place],
        channel=np.zeros(count, dtype=np.int64),
    )


def _never_came(scene: Scene, returns: Returns) -> Bookings:
    """Owners who agreed on a day for the service they then never came to."""
    decisions = returns.decisions
    gone: Bools = (decisions.came_day < 0) & (decisions.due_day >= returns.left_day[decisions.car])
    place = np.flatnonzero(gone)
    draws = hashed(scene.seed, "never came", (decisions.car[place], decisions.service[place]), 3)
    place, draws = place[draws[:, 0] < _LOST_NO_SHOW], draws[draws[:, 0] < _LOST_NO_SHOW]
    car = decisions.car[place]
    day = scene.rhythm.between(decisions.due_day[place] - 5, decisions.due_day[place] + 20, draws[:, 1])
    count = len(place)
    return Bookings(
        car=car,
        store=scene.cars.store[car],
        booked_at=_slot(day, draws[:, 2]),
        status=np.full(count, NO_SHOW),
        event=np.full(count, -1),
        kinds=np.ones(count, dtype=np.int64),
        channel=np.zeros(count, dtype=np.int64),
    )
