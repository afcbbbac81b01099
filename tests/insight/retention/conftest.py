"""A dealer of some hundred cars: as plain Python lists for the test, and as a star for the code under test."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from liuke.insight.engine.duckdb_engine import open_star
from liuke.insight.star.build import build_star
from liuke.insight.star.schema import RECORDS, STAR
from liuke.insight.star.settings import Plan, Settings

AS_OF = dt.date(2024, 10, 1)
PLANS = {"ES6": (6, 12), "ET5": (12, 12), "EC6": (3, 6)}
MAINTENANCE, REPAIR = 1, 2


@dataclass
class Car:
    """What happened to one car; ``services`` are its maintenance days after delivery, in order."""

    vin: str
    series: str
    delivered: dt.date | None
    services: list[dt.date] = field(default_factory=list)
    repairs: list[dt.date] = field(default_factory=list)

    @property
    def due_months(self):
        return PLANS[self.series]


def dealer(*, seed: int, cars: int, as_of: dt.date, first: dt.date) -> list[Car]:
    """Cars sold from ``first`` on, many of them on the last days of a month; some were never sold here."""
    draw = random.Random(seed)
    found = []
    for number in range(cars):
        delivered = first + dt.timedelta(days=draw.randrange((as_of - first).days))
        if draw.random() < 0.4:
            delivered = delivered.replace(day=28) + dt.timedelta(days=draw.randrange(1, 4))
        car = Car(f"LSV{number:014d}", draw.choice(list(PLANS)), min(delivered, as_of - dt.timedelta(days=1)))
        day, due = car.delivered, car.due_months[0]
        for _ in range(12):
            if draw.random() < 0.2:
                break
            late = draw.randrange(60, 400) if draw.random() < 0.12 else 0
            day += dt.timedelta(days=max(0, round(draw.gauss(30.4 * due, 25))) + late)
            if day >= as_of:
                break
            if not car.services or day > car.services[-1]:
                car.services.append(day)
            due = car.due_months[1]
        car.repairs = [
            day for day in car.services if draw.random() < 0.2 and day + dt.timedelta(days=9) < as_of
        ]
        if draw.random() < 0.1:
            car.delivered = None
        found.append(car)
    return found


def records_of(cars: list[Car], folder: Path) -> None:
    """The files such a dealer would export; with cancelled orders and services before delivery in between."""
    sales, orders = [], []
    for car in cars:
        if car.delivered:
            sales.append((car.vin, car.delivered))
            orders.append((car.vin, car.delivered - dt.timedelta(days=3), MAINTENANCE, "settled", car.series))
            orders.append(
                (car.vin, car.delivered + dt.timedelta(days=1), MAINTENANCE, "cancelled", car.series)
            )
        orders += [(car.vin, day, MAINTENANCE, "settled", car.series) for day in car.services]
        orders += [
            (car.vin, day + dt.timedelta(days=9), REPAIR, "settled", car.series) for day in car.repairs
        ]
    tables = {
        "vehicle_sales": _columns("vin delivery_day", sales),
        "work_orders": _columns("vin settled_at kinds status series", orders)
        | {"order_no": [f"RO{number}" for number in range(len(orders))], "store": ["East"] * len(orders)},
    }
    with duckdb.connect() as connection:
        fill(connection, RECORDS, tables)
        for table in RECORDS.values():
            connection.execute(f"COPY {table.name} TO '{folder / table.name}.parquet' (FORMAT parquet)")


def fill(connection, schema, tables) -> None:
    """Makes the tables of a schema; ``tables`` gives columns by name, the rest is NULL."""
    for table in schema.values():
        columns = ", ".join(f"{c.name} {c.type}" for c in table.columns)
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
        if any(tables.get(table.name, {}).values()):
            connection.register("given", pa.table(tables[table.name]))
            connection.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM given")


def _columns(names, rows):
    return dict(zip(names.split(), map(list, zip(*rows, strict=True)), strict=True)) if rows else {}


@pytest.fixture(scope="session")
def cars():
    """800 cars over six years."""
    return dealer(seed=1, cars=800, as_of=AS_OF, first=dt.date(2018, 7, 1))


@pytest.fixture(scope="session")
def star(cars, tmp_path_factory):
    """Their star, built from their records, with the plans of their series."""
    folder = tmp_path_factory.mktemp("dealer")
    records = folder / "records"
    records.mkdir()
    records_of(cars, records)
    settings = Settings(plans={series: Plan(*months) for series, months in PLANS.items()})
    build_star(records=records, folder=folder / "star", today=AS_OF, as_of=AS_OF, settings=settings)
    connection = open_star(folder=folder / "star", tables=tuple(STAR))
    yield connection
    connection.close()


@pytest.fixture
def star_of():
    """star_of([Car, …]): the star of a few cars, its derived columns written out here once more."""
    with duckdb.connect() as connection:

        def build(cars, *, as_of=AS_OF, first_order=dt.date(2010, 1, 1), has_kinds=True):
            vehicles, visits = [], []
            for car in cars:
                days = [day for day in car.services if day < as_of]
                first, second = (*days, None, None)[:2]
                sold = (car.delivered, car.delivered.year * 12 + car.delivered.month - 1, *car.due_months)
                vehicles.append((car.vin, *sold, first, second, len(days), days[-1] if days else None))
                visits += [
                    (
                        car.vin,
                        day,
                        True,
                        (day - car.delivered).days,
                        rank + 1,
                        days[rank - 1] if rank else None,
                    )
                    for rank, day in enumerate(days)
                ]
            tables = {
                "vehicle": _columns(
                    "vin delivery_day delivery_month first_due_months second_due_months first_maintenance_day"
                    " second_maintenance_day maintenance_visits last_maintenance_day",
                    vehicles,
                ),
                "visit": _columns(
                    "vin day maintenance age_days maintenance_rank previous_maintenance_day", visits
                ),
                "meta": {"earliest_order_day": [first_order], "has_kinds": [has_kinds]},
            }
            fill(connection, STAR, tables)
            return connection

        yield build


@pytest.fixture(scope="session")
def car():
    """car("ES6", "2023-01-31", "2023-07-30"): delivered, then the days of its services."""

    def make(series, delivered, *services, vin="LSV00000000000001"):
        return Car(
            vin, series, dt.date.fromisoformat(delivered), [dt.date.fromisoformat(day) for day in services]
        )

    return make
