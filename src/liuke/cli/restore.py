"""``liuke restore``: puts a backup in place."""

from __future__ import annotations

from pathlib import Path

import click

from liuke.cli.helping import Command
from liuke.cli.wording import say


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--replace", is_flag=True, help="Give up the data that is there now.")
def restore(folder: Path, replace: bool) -> None:
    """Restore the backup in DIR. Stop the platform first.

    It is verified, loaded beside the database in use and compared; only then the two change places.
    """
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.config.backups.manifest import verified_manifest
    from liuke.config.backups.restore_backup import restore_backup
    from liuke.config.database.open_database import opened_alone
    from liuke.config.environment import read_environment

    folder = folder.absolute()
    verified_manifest(folder)
    with opened_alone(read_environment()) as environment:
        manifest = restore_backup(environment, folder, replace=replace)
    click.echo(say("Restored: the state of %(at)s.", at=manifest.created_at))
