"""``liuke backup``: database and files in one folder; ``--drill`` proves that it can be restored."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from liuke.cli.helping import Command
from liuke.cli.wording import say


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--drill", "prove", is_flag=True, help="Restore it into a scratch database and compare.")
def backup(folder: Path, prove: bool) -> None:
    """Write a backup into the new folder DIR; the platform may be running.

    With --drill a backup that is there already is not written again, only proved. Exit code 1 when it came
    back different.
    """
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.config.backups.drill import drill
    from liuke.config.backups.manifest import MANIFEST
    from liuke.config.backups.write_backup import write_backup
    from liuke.config.database.open_database import opened
    from liuke.config.environment import read_environment

    folder = folder.absolute()
    with opened(read_environment()) as environment:
        if not (prove and (folder / MANIFEST).exists()):
            manifest = write_backup(environment, folder, at=dt.datetime.now(dt.UTC))
            rows = sum(mark.rows for mark in manifest.tables.values())
            told = {"folder": folder, "tables": len(manifest.tables), "rows": f"{rows:,}"}
            click.echo(say("Backup written to %(folder)s: %(tables)s tables, %(rows)s rows.", **told))
        differences = drill(environment, folder) if prove else ()
    for found in differences:
        rows_then_now = {"written": found.rows_written, "restored": found.rows_restored}
        click.echo(
            "✗ "
            + say(
                "%(table)s: %(written)s rows written, %(restored)s restored, or with other content",
                table=found.table,
                **{name: "—" if count is None else count for name, count in rows_then_now.items()},
            )
        )
    if differences:
        sys.exit(1)
    if prove:
        click.echo("✓ " + say("Restored into a scratch database: every table has the same rows."))
