"""Builds the whole world: from the stores to the last complaint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from liuke.simulation.plants import Plant, Planted
from liuke.simulation.world.bookings import Bookings, book
from liuke.simulation.world.calendar import day_number, service_rhythm
from liuke.simulation.world.cars import sell
from liuke.simulation.world.group import found
from liuke.simulation.world.money import Bills, Lines, bill
from liuke.simulation.world.returns import Returns, decide
from liuke.simulation.world.scene import Scene
from liuke.simulation.world.visits import Events, happen
from liuke.simulation.world.voice import Complaints, Surveys, ask, complain
from liuke.simulation.world.work import Work, work
from liuke.values.period import add_months


@dataclass(frozen=True)
class World:
    """Everything that happened, and what was decided and never seen."""

    scene: Scene
    returns: Returns
    events: Events
    lines: Lines
    bills: Bills
    work: Work
    bookings: Bookings
    surveys: Surveys
    complaints: Complaints


def build(
    *, stores: int, vehicles: int, years: int, seed: int, plants: Sequence[Plant], until: dt.date
) -> World:
    """One dealer group over ``years`` up to ``until`` (exclusive), and a year more so that fates are known.

    >>> world = build(stores=1, vehicles=20, years=2, seed=1, plants=(), until=dt.date(2024, 10, 1))
    >>> len(world.scene.cars) >= 20
    True
    """
    scene = _scene(stores, vehicles, years, seed, plants, until)
    returns = decide(scene)
    events = happen(scene, returns)
    lines, bills = bill(scene, events)
    done = work(scene, events)
    return World(
        scene=scene,
        returns=returns,
        events=events,
        lines=lines,
        bills=bills,
        work=done,
        bookings=book(scene, returns, events),
        surveys=ask(scene, events, done),
        complaints=complain(scene, events, done),
    )


def _scene(
    stores: int, vehicles: int, years: int, seed: int, plants: Sequence[Plant], until: dt.date
) -> Scene:
    planted = tuple(
        Planted(p, None if p.months_before is None else day_number(add_months(until, -p.months_before)))
        for p in plants
    )
    start, end = day_number(add_months(until, -12 * years)), day_number(until)
    horizon = day_number(add_months(until, 12))
    leaving = next((p.since_day for p in planted if p.plant.name == "adviser-leaves"), None)
    group = found(seed=seed, stores=stores, vehicles=vehicles, first_day=start, leaving_day=leaving)
    cars, owners = sell(seed=seed, vehicles=vehicles, group=group, start=start, end=end, plants=planted)
    return Scene(
        seed=seed,
        start=start,
        until=end,
        horizon=horizon,
        group=group,
        cars=cars,
        owners=owners,
        rhythm=service_rhythm(start - 30, horizon + 500),
        plants=planted,
    )
