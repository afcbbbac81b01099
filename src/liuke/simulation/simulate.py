"""Simulates a dealer group and writes what its stores would export, with the truth beside it."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from liuke.simulation.exports.dms_a import export_a
from liuke.simulation.exports.dms_b import export_b
from liuke.simulation.exports.dms_c import export_c
from liuke.simulation.plants import chosen_plants
from liuke.simulation.truth import Truth, truth_of, write_truth
from liuke.simulation.world.build import World, build
from liuke.simulation.world.calendar import SPRING_FESTIVALS
from liuke.simulation.world.records import store_records
from liuke.values.period import add_months
from liuke.values.refusal import Refusal

MOST_VEHICLES = 500_000
_FIRST_YEAR, _LAST_YEAR = min(SPRING_FESTIVALS) + 2, max(SPRING_FESTIVALS) - 3


class StoresTooFew(Refusal):
    code = "simulation_stores"
    sentence = "A group of %(stores)s stores cannot be simulated. Give at least 1 with --stores."


class VehiclesOutOfRange(Refusal):
    code = "simulation_vehicles"
    sentence = (
        "%(vehicles)s vehicles cannot be simulated. "
        "Give at least one per store (%(least)s) and at most %(most)s with --vehicles."
    )


class TimeOutOfRange(Refusal):
    """The festivals of the Chinese calendar are known from one year to another."""

    code = "simulation_time"
    sentence = (
        "%(years)s years up to %(until)s cannot be simulated. "
        "Choose --years and --until so that all days lie between %(first)s and %(last)s."
    )


class FolderNotEmpty(Refusal):
    code = "simulation_folder"
    sentence = "%(folder)s is there already and not empty. Name a new folder, or empty this one first."


class FolderNotWritable(Refusal):
    code = "simulation_not_writable"
    sentence = "%(folder)s cannot be written (%(reason)s). Name a folder you may write to."


def simulate(
    *, out: Path, stores: int, vehicles: int, years: int, seed: int, plants: Sequence[str], until: dt.date
) -> Truth:
    """Writes the exports of every store and ``truth.json`` into ``out``; all of it or nothing.

    ``vehicles`` are sold over ``years`` up to, but without, ``until``; ``plants`` are names of
    :data:`liuke.simulation.plants.PLANTS`. Stores export in the formats of three DMS in turn. The same
    arguments give the same files. Raises a Refusal where an argument cannot be met; then nothing is written.
    """
    _check(out=out, stores=stores, vehicles=vehicles, years=years, until=until)
    world = build(
        stores=stores, vehicles=vehicles, years=years, seed=seed, plants=chosen_plants(plants), until=until
    )
    truth = truth_of(world=world, years=years, until=until)
    with _workplace(out) as workplace:
        folder = Path(workplace) / "export"
        folder.mkdir()
        _export(world, folder, until)
        write_truth(truth, folder / "truth.json")
        if out.exists():
            out.rmdir()
        shutil.move(folder, out)
    return truth


def _workplace(out: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder beside the target, so that the finished export takes its place in one step."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent)
    except OSError as error:
        raise FolderNotWritable(folder=out, reason=error.strerror) from error


def _export(world: World, folder: Path, until: dt.date) -> None:
    for store in range(len(world.scene.group.sites)):
        records = store_records(world, store)
        match store % 3:
            case 0:
                export_a(records, folder, printed_on=until)
            case 1:
                export_b(records, folder)
            case _:
                export_c(records, folder)


def _check(*, out: Path, stores: int, vehicles: int, years: int, until: dt.date) -> None:
    if stores < 1:
        raise StoresTooFew(stores=stores)
    if not stores <= vehicles <= MOST_VEHICLES:
        raise VehiclesOutOfRange(vehicles=vehicles, least=stores, most=MOST_VEHICLES)
    first, last = dt.date(_FIRST_YEAR, 1, 1), dt.date(_LAST_YEAR, 12, 31)
    if years < 1 or until > last or until.year - years < 1 or add_months(until, -12 * years) < first:
        raise TimeOutOfRange(years=years, until=until, first=first, last=last)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FolderNotEmpty(folder=out)
