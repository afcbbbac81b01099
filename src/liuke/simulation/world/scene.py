"""What every part of the world looks at: group, cars, owners, calendar and planted troubles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from liuke.simulation.plants import Planted, Where
from liuke.simulation.world.arrays import Bools, Ints
from liuke.simulation.world.calendar import Rhythm
from liuke.simulation.world.cars import MODELS, Cars
from liuke.simulation.world.catalogue import DISTRICTS, SERIES
from liuke.simulation.world.group import Group
from liuke.simulation.world.owners import Owners

_E = TypeVar("_E")


@dataclass(frozen=True)
class Scene:
    """Days since 1970: files show [start, until); the world goes on to ``horizon`` to know the fates."""

    seed: int
    start: int
    until: int
    horizon: int
    group: Group
    cars: Cars
    owners: Owners
    rhythm: Rhythm
    plants: tuple[Planted, ...]

    def effects(self, kind: type[_E]) -> Iterator[tuple[_E, int]]:
        """Every planted effect of one kind, with the day it begins."""
        for planted in self.plants:
            for effect, since in planted.effects():
                if isinstance(effect, kind):
                    yield effect, since

    def district(self, car: Ints, day: Ints) -> Ints:
        return np.asarray(self.owners.district[self.cars.owner_on(car, day)], dtype=np.int64)

    def is_in(self, where: Where, *, car: Ints, day: Ints, store: Ints, adviser: Ints) -> Bools:
        """Which of these belong to a slice; ``adviser`` is the person who last cared for the car."""
        mask = np.ones(len(car), dtype=np.bool_)
        if where.series is not None:
            mask &= np.array([s.name == where.series for s in SERIES])[self.cars.series[car]]
        if where.model is not None:
            mask &= np.array([m.name == where.model for _, m in MODELS])[self.cars.model[car]]
        if where.district is not None:
            mask &= np.array([d.name == where.district for d in DISTRICTS])[self.district(car, day)]
        if where.store is not None:
            mask &= store == where.store % len(self.group.sites)
        if where.adviser:
            mask &= adviser == self.leaver
        return mask

    @property
    def leaver(self) -> int:
        """The person on the first adviser seat of the first store."""
        return int(self.group.staff.holder[0, 0])
