"""``liuke worker``: does the jobs that wait in the database; as many, on as many machines, as needed."""

from __future__ import annotations

import os

import click

from liuke.cli.helping import Command


@click.command(cls=Command)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Jobs at the same time."
)
@click.option("--first", is_flag=True, hidden=True)
def worker(jobs: int, first: bool) -> None:
    """Do the waiting jobs until Ctrl-C or SIGTERM; what has been begun is finished first."""
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.config.database.migrations import set_up_django
    from liuke.config.environment import read_environment

    environment = read_environment()
    set_up_django()
    from liuke.outbox.actions.take_over import SESSION, take_over

    if first and environment.embedded:
        take_over()
    if first:
        _sweep()
    os.environ["PGAPPNAME"] = SESSION
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency", str(jobs), "--shutdown-graceful-timeout", "10")


def _sweep() -> None:
    """What a killed upload or import has left lying about is looked for at each start, too."""
    from contextlib import suppress

    from django.db import transaction
    from procrastinate.exceptions import AlreadyEnqueued

    from liuke.integrations.dms.jobs import sweep_leftovers_job

    with suppress(AlreadyEnqueued), transaction.atomic():
        sweep_leftovers_job.configure().defer(timestamp=0)
