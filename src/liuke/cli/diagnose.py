"""``liuke diagnose``: from the files a DMS exports to the report, the lists and the figures."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liuke.cli.helping import Command
from liuke.cli.publish import check_publishable, publish
from liuke.cli.stop_orders import StopOrders
from liuke.cli.wording import say, speak, spoken
from liuke.insight.reports.language import N_
from liuke.values.readable_path import readable
from liuke.values.refusal import Refusal

if TYPE_CHECKING:
    from liuke.cli.diagnosis_run import Choices

FIRST_DAY = dt.date(1990, 1, 1)
"""Rows before this day are rejected; a cut-off day before it has nothing to look at."""

WRITTEN = {
    "report.html": N_("the report; open it in a browser"),
    "report.xlsx": N_("the lists the shop works from"),
    "errors.xlsx": N_("the rejected rows and why; correct them and run again"),
    "mapping.yaml": N_("what the columns were taken for; pass it with --mapping next time"),
    "diagnosis.json": N_("all figures, for other programs"),
}
"""The files of a run; ``errors.xlsx`` only where rows were rejected."""


class DayInTheFuture(Refusal):
    code = "day_in_the_future"
    sentence = "%(day)s is in the future. Choose a day not later than %(today)s."


class DayTooEarly(Refusal):
    code = "day_too_early"
    sentence = "%(day)s is before any car in such files. Choose a day not earlier than %(first)s."


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILES…")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Cut-off day; default: after the last visit."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("liuke-report"),
    show_default=True,
    help="Folder for the report.",
)
@click.option(
    "--star",
    type=click.Path(path_type=Path),
    help="Folder in which the star schema is kept as Parquet, for analyses of one's own.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report and of what is said.")
@click.option("--mapping", type=click.Path(path_type=Path), help="Mapping file of an earlier run (YAML).")
@click.option("--yes", "accept", is_flag=True, help="Take the proposed answer to every question.")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True)
def diagnose(
    files: tuple[Path, ...],
    as_of: dt.datetime | None,
    out: Path,
    star: Path | None,
    lang: str | None,
    **how: Any,
) -> None:
    """Diagnose the FILES a DMS exports (xlsx, xls, csv …): sales, work orders, lines, appointments, surveys,
    complaints. Writes report.html, report.xlsx, diagnosis.json and mapping.yaml."""
    if lang:
        speak(lang)
    with StopOrders() as orders:
        try:
            from liuke.cli.diagnosis_run import Choices
            from liuke.values.moment import SHANGHAI

            today = dt.datetime.now(SHANGHAI).date()
            day = _day(as_of, today)
            choices = Choices(files=files, as_of=day, today=today, lang=spoken(), **how)
            _diagnose(choices, out, star, orders)
        except Exception:
            orders.heed()
            raise
        _say_where(out, star)


def _day(as_of: dt.datetime | None, today: dt.date) -> dt.date | None:
    """The cut-off day asked for. Raises DayInTheFuture and DayTooEarly."""
    if as_of is None:
        return None
    day = as_of.date()
    if day > today:
        raise DayInTheFuture(day=day, today=today)
    if day < FIRST_DAY:
        raise DayTooEarly(day=day, first=FIRST_DAY)
    return day


def _diagnose(choices: Choices, out: Path, star: Path | None, orders: StopOrders) -> None:
    """Runs and publishes; once the old files begin to give way, no order stops it any more."""
    from liuke.cli.diagnosis_run import run
    from liuke.insight.star.schema import STAR

    tables = [f"{table}.parquet" for table in STAR] if star else []
    check_publishable(out, WRITTEN)
    if star:
        check_publishable(star, tables)
    with tempfile.TemporaryDirectory(prefix="liuke-") as scratch:
        written = Path(scratch) / "out"
        written.mkdir()
        run(choices=choices, scratch=Path(scratch), out=written, heed=orders.heed)
        orders.heed()

        def publish_report() -> None:
            publish(written, out, WRITTEN, beginning=orders.wind_down)

        if star:  # copied first, it takes its place once the report stands in its own
            publish(Path(scratch) / "star", star, tables, beginning=publish_report)
        else:
            publish_report()


def _say_where(out: Path, star: Path | None) -> None:
    click.echo()
    told = [(out / name, about) for name, about in WRITTEN.items() if (out / name).exists()]
    if star:
        told.append((star, N_("the star schema; liuke.insight and every reader of Parquet open it")))
    for path, about in told:
        click.echo(f"  {readable(path)}  {click.style(say(about), dim=True)}")
