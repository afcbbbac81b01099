"""How a car is received: where, by whom, when, after what wait, and how its owner leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from liuke.simulation.plants import LongerWait, WorseMood
from liuke.simulation.world.arrays import Bools, Floats, Ints, pick
from liuke.simulation.world.catalogue import SERIES
from liuke.simulation.world.scene import Scene

DRAWS = 12
"""Uniform draws a reception needs per car."""
STORE_DRAW, BOOKING_DRAW = 0, 4
"""Draws of 1 in these columns keep the car at its own store and without an appointment."""
_AWAY, _REGULAR = 0.04, 0.74
_HOURS = (0.09, 0.17, 0.18, 0.11, 0.04, 0.08, 0.12, 0.10, 0.07, 0.04)
_WEEKEND_HOURS = (0.06, 0.14, 0.19, 0.14, 0.06, 0.09, 0.13, 0.11, 0.06, 0.02)
_FIRST_HOUR = 8
_CONGESTION = (0.9, 1.2, 1.3, 1.1, 0.8, 0.8, 0.95, 1.0, 0.9, 0.8)


@dataclass(frozen=True)
class Reception:
    """One entry per arrival. ``*_at`` are minutes since 1970; people are numbers of the staff.

    ``booked_at`` is the agreed time, -1 without an appointment; ``mood`` is standard-normal-like contentment.
    """

    store: Ints
    adviser: Ints
    technician: Ints
    booked_at: Ints
    arrived_at: Ints
    started_at: Ints
    mood: Floats

    def take(self, mask: Bools) -> Reception:
        """The arrivals of a mask."""
        return Reception(**{f: getattr(self, f)[mask] for f in Reception.__dataclass_fields__})


def joined(parts: Sequence[Reception]) -> Reception:
    """All arrivals, one list after the other."""
    columns = Reception.__dataclass_fields__
    return Reception(**{f: np.concatenate([getattr(p, f) for p in parts]) for f in columns})


def receive(*, scene: Scene, car: Ints, day: Ints, draws: Floats) -> Reception:
    """Receives each car on its day; ``draws`` has :data:`DRAWS` uniform columns."""
    store = _store(scene, car, day, draws[:, STORE_DRAW])
    adviser, technician = _people(scene, car, day, store, draws[:, 1:4])
    booked = _booked(scene, car, draws[:, BOOKING_DRAW])
    arrived, booked_at, hour = _arrival(day, booked, draws[:, 5:8])
    walk_in = np.exp(np.log(24.0) + 0.55 * _normal(draws[:, 8])) * np.array(_CONGESTION)[hour]
    delay = np.exp(np.log(7.8) + 0.50 * _normal(draws[:, 8])) - 6.0
    for effect, since in scene.effects(LongerWait):
        hit = (day >= since) & scene.is_in(effect.where, car=car, day=day, store=store, adviser=adviser)
        walk_in = np.where(hit, walk_in * effect.factor, walk_in)
        delay = np.where(hit, delay + effect.delay_minutes * 2 * draws[:, 9], delay)
    on_time = np.maximum(booked_at + np.rint(delay).astype(np.int64), arrived + 2)
    started = np.where(booked, on_time, arrived + np.maximum(np.rint(walk_in), 1).astype(np.int64))
    reception = Reception(store, adviser, technician, booked_at, arrived, started, np.zeros(len(car)))
    return replace(reception, mood=_mood(scene, car, day, reception, draws[:, 10]))


def _store(scene: Scene, car: Ints, day: Ints, draws: Floats) -> Ints:
    """The selling store, now and then the nearest other one."""
    home = scene.cars.store[car]
    if len(scene.group.sites) == 1:
        return home
    near = np.argsort(scene.group.distance_km, axis=1, kind="stable")[scene.district(car, day)]
    other = np.where(near[:, 0] == home, near[:, 1], near[:, 0])
    return np.where(draws < _AWAY, other, home)


def _people(scene: Scene, car: Ints, day: Ints, store: Ints, draws: Floats) -> tuple[Ints, Ints]:
    staff = scene.group.staff
    regular = scene.cars.seat_place[car]
    place = np.where(draws[:, 0] < _REGULAR, regular, (draws[:, 1] * 10_007).astype(np.int64))
    adviser = staff.on_duty(staff.adviser_seat(store, scene.cars.desk[car], place), day)
    technician = staff.on_duty(staff.technician_seat(store, (draws[:, 2] * 10_007).astype(np.int64)), day)
    return adviser, technician


def _booked(scene: Scene, car: Ints, draws: Floats) -> Bools:
    electric = np.array([s.energy != "燃油" for s in SERIES])[scene.cars.series[car]]
    return np.asarray(draws < np.where(electric, 0.52, 0.40), dtype=np.bool_)


def _arrival(day: Ints, booked: Bools, draws: Floats) -> tuple[Ints, Ints, Ints]:
    """Minute of arrival, minute booked (-1: none) and the hour counted from opening."""
    weekend = (day + 3) % 7 >= 5
    hour = np.where(weekend, pick(_WEEKEND_HOURS, draws[:, 0]), pick(_HOURS, draws[:, 0]))
    opening = day * 1440 + (_FIRST_HOUR + hour) * 60
    slot = opening + np.where(draws[:, 1] < 0.5, 0, 30)
    earliness = np.clip(np.rint(5.0 - 6.0 * _normal(draws[:, 2])), -14, 25).astype(np.int64)
    at_booking = np.maximum(slot - earliness, day * 1440 + _FIRST_HOUR * 60 - 12)
    arrived = np.where(booked, at_booking, opening + (draws[:, 1] * 60).astype(np.int64))
    return arrived, np.where(booked, slot, -1), hour


def _mood(scene: Scene, car: Ints, day: Ints, reception: Reception, draws: Floats) -> Floats:
    """Contentment: the person, the adviser, the technician, the wait, and what nobody knows."""
    owner = scene.cars.owner_on(car, day)
    quality = scene.group.staff.quality
    wait = reception.started_at - reception.arrived_at
    mood = (
        0.45 * scene.owners.cheer[owner]
        + 0.9 * quality[reception.adviser]
        + 0.5 * quality[reception.technician]
        - 0.013 * (np.clip(wait, 0, 90) - 17.0)
        - 0.25 * (scene.owners.thrift[owner] - 0.43)
        + 0.85 * _normal(draws)
    )
    for effect, since in scene.effects(WorseMood):
        hit = (day >= since) & scene.is_in(
            effect.where, car=car, day=day, store=reception.store, adviser=reception.adviser
        )
        mood = np.where(hit, mood + effect.shift, mood)
    return np.asarray(mood, dtype=np.float64)


def _normal(draws: Floats) -> Floats:
    return np.asarray(ndtri(np.clip(draws, 1e-9, 1 - 1e-9)), dtype=np.float64)
