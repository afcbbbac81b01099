"""``liuke upgrade``: a backup, then the tables of this version."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

import liuke
from liuke.cli.helping import Command
from liuke.cli.wording import say


@click.command(cls=Command)
@click.option(
    "--backup",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="New folder for the backup; default: backups in the home folder.",
)
def upgrade(folder: Path | None) -> None:
    """Bring the data to the version just installed. Stop the platform first.

    The state before is written to a backup. When a step fails it is put back, and nothing is lost.
    """
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.config.backups.write_backup import KEPT_BEFORE
    from liuke.config.database.open_database import opened_alone
    from liuke.config.environment import read_environment
    from liuke.config.upgrading.upgrade import upgrade as upgraded

    now = dt.datetime.now(dt.UTC)
    environment = read_environment()
    usual = environment.home / KEPT_BEFORE / f"{now:%Y%m%d-%H%M%S}-{liuke.__version__}"
    with opened_alone(environment) as addressed:
        done = upgraded(addressed, (folder or usual).absolute(), at=now)
    if not done.steps:
        click.echo(say("Everything is up to date: version %(version)s.", version=liuke.__version__))
        return
    if done.backup:
        click.echo(say("The state before is in %(folder)s.", folder=done.backup))
    click.echo(
        "✓ "
        + say(
            "Upgraded to version %(version)s: %(steps)s steps. Start with: liuke up",
            version=liuke.__version__,
            steps=done.steps,
        )
    )
