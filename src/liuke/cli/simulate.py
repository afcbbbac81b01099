"""``liuke simulate``: a believable dealer group in the formats of three DMS, with planted troubles."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from liuke.cli.helping import Command
from liuke.cli.wording import say, spoken
from liuke.simulation.plants import PLANTS, Plant

_HELP_WORD = "help"


class _WithPlants(Command):
    """A command whose help ends with the table of troubles."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section(say("Troubles to plant")):
            formatter.write_dl([(name, _told(plant)) for name, plant in PLANTS.items()])


def _told(plant: Plant) -> str:
    since = say("always") if plant.months_before is None else say("%(n)s months", n=plant.months_before)
    return f"{plant.zh}（{since}）" if spoken() == "zh" else f"{plant.en} ({since})"


def _names(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Splits the commas; ``--plant help`` lists the table and ends."""
    del parameter
    names = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
    if _HELP_WORD in names:
        for name, plant in PLANTS.items():
            click.echo(f"{name}: {_told(plant)}")
        context.exit()
    return names


@click.command(name="simulate", cls=_WithPlants)
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--stores", type=int, default=3, show_default=True, help="Number of stores.")
@click.option("--vehicles", type=int, default=6000, show_default=True, help="Cars sold in all.")
@click.option("--years", type=int, default=6, show_default=True, help="Years of sales and visits.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same files."
)
@click.option(
    "--plant",
    "plants",
    multiple=True,
    is_eager=True,
    callback=_names,
    metavar="NAME[,NAME…]",
    help="Plant troubles; 'help' lists them.",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2024-10-01",
    show_default=True,
    help="The day after the last one in the files.",
)
def simulate(
    out: Path, stores: int, vehicles: int, years: int, seed: int, plants: tuple[str, ...], until: dt.datetime
) -> None:
    """Write a simulated dealer group's exports, and truth.json with what is planted, into the folder OUT."""
    from liuke.simulation.simulate import simulate as run

    truth = run(
        out=out,
        stores=stores,
        vehicles=vehicles,
        years=years,
        seed=seed,
        plants=plants,
        until=until.date(),
    )
    files = sorted(path.name for path in out.iterdir() if path.suffix in (".csv", ".xlsx"))
    click.echo(say("%(files)s files of %(stores)s stores:", files=len(files), stores=len(truth.stores)))
    for name in files:
        click.echo(f"  {out / name}")
    click.echo(say("What is planted stands in %(file)s. Now try:", file=out / "truth.json"))
    click.echo(f"  liuke diagnose {out}/*.xlsx {out}/*.csv --as-of {truth.until}")
