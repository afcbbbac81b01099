"""What is true of a simulated group and stands in no file: causes, true rates, the fate of every car."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from liuke.simulation.causes import SERVICE_OF, TrueCause, mean, true_cause
from liuke.simulation.world.build import World
from liuke.simulation.world.calendar import dates, day_number
from liuke.simulation.world.cars import MODELS
from liuke.simulation.world.catalogue import DISTRICTS
from liuke.simulation.world.returns import FIRST_MONTHS, GRACE_MONTHS, LATER_MONTHS
from liuke.simulation.world.visits import COMPANION
from liuke.values.period import add_months

_NATURAL, _PLANT = "natural", "plant"


@dataclass(frozen=True)
class ExpectedReturn:
    """A return rate of the latest 12 mature months: its true chance, and what the dice made of it."""

    kpi: str
    start: dt.date
    end: dt.date
    units: int
    expected: float | None
    happened: float | None


@dataclass(frozen=True)
class Fate:
    """One car at the end of the files: has its owner left for good, and the year that follows."""

    vin: str
    store: str
    series: str
    district: str
    bought_here: bool
    maintenance_visits: int
    left: bool
    left_on: dt.date | None
    taken_by: str | None
    visits_next_12: int
    profit_next_12_fen: int


@dataclass(frozen=True)
class Truth:
    """The whole truth. ``truth.json`` is this, with the fates as columns and rows."""

    seed: int
    years: int
    until: dt.date
    stores: list[str]
    vehicles: int
    plants: list[str]
    causes: list[TrueCause]
    returns: list[ExpectedReturn]
    cars: list[Fate]


def truth_of(*, world: World, years: int, until: dt.date) -> Truth:
    """Reads the truth off the world."""
    scene = world.scene
    return Truth(
        seed=scene.seed,
        years=years,
        until=until,
        stores=list(scene.group.names),
        vehicles=int((~scene.cars.stranger).sum()),
        plants=[p.plant.name for p in scene.plants],
        causes=[
            true_cause(world, planted, cause, until)
            for planted in scene.plants
            for cause in planted.plant.causes
        ],
        returns=[_expected(world, kpi, service, until) for kpi, service in SERVICE_OF.items()],
        cars=_fates(world),
    )


def write_truth(truth: Truth, path: Path) -> None:
    """Writes the truth as JSON, the same bytes for the same truth."""
    told = dataclasses.asdict(dataclasses.replace(truth, cars=[]))
    columns = [field.name for field in dataclasses.fields(Fate)]
    told["cars"] = {
        "columns": columns,
        "rows": [[getattr(fate, column) for column in columns] for fate in truth.cars],
    }
    for cause in told["causes"]:
        cause["figures"] = {name.rstrip("_"): figure for name, figure in cause["figures"].items()}
    text = json.dumps(told, ensure_ascii=False, indent=1, default=_day)
    path.write_text(_one_line_per_car(text, told["cars"]["rows"]) + "\n", encoding="utf-8")


def _one_line_per_car(text: str, rows: list[list[object]]) -> str:
    """Indented JSON gives every cell of a fate its own line; this sets them one car a line."""
    head, _, _ = text.partition('"rows": [')
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, default=_day) for row in rows)
    return f'{head}"rows": [\n{lines}\n]}}}}'


def _day(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")


def _expected(world: World, kpi: str, service: int, until: dt.date) -> ExpectedReturn:
    """The headline of kpis.md: first services by delivery month, second ones by month of the first."""
    months = (FIRST_MONTHS if service == 1 else LATER_MONTHS) + GRACE_MONTHS
    end = add_months(until, -months).replace(day=1)
    start = add_months(end, -12)
    decisions, cars = world.returns.decisions, world.scene.cars
    mask = (decisions.service == service) & ~cars.stranger[decisions.car]
    mask &= (decisions.last_day >= day_number(start)) & (decisions.last_day < day_number(end))
    return ExpectedReturn(
        kpi=kpi,
        start=start,
        end=end,
        units=int(mask.sum()),
        expected=mean((decisions.chance * decisions.kept)[mask]),
        happened=mean(decisions.in_time[mask].astype(np.float64)),
    )


def _fates(world: World) -> list[Fate]:
    scene, events, bills = world.scene, world.events, world.bills
    cars, count = scene.cars, len(scene.cars)
    left = world.returns.left_day < scene.until
    next_year = (events.role <= COMPANION) & (events.day >= scene.until)
    came = np.unique(np.stack([events.car[next_year], events.day[next_year]]), axis=1)[0]
    profit = bills.total_fen - bills.parts_cost_fen - bills.labour_cost_fen
    maintained = world.returns.day < scene.until
    district = scene.district(np.arange(count), np.full(count, scene.until))
    left_on = dates(np.where(left, world.returns.left_day, 0)).tolist()
    columns = zip(
        cars.vin.tolist(),
        [scene.group.names[s] for s in cars.store.tolist()],
        [MODELS[m][0].name for m in cars.model.tolist()],
        [DISTRICTS[d].name for d in district.tolist()],
        (~cars.stranger).tolist(),
        np.bincount(world.returns.car[maintained], minlength=count).tolist(),
        left.tolist(),
        [day if gone else None for day, gone in zip(left_on, left.tolist(), strict=True)],
        [
            (_PLANT if taken else _NATURAL) if gone else None
            for gone, taken in zip(left.tolist(), world.returns.taken.tolist(), strict=True)
        ],
        np.bincount(came, minlength=count).tolist(),
        np.rint(np.bincount(events.car[next_year], profit[next_year], count)).astype(np.int64).tolist(),
        strict=True,
    )
    return [Fate(*fate) for fate in columns]
