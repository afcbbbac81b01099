"""The planted causes as the diagnosis should name them, with the slices' true figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from liuke.simulation.plants import Cause, Planted, Where
from liuke.simulation.world.arrays import Bools, Floats, Ints
from liuke.simulation.world.build import World
from liuke.simulation.world.scene import Scene
from liuke.simulation.world.visits import COMPANION
from liuke.simulation.world.voice import SATISFIED
from liuke.simulation.world.work import SETTLED
from liuke.values.period import add_months, month_label, month_of

SERVICE_OF = {"first_service_return": 1, "second_service_return": 2}
_BOOKED_GRACE_MINUTES = 10


@dataclass(frozen=True)
class TrueFigures:
    """A slice's own figure without and with the plant, or before and since.

    ``basis`` probability: the true chances of the units that fell due since (``from_`` without, ``to`` with
    the plant); observed: what happened in the year before, and since. For a decoy the two are the slice's
    chances before and since, which are alike; ``share_from`` and ``share_to`` tell what changed: its share of
    sales. ``units`` is what the figure is a share of, ``lost`` what the plant took of it.
    """

    from_: float | None
    to: float | None
    units: int
    lost: float | None
    basis: str
    share_from: float | None = None
    share_to: float | None = None


@dataclass(frozen=True)
class TrueCause:
    """A planted cause: the plant, the figure, the slice by the names in the files, since which month."""

    plant: str
    kpi: str
    slice: dict[str, str]
    kind: str
    since: str | None
    also_moves: list[str]
    figures: TrueFigures


def slice_of(where: Where, scene: Scene) -> dict[str, str]:
    """A slice by the names that stand in the files."""
    named = {
        "series": where.series,
        "model": where.model,
        "district": where.district,
        "store": None if where.store is None else scene.group.names[where.store % len(scene.group.sites)],
        "adviser": scene.group.staff.names[scene.leaver] if where.adviser else None,
    }
    return {dimension: name for dimension, name in named.items() if name is not None}


def true_cause(world: World, planted: Planted, cause: Cause, until: dt.date) -> TrueCause:
    """One planted cause, measured in the world."""
    months = planted.plant.months_before
    since = None if months is None or cause.kind == "static" else add_months(until, -months)
    since_day = Planted.always if since is None or planted.since_day is None else planted.since_day
    if cause.kind == "decoy":
        figures = _decoy(world, cause, since_day)
    elif cause.kpi in SERVICE_OF:
        figures = _return_rates(world, cause, since_day)
    else:
        figures = _observed(world, cause, since_day)
    return TrueCause(
        plant=planted.plant.name,
        kpi=cause.kpi,
        slice=slice_of(cause.where, world.scene),
        kind=cause.kind,
        since=None if since is None else month_label(month_of(since)),
        also_moves=list(cause.also_moves),
        figures=figures,
    )


def _return_rates(world: World, cause: Cause, since: int) -> TrueFigures:
    """The slice's true rate with and without the plant, over what has fallen due since."""
    due = world.returns.decisions.due_day
    mask = _decided(world, cause) & (due < world.scene.until)
    mask &= due >= since
    chance, kept = world.returns.decisions.chance[mask], world.returns.decisions.kept[mask]
    return TrueFigures(
        from_=mean(chance),
        to=mean(chance * kept),
        units=int(mask.sum()),
        lost=float((chance * (1 - kept)).sum()),
        basis="probability",
    )


def _decoy(world: World, cause: Cause, since: int) -> TrueFigures:
    """The slice's own rate before and since, and its share of sales."""
    decisions, cars = world.returns.decisions, world.scene.cars
    mask = _decided(world, cause)
    later = cars.delivery_day[decisions.car] >= since
    rate = decisions.chance * decisions.kept
    everyone = np.arange(len(cars))
    sold = _within(world.scene, cause.where, everyone, cars.delivery_day)
    new = cars.delivery_day >= since
    return TrueFigures(
        from_=mean(rate[mask & ~later]),
        to=mean(rate[mask & later]),
        units=int((mask & later).sum()),
        lost=None,
        basis="probability",
        share_from=mean(sold[~new & ~cars.stranger].astype(np.float64)),
        share_to=mean(sold[new & ~cars.stranger].astype(np.float64)),
    )


def _decided(world: World, cause: Cause) -> Bools:
    decisions, scene = world.returns.decisions, world.scene
    inside = scene.is_in(
        cause.where,
        car=decisions.car,
        day=decisions.due_day,
        store=scene.cars.store[decisions.car],
        adviser=decisions.adviser,
    )
    mine = decisions.service == SERVICE_OF[cause.kpi]
    return np.asarray(inside & mine & ~scene.cars.stranger[decisions.car], dtype=np.bool_)


def _within(scene: Scene, where: Where, car: Ints, day: Ints) -> Bools:
    return scene.is_in(where, car=car, day=day, store=scene.cars.store[car], adviser=np.full(len(car), -1))


def _observed(world: World, cause: Cause, since: int) -> TrueFigures:
    """The slice's figure in the year before the plant and since."""
    values, day, mask = _FIGURES[cause.kpi](world, cause.where)
    before = mask & (day >= since - 365) & (day < since)
    after = mask & (day >= since) & (day < world.scene.until)
    return TrueFigures(
        from_=mean(values[before]),
        to=mean(values[after]),
        units=int(after.sum()),
        lost=None,
        basis="observed",
    )


def _visits_in(world: World, where: Where) -> Bools:
    events = world.events
    inside = world.scene.is_in(
        where,
        car=events.car,
        day=events.day,
        store=events.reception.store,
        adviser=events.reception.adviser,
    )
    return np.asarray(inside & (events.role <= COMPANION) & (world.work.status == SETTLED), dtype=np.bool_)


def _waits(world: World, where: Where) -> tuple[Floats, Ints, Bools]:
    reception = world.events.reception
    wait = (reception.started_at - reception.arrived_at).astype(np.float64)
    return wait, world.events.day, _visits_in(world, where)


def _punctual(world: World, where: Where) -> tuple[Floats, Ints, Bools]:
    bookings, reception = world.bookings, world.events.reception
    delay = reception.started_at[bookings.event] - bookings.booked_at
    punctual = (bookings.event >= 0) & (delay <= _BOOKED_GRACE_MINUTES)
    inside = world.scene.is_in(
        where,
        car=bookings.car,
        day=bookings.booked_at // 1440,
        store=bookings.store,
        adviser=np.full(len(bookings.car), -1),
    )
    return punctual.astype(np.float64), bookings.booked_at // 1440, inside & bookings.due


def _satisfied(world: World, where: Where) -> tuple[Floats, Ints, Bools]:
    surveys = world.surveys
    satisfied = (surveys.satisfaction >= SATISFIED).astype(np.float64)
    return satisfied, surveys.answered_at // 1440, _visits_in(world, where)[surveys.event]


def _complained(world: World, where: Where) -> tuple[Floats, Ints, Bools]:
    """Complaints per visit: each visit of the slice carries an equal part of the month's complaints."""
    complaints, events = world.complaints, world.events
    day = complaints.received_at // 1440
    inside = world.scene.is_in(
        where, car=complaints.car, day=day, store=complaints.store, adviser=np.full(len(day), -1)
    )
    visits = _visits_in(world, where)
    month = events.day // 30
    received = np.bincount(day[inside] // 30, minlength=int(month.max(initial=0)) + 1)
    came = np.bincount(month[visits], minlength=len(received))
    return (received / np.maximum(came, 1))[month], events.day, visits


_FIGURES: dict[str, Callable[[World, Where], tuple[Floats, Ints, Bools]]] = {
    "average_wait": _waits,
    "booking_punctuality": _punctual,
    "satisfaction": _satisfied,
    "complaint_rate": _complained,
}


def mean(values: Floats) -> float | None:
    """The mean, None of nothing."""
    return float(values.mean()) if len(values) else None
