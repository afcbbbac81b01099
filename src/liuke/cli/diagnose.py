"""``liuke diagnose``: from the files a DMS exports to the report, the lists and the figures."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import click

from liuke.cli.helping import Command
from liuke.cli.publish import check_publishable, publish
from liuke.cli.wording import say, speak, spoken
from liuke.insight.reports.language import N_
from liuke.values.refusal import Refusal

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
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report and of what is said.")
@click.option("--mapping", type=click.Path(path_type=Path), help="Mapping file of an earlier run (YAML).")
@click.option("--yes", is_flag=True, help="Take the proposed answer to every question.")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True)
def diagnose(
    files: tuple[Path, ...], as_of: dt.datetime | None, out: Path, lang: str | None, mapping: Path | None,
    yes: bool, engine: str,
) -> None:  # fmt: skip
    """Diagnose the FILES a DMS exports (xlsx, xls, csv …): sales, work orders, lines, appointments, surveys,
    complaints. Writes report.html, report.xlsx, diagnosis.json and mapping.yaml."""
    from liuke.cli.diagnosis_run import Choices, run
    from liuke.values.moment import SHANGHAI

    if lang:
        speak(lang)
    today = dt.datetime.now(SHANGHAI).date()
    day = as_of.date() if as_of else None
    if day and day > today:
        raise DayInTheFuture(day=day, today=today)
    if day and day < FIRST_DAY:
        raise DayTooEarly(day=day, first=FIRST_DAY)
    choices = Choices(
        files=files, as_of=day, today=today, lang=spoken(), mapping=mapping, accept=yes, engine=engine
    )
    check_publishable(out, WRITTEN)
    with tempfile.TemporaryDirectory(prefix="liuke-") as scratch:
        written = Path(scratch) / "out"
        written.mkdir()
        run(choices=choices, scratch=Path(scratch), out=written)
        publish(written, out, WRITTEN)
    _say_where(out)


def _say_where(out: Path) -> None:
    click.echo()
    for name, about in WRITTEN.items():
        path = out / name
        if path.exists():
            click.echo(f"  {path}  {click.style(say(about), dim=True)}")
