"""``liuke worker``: does the jobs that wait in the database; as many, on as many machines, as needed."""

from __future__ import annotations

import click

from liuke.cli.helping import Command


@click.command(cls=Command)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Jobs at the same time."
)
def worker(jobs: int) -> None:
    """Do the waiting jobs until Ctrl-C or SIGTERM; what has been begun is finished first."""
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.config.database.migrations import set_up_django
    from liuke.config.environment import read_environment

    read_environment()
    set_up_django()
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency", str(jobs), "--shutdown-graceful-timeout", "10")
