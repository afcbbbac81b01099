"""Simulated groups shared by the tests, and their figures worked out by hand with pandas."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pandas as pd
import pytest

from liuke.simulation.plants import chosen_plants
from liuke.simulation.world.arrays import Ints
from liuke.simulation.world.build import World, build
from liuke.simulation.world.cars import MODELS
from liuke.simulation.world.catalogue import DISTRICTS
from liuke.simulation.world.records import StoreRecords, store_records

UNTIL = dt.date(2024, 10, 1)
Frames = dict[str, pd.DataFrame]


def _frame(store: str, rows: object) -> pd.DataFrame:
    """One table of one store; the columns about the car stand beside the others."""
    assert dataclasses.is_dataclass(rows)
    columns: dict[str, Sequence[object]] = {}
    for field in dataclasses.fields(rows):
        value = getattr(rows, field.name)
        if dataclasses.is_dataclass(value):
            columns.update({f.name: getattr(value, f.name) for f in dataclasses.fields(value)})
        else:
            columns[field.name] = value
    frame = pd.DataFrame({name: list(values) for name, values in columns.items()})
    frame["store"] = store
    for name in frame.columns:
        if name.endswith(("_at", "_day")):
            frame[name] = pd.to_datetime(frame[name])
    return frame


def frames_of(world: World) -> Frames:
    parts: list[StoreRecords] = [store_records(world, n) for n in range(len(world.scene.group.sites))]
    tables = ("sales", "orders", "lines", "appointments", "answers", "grievances")
    return {t: pd.concat([_frame(p.store, getattr(p, t)) for p in parts], ignore_index=True) for t in tables}


@cache
def _world(seed: int, plants: tuple[str, ...]) -> World:
    return build(stores=3, vehicles=6000, years=6, seed=seed, plants=chosen_plants(plants), until=UNTIL)


@cache
def _frames() -> Frames:
    return frames_of(_world(1, ()))


@pytest.fixture(scope="session")
def group_of() -> Callable[..., World]:
    """A group of three stores and 6,000 cars with the named plants."""
    return lambda *plants, seed=1: _world(seed, plants)


@pytest.fixture(scope="session")
def files_of() -> Callable[[], Frames]:
    """What the files of the healthy group say."""
    return _frames


def in_memory(world: World) -> Frames:
    """The world's own arrays as frames, before any of it becomes a row of a file."""
    cars, orders = _cars(world), _orders(world)
    return {
        "sales": cars[~world.scene.cars.stranger],
        "orders": orders[orders.arrived_at < pd.Timestamp(UNTIL)],
        "appointments": _appointments(world),
        "answers": _answers(world, orders, cars),
        "grievances": pd.DataFrame(
            {
                "received_at": _moments(world.complaints.received_at),
                "model": cars.model.to_numpy()[world.complaints.car],
                "symptom": world.complaints.symptom,
            }
        ),
    }


def _cars(world: World) -> pd.DataFrame:
    cars = world.scene.cars
    return pd.DataFrame(
        {
            "vin": cars.vin,
            "delivery_day": _moments(cars.delivery_day * 1440),
            "store": np.array(world.scene.group.names)[cars.store],
            "series": np.array([line.name for line, _ in MODELS])[cars.model],
            "model": np.array([model.name for _, model in MODELS])[cars.model],
            "district": np.array([d.name for d in DISTRICTS])[world.scene.owners.district[cars.owner]],
        }
    )


def _orders(world: World) -> pd.DataFrame:
    scene, events = world.scene, world.events
    return pd.DataFrame(
        {
            "vin": scene.cars.vin[events.car],
            "store": np.array(scene.group.names)[events.reception.store],
            "adviser": scene.group.staff.names[events.reception.adviser],
            "kinds": events.kinds,
            "role": events.role,
            "status": world.work.status,
            "arrived_at": _moments(events.reception.arrived_at),
            "started_at": _moments(events.reception.started_at),
            "finished_at": _moments(world.work.finished_at),
            "settled_at": _moments(world.work.settled_at),
            "total_fen": world.bills.total_fen,
        }
    )


def _appointments(world: World) -> pd.DataFrame:
    bookings = world.bookings
    appointments = pd.DataFrame(
        {
            "store": np.array(world.scene.group.names)[bookings.store],
            "status": bookings.status,
            "booked_at": _moments(bookings.booked_at),
            "started_at": _moments(world.events.reception.started_at[bookings.event]),
        }
    )
    appointments.loc[bookings.event < 0, "started_at"] = pd.NaT
    return appointments


def _answers(world: World, orders: pd.DataFrame, cars: pd.DataFrame) -> pd.DataFrame:
    surveys = world.surveys
    return pd.DataFrame(
        {
            "store": orders.store.to_numpy()[surveys.event],
            "series": cars.series.to_numpy()[world.events.car[surveys.event]],
            "answered_at": _moments(surveys.answered_at),
            "satisfaction": surveys.satisfaction,
            "nps": surveys.nps,
        }
    )


def _moments(minutes: Ints) -> pd.Series:
    return pd.Series(minutes.astype("datetime64[m]").astype("datetime64[s]"))


class ByHand:
    """The figures of the group computed with pandas from its rows, by the definitions of the KPIs."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self.until = pd.Timestamp(UNTIL)
        self.year = self.until - pd.DateOffset(months=12)
        sales = frames["sales"]
        settled = frames["orders"][frames["orders"].status == 1]
        settled = settled.assign(
            day=settled.arrived_at.dt.normalize(),
            delivery_day=settled.vin.map(sales.set_index("vin").delivery_day),
            maintenance=(settled.kinds & 1) > 0,
        )
        self.settled = settled[~(settled.day < settled.delivery_day)]
        self.visits = self.settled.groupby(["vin", "store", "day"], as_index=False, sort=False).agg(
            total_fen=("total_fen", "sum"), maintenance=("maintenance", "max"), adviser=("adviser", "first")
        )
        served = self.visits[self.visits.maintenance].sort_values("day").drop_duplicates(["vin", "day"])
        rank = served.groupby("vin").cumcount()
        first = served[rank == 0].set_index("vin")
        self.served = served
        self.cars = sales.assign(
            first=sales.vin.map(first.day),
            adviser=sales.vin.map(first.adviser),
            second=sales.vin.map(served[rank == 1].set_index("vin").day),
        )

    def due(self, service: int) -> pd.DataFrame:
        """Cars with the day their first or second service fell due, and whether they came in time."""
        since, came, months = ("delivery_day", "first", 6) if service == 1 else ("first", "second", 12)
        cars = self.cars.dropna(subset=[since])
        return cars.assign(
            since=cars[since],
            due=cars[since] + pd.DateOffset(months=months),
            came=cars[came] <= cars[since] + pd.DateOffset(months=months + 3),
            early=cars[came] <= cars[since] + pd.DateOffset(months=months + 1),
        )

    def headline_return(self, service: int) -> float:
        """The latest 12 mature months of deliveries or first services."""
        cars = self.due(service)
        end = self.until - pd.DateOffset(months=9 if service == 1 else 15)
        return float(cars[(cars.since >= end - pd.DateOffset(months=12)) & (cars.since < end)].came.mean())

    def return_by_due(self, service: int, start: str, end: str, **where: str) -> tuple[float, int]:
        """Share back in time of those due in [start, end) in a slice, and how many they are."""
        cars = self.due(service)
        cars = cars[(cars.due >= start) & (cars.due < end)]
        for dimension, name in where.items():
            cars = cars[cars[dimension] == name]
        return float(cars.came.mean()), len(cars)

    def three_year_retention(self) -> float:
        back = self.until - pd.DateOffset(months=48), self.until - pd.DateOffset(months=36)
        sold = self.cars[(self.cars.delivery_day >= back[0]) & (self.cars.delivery_day < back[1])]
        return float(sold.vin.isin(self.served[self.served.day >= self.year].vin).mean())

    def punctuality(self) -> float:
        rows = self.frames["appointments"]
        rows = rows[(rows.booked_at >= self.year) & (rows.status != 2)]
        return float((rows.started_at <= rows.booked_at + pd.Timedelta(minutes=10)).mean())

    def answers(self) -> pd.DataFrame:
        rows = self.frames["answers"]
        return rows[rows.answered_at >= self.year]

    def satisfaction(self) -> float:
        return float((self.answers().satisfaction >= 4).mean())

    def nps(self) -> float:
        given = self.answers().nps
        return float(((given >= 9).mean() - (given <= 6).mean()) * 100)

    def complaint_rate(self) -> float:
        rows = self.frames["grievances"]
        return float((rows.received_at >= self.year).sum() / len(self.visits_of_year()))

    def visits_of_year(self) -> pd.DataFrame:
        return self.visits[self.visits.day >= self.year]

    def revenue_per_visit(self) -> float:
        return float(self.visits_of_year().total_fen.mean() / 100)

    def same_day(self) -> float:
        rows = self.settled[self.settled.day >= self.year]
        return float((rows.finished_at.dt.normalize() == rows.day).mean())

    def average_wait(self) -> float:
        rows = self.settled[self.settled.day >= self.year]
        return float(((rows.started_at - rows.arrived_at).dt.total_seconds() / 60).mean())


@cache
def _by_hand(seed: int, plants: tuple[str, ...]) -> ByHand:
    return ByHand(in_memory(_world(seed, plants)))


@pytest.fixture(scope="session")
def by_hand() -> Callable[..., ByHand]:
    """The figures of a group with the named plants, worked out with pandas."""
    return lambda *plants, seed=1: _by_hand(seed, plants)
