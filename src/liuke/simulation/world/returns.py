"""Who comes back: every car's services one after the other, each decided by a hazard.

An owner decides before each service. The log-odds of coming in time are a base per service plus the owner's
loyalty, the last experience, the adviser, the district and its distance, thrift where the store is dear, the
series and the age of the car. Who does not come in time comes late or never. A service counts as in time
within the interval and three months' grace (first service 6 months, later ones 12), so the probability
recorded here is the true return rate of the figures, without error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from liuke.simulation.plants import Absence
from liuke.simulation.world.arrays import Bools, Floats, Ints, chance
from liuke.simulation.world.calendar import months_later
from liuke.simulation.world.catalogue import DISTRICTS, SERIES
from liuke.simulation.world.reception import DRAWS, Reception, receive
from liuke.simulation.world.reception import joined as receptions
from liuke.simulation.world.scene import Scene

FIRST_MONTHS, LATER_MONTHS, GRACE_MONTHS = 6, 12, 3
_BASE = (2.57, 1.45, 1.93, 2.15)
_HALF_YEARLY = 0.55
_LATE = (0.30, 0.14)
_FIRST_KM = 5_000
_MOST_SERVICES = 200
_LOYALTY, _MOOD, _KM = 0.50, 0.30, 0.020


@dataclass(frozen=True)
class Decisions:
    """One entry per car and service that fell due before the horizon.

    ``chance`` is the true probability of coming in time without plants, ``kept`` the share plants leave of it
    (1 without); ``adviser`` cared for the car last; ``came_day`` is -1 for those who stayed away or come
    after the horizon.
    """

    car: Ints
    service: Ints
    last_day: Ints
    due_day: Ints
    chance: Floats
    kept: Floats
    adviser: Ints
    in_time: Bools
    taken: Bools
    came_day: Ints

    def take(self, mask: Bools) -> Decisions:
        """The decisions of a mask."""
        return Decisions(**{f: getattr(self, f)[mask] for f in Decisions.__dataclass_fields__})


@dataclass(frozen=True)
class Returns:
    """Every maintenance visit, the decisions behind them, and per car when its owner left for good.

    ``left_day`` is the day the service fell due that the owner never came to (far in the future for those who
    stay); ``taken`` tells those whom a plant took away.
    """

    decisions: Decisions
    car: Ints
    day: Ints
    service: Ints
    reception: Reception
    left_day: Ints
    taken: Bools


def decide(scene: Scene) -> Returns:
    """Plays all services of all cars."""
    cars = scene.cars
    count = len(cars)
    everyone = np.arange(count)
    last, adviser = cars.delivery_day.copy(), np.full(count, -1)
    mood, here = np.zeros(count), np.ones(count, dtype=np.bool_)
    left = np.full(count, 10**6)
    taken_away = np.zeros(count, dtype=np.bool_)
    decisions: list[Decisions] = []
    visits: list[tuple[Ints, Ints, Ints, Reception]] = []
    for service in range(1, _MOST_SERVICES):
        rng = chance(scene.seed, f"service {service}")
        draws = rng.random((count, DRAWS + 6))
        limit, due = _due(scene, service, last)
        odds = expit(_log_odds(scene, service, last, adviser, mood))
        odds = np.where(cars.stranger & (service == 1), 1.0, odds)
        kept = _kept(scene, service, due, adviser)
        natural = draws[:, 0] < odds
        in_time, taken = natural & (draws[:, 1] < kept), natural & (draws[:, 1] >= kept)
        late = ~natural & (draws[:, 2] < _LATE[min(service, 2) - 1])
        much_later = limit + 12 + (400 * draws[:, 3] ** 1.5).astype(np.int64)
        day = np.where(
            in_time,
            _timely(scene, service, last, limit, draws[:, 3:6]),
            scene.rhythm.between(much_later, much_later + 8, draws[:, 4]),
        )
        came = here & (in_time | late) & (day < scene.horizon)
        reception = receive(scene=scene, car=everyone, day=np.minimum(day, scene.horizon), draws=draws[:, 6:])
        asked = here & (due < scene.horizon)
        number = np.full(count, service)
        came_day = np.where(came, day, -1)
        everybody = Decisions(everyone, number, last, due, odds, kept, adviser, in_time, taken, came_day)
        decisions.append(everybody.take(asked))
        visits.append((everyone[came], day[came], number[came], reception.take(came)))
        gone = asked & ~in_time & ~late
        left = np.where(gone, due, left)
        taken_away |= gone & taken
        last, mood, adviser = day, reception.mood, reception.adviser
        here = came
        if not here.any():
            break
    return _gathered(decisions, visits, left, taken_away)


def _gathered(
    decisions: list[Decisions],
    visits: list[tuple[Ints, Ints, Ints, Reception]],
    left: Ints,
    taken: Bools,
) -> Returns:
    columns = Decisions.__dataclass_fields__
    all_decisions = Decisions(**{f: np.concatenate([getattr(d, f) for d in decisions]) for f in columns})
    car, day, service = (np.concatenate([v[n] for v in visits]) for n in range(3))
    reception = receptions([v[3] for v in visits])
    return Returns(all_decisions, car, day, service, reception, left, taken)


def _due(scene: Scene, service: int, last: Ints) -> tuple[Ints, Ints]:
    """The last day that counts as in time, and the day the service falls due."""
    months = FIRST_MONTHS if service == 1 else LATER_MONTHS
    due = months_later(last, months)
    if service == 1:
        due = np.where(scene.cars.stranger, scene.cars.first_day, due)
    return months_later(last, months + GRACE_MONTHS), due


def _log_odds(scene: Scene, service: int, last: Ints, adviser: Ints, mood: Floats) -> Floats:
    cars, owners, group = scene.cars, scene.owners, scene.group
    owner = cars.owner_on(np.arange(len(cars)), last)
    district = owners.district[owner]
    plan = np.array([s.plan_months for s in SERIES])[cars.series]
    age = (last - cars.delivery_day) / 365.0
    quality = np.where(adviser >= 0, group.staff.quality[np.maximum(adviser, 0)], 0.0)
    odds = (
        _BASE[min(service, len(_BASE)) - 1]
        + _LOYALTY * owners.loyalty[owner]
        + _MOOD * np.clip(mood, -2.5, 1.0)
        + quality
        + np.array([d.loyalty for d in DISTRICTS])[district]
        + np.array([s.loyalty for s in SERIES])[cars.series]
        + group.loyalty[cars.store]
        - _KM * (np.minimum(group.distance_km[district, cars.store], 20.0) - 8.0)
        - 4.0 * owners.thrift[owner] * (group.prices[cars.store] - 1.0)
        - 0.6 * (owners.thrift[owner] - 0.43)
        - 0.10 * np.maximum(age - 2.0, 0.0)
    )
    if service > 2:
        odds = odds + np.where(plan == 6, _HALF_YEARLY, 0.0)
    return np.asarray(odds, dtype=np.float64)


def _kept(scene: Scene, service: int, due: Ints, adviser: Ints) -> Floats:
    """What the plants leave of those who would have come in time."""
    everyone = np.arange(len(scene.cars))
    kept = np.ones(len(everyone))
    for effect, since in scene.effects(Absence):
        if effect.first <= service <= effect.last:
            hit = (due >= since) & scene.is_in(
                effect.where, car=everyone, day=due, store=scene.cars.store, adviser=adviser
            )
            kept = np.where(hit & ~(scene.cars.stranger & (service == 1)), kept * effect.keeps, kept)
    return kept


def _timely(scene: Scene, service: int, last: Ints, limit: Ints, draws: Floats) -> Ints:
    """The day an owner comes who comes in time: by time or mileage, whichever is first, and own habit."""
    cars = scene.cars
    months = FIRST_MONTHS if service == 1 else np.array([s.plan_months for s in SERIES])[cars.series]
    km = _FIRST_KM if service == 1 else np.array([s.plan_km for s in SERIES])[cars.series]
    by_time = months * 30.44
    interval = np.maximum(np.minimum(by_time, km / cars.km_per_day), 0.6 * by_time)
    owner = cars.owner_on(np.arange(len(cars)), last)
    habit = 3.0 + 9.0 * scene.owners.lateness[owner] + 13.0 * ndtri(np.clip(draws[:, 0], 1e-6, 1 - 1e-6))
    dawdling = np.where(draws[:, 1] < 0.16, 15.0 + 60.0 * draws[:, 1] / 0.16, 0.0)
    wished = last + np.maximum(np.rint(interval + habit + dawdling), 40).astype(np.int64)
    if service == 1:
        wished = np.where(cars.stranger, cars.first_day, wished)
        limit = np.where(cars.stranger, cars.first_day + 8, limit)
    wished = np.minimum(wished, limit - 8)
    return scene.rhythm.between(wished - 5, wished + 6, draws[:, 2])
