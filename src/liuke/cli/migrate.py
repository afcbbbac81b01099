"""``liuke migrate``: brings the tables up to date, as the database's owner."""

from __future__ import annotations

import click

from liuke.cli.helping import Command


@click.command(cls=Command)
def migrate() -> None:
    """Bring the database's tables up to date. liuke up does this by itself."""
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.config.database.migrations import apply_migrations, set_up_django
    from liuke.config.database.open_database import opened
    from liuke.config.environment import read_environment

    with opened(read_environment()) as environment:
        assert environment.database_admin_url is not None
        set_up_django(owner_url=environment.database_admin_url)
        apply_migrations(verbosity=1)
