"""Every coming of a car to a store: maintenance as decided, and all the rest that happens to cars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from liuke.simulation.world.arrays import Floats, Ints, chance, hashed, pick
from liuke.simulation.world.calendar import months_of
from liuke.simulation.world.catalogue import SERIES
from liuke.simulation.world.items import FAULTS, Fault
from liuke.simulation.world.reception import BOOKING_DRAW, DRAWS, STORE_DRAW, Reception, joined, receive
from liuke.simulation.world.returns import Returns
from liuke.simulation.world.scene import Scene
from liuke.values.visit_kind import BITS

VISIT, REWORK, COMPANION, CANCELLED, PDI, FITTING = range(6)
"""Roles of an order: a visit, its repetition, a second order of the same visit, cancelled, and two of the
time before delivery."""
_REWORK, _COMPANION, _CANCELLED, _PDI, _FITTING = 0.075, 0.022, 0.011, 0.7, 0.05


@dataclass(frozen=True)
class Occasion:
    """A kind of visit besides maintenance: yearly rates at an age, at most, and of owners who left."""

    kind: str
    young: float
    per_year_of_age: float
    most: float
    after_leaving: float
    until_years: float = 99.0
    at_first: float = 0.0


OCCASIONS: tuple[Occasion, ...] = (
    Occasion("repair", 0.08, 0.045, 0.34, 0.16),
    Occasion("accident", 0.105, 0.0, 0.105, 0.30),
    Occasion("warranty", 0.13, 0.0, 0.13, 0.45, until_years=3.0),
    Occasion("inspection", 0.11, 0.01, 0.16, 0.12),
    Occasion("accessory", 0.07, 0.0, 0.45, 0.10, at_first=0.38),
)


@dataclass(frozen=True)
class Events:
    """One entry per order to be written, in no particular order.

    ``kinds`` is a mask of visit kinds, ``role`` as above, ``fault`` a place in FAULTS or -1.
    """

    car: Ints
    day: Ints
    kinds: Ints
    role: Ints
    fault: Ints
    reception: Reception

    def __len__(self) -> int:
        return len(self.car)

    @property
    def identity(self) -> tuple[Ints, Ints, Ints, Ints]:
        """What chance about an order hangs on: what befalls it does not change with what befalls others."""
        return self.car, self.day, self.kinds, self.role


def happen(scene: Scene, returns: Returns) -> Events:
    """All orders: maintenance, other visits, their repetitions and companions, cancelled ones, PDI."""
    parts = [_maintenance(scene, returns)]
    parts.extend(_other(scene, returns, occasion) for occasion in OCCASIONS)
    visits = _joined(parts)
    around = [_reworks(scene, visits), _companions(scene, visits), _cancelled(scene, visits)]
    return _joined([visits, *around, *_before(scene)])


def _joined(parts: Sequence[Events]) -> Events:
    columns = [f for f in Events.__dataclass_fields__ if f != "reception"]
    reception = joined([p.reception for p in parts])
    return Events(**{c: np.concatenate([getattr(p, c) for p in parts]) for c in columns}, reception=reception)


def _maintenance(scene: Scene, returns: Returns) -> Events:
    """Maintenance, now and then with a repair, an inspection or an accessory on the same order."""
    count = len(scene.cars)
    kinds = np.full(len(returns.car), BITS["maintenance"])
    fault = np.full(len(returns.car), -1)
    for service in range(1, int(returns.service.max(initial=0)) + 1):
        draws = chance(scene.seed, f"extras {service}").random((count, 4))
        mine = np.flatnonzero(returns.service == service)
        car, day = returns.car[mine], returns.day[mine]
        age = (day - scene.cars.delivery_day[car]) / 365.0
        repaired = draws[car, 0] < np.minimum(0.03 + 0.025 * age, 0.16)
        kinds[mine] |= np.where(repaired, BITS["repair"], 0)
        kinds[mine] |= np.where(draws[car, 1] < 0.05, BITS["inspection"], 0)
        kinds[mine] |= np.where(draws[car, 2] < 0.03, BITS["accessory"], 0)
        fault[mine] = np.where(repaired, _faults(scene, car, day, draws[car, 3], covered=False), -1)
    return _events(returns.car, returns.day, kinds, VISIT, fault, returns.reception)


def _other(scene: Scene, returns: Returns, occasion: Occasion) -> Events:
    """Visits of one kind: points at the highest rate, thinned to what age and loyalty leave of it."""
    cars = scene.cars
    rng = chance(scene.seed, f"occasion {occasion.kind}")
    begin = np.where(cars.stranger, cars.first_day, cars.delivery_day + 12)
    years = np.maximum(scene.horizon - begin, 0) / 365.0
    points = rng.poisson(occasion.most * years)
    car = np.repeat(np.arange(len(cars)), points)
    draws = rng.random((len(car), DRAWS + 4))
    wished = begin[car] + (draws[:, 0] * years[car] * 365.0).astype(np.int64)
    age = (wished - cars.delivery_day[car]) / 365.0
    rate = np.minimum(occasion.young + occasion.per_year_of_age * age, occasion.most)
    rate = np.where(age > occasion.until_years, 0.1 * rate, rate)
    rate = np.where(age < 0.25, np.minimum(rate + occasion.at_first, occasion.most), rate)
    rate = np.where(wished >= returns.left_day[car], rate * occasion.after_leaving, rate)
    happens = draws[:, 1] < rate / occasion.most
    day = scene.rhythm.between(wished, wished + 9, draws[:, 2])
    happens &= day < scene.horizon
    car, day, draws = car[happens], day[happens], draws[happens]
    reception = receive(scene=scene, car=car, day=day, draws=draws[:, 4:])
    broken = occasion.kind in ("repair", "warranty")
    fault = _faults(scene, car, day, draws[:, 3], covered=occasion.kind == "warranty")
    fault = fault if broken else np.full(len(car), -1)
    return _events(car, day, np.full(len(car), BITS[occasion.kind]), VISIT, fault, reception)


def _faults(scene: Scene, car: Ints, day: Ints, draws: Floats, *, covered: bool) -> Ints:
    """What is broken, by energy and season."""
    series = scene.cars.series[car]
    summer = np.isin(months_of(day) % 12, (5, 6, 7))
    fault = np.full(len(car), -1)
    for hot in (False, True):
        for energy in sorted({s.energy for s in SERIES}):
            weights = [_weight(f, energy, hot=hot, covered=covered) for f in FAULTS]
            mine = (summer == hot) & np.array([s.energy == energy for s in SERIES])[series]
            fault[mine] = pick(weights, draws[mine])
    return fault


def _weight(fault: Fault, energy: str, *, hot: bool, covered: bool) -> float:
    season = fault.summer if hot else 1.0
    return fault.weight * season * (fault.covered if covered else 1.0) * (energy in fault.energies)


def _reworks(scene: Scene, visits: Events) -> Events:
    """Repairs that did not hold: the car is back within a month with the same symptom."""
    draws = _draws_per_visit(scene, visits, "reworks")
    quality = scene.group.staff.quality[visits.reception.technician]
    again = (visits.kinds & BITS["repair"] > 0) & (draws[:, 0] < _REWORK * np.exp(-3.0 * quality))
    day = scene.rhythm.between(visits.day + 3, visits.day + 25, draws[:, 1])
    again &= day < scene.horizon
    car, day = visits.car[again], day[again]
    reception = receive(scene=scene, car=car, day=day, draws=draws[again, 2:])
    kinds = np.full(len(car), BITS["repair"])
    return _events(car, day, kinds, REWORK, visits.fault[again], reception)


def _companions(scene: Scene, visits: Events) -> Events:
    """A second order of the same car on the same day: an insurance renewal or an accessory apart."""
    draws = _draws_per_visit(scene, visits, "companions")
    second = draws[:, 0] < _COMPANION
    kinds = np.where(draws[second, 1] < 0.6, BITS["inspection"], BITS["accessory"])
    reception = visits.reception.take(second)
    fault = np.full(int(second.sum()), -1)
    return _events(visits.car[second], visits.day[second], kinds, COMPANION, fault, reception)


def _cancelled(scene: Scene, visits: Events) -> Events:
    """Orders opened by mistake or given up, some days before the visit that took place."""
    draws = _draws_per_visit(scene, visits, "cancelled")
    void = draws[:, 0] < _CANCELLED
    earliest = np.maximum(visits.day[void] - 6, scene.cars.first_day[visits.car[void]] + 1)
    day = scene.rhythm.between(np.minimum(earliest, visits.day[void]), visits.day[void], draws[void, 1])
    shift = (day - visits.day[void]) * 1440
    meant = visits.reception.take(void)
    reception = replace(
        meant,
        booked_at=np.full(len(day), -1),
        arrived_at=meant.arrived_at + shift,
        started_at=meant.started_at + shift,
    )
    return _events(visits.car[void], day, visits.kinds[void], CANCELLED, visits.fault[void], reception)


def _before(scene: Scene) -> list[Events]:
    """Pre-delivery inspections, and accessories fitted before the owner drives away."""
    cars = scene.cars
    events = []
    for role, share, kind in ((PDI, _PDI, 0), (FITTING, _FITTING, BITS["accessory"])):
        draws = chance(scene.seed, f"before {role}").random((len(cars), DRAWS + 2))
        car = np.flatnonzero((draws[:, 0] < share) & ~cars.stranger)
        day = scene.rhythm.between(cars.delivery_day[car] - 4, cars.delivery_day[car] - 1, draws[car, 1])
        inside = draws[car, 2:]
        inside[:, [STORE_DRAW, BOOKING_DRAW]] = 1.0
        reception = receive(scene=scene, car=car, day=day, draws=inside)
        events.append(_events(car, day, np.full(len(car), kind), role, np.full(len(car), -1), reception))
    return events


def _events(car: Ints, day: Ints, kinds: Ints, role: int, fault: Ints, reception: Reception) -> Events:
    return Events(car, day, kinds, np.full(len(car), role), fault, reception)


def _draws_per_visit(scene: Scene, visits: Events, topic: str) -> Floats:
    """Draws that belong to the visit itself."""
    return hashed(scene.seed, topic, visits.identity, DRAWS + 2)
