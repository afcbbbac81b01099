"""``liuke doctor``: what is well, what is not, and what to do."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from liuke.cli.helping import Command

if TYPE_CHECKING:
    from liuke.config.checkup.finding import Finding
    from liuke.config.environment import Environment


@click.command(cls=Command)
def doctor() -> None:
    """Check home folder, disk, clock, port, database, roles and tables. Exit code 1 when something is wrong.

    The embedded database is started for the check if it does not run.
    """
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.config.environment import read_environment

    findings = list(_all(read_environment()))
    _show(findings)
    if not all(finding.well for finding in findings):
        sys.exit(1)


def _all(environment: Environment) -> Iterator[Finding]:
    from liuke.cli.running.port import check_port_free
    from liuke.config.checkup.database import check_database
    from liuke.config.checkup.finding import Finding
    from liuke.config.checkup.machine import check_machine
    from liuke.config.checkup.migrations import check_migrations
    from liuke.config.database.open_database import opened
    from liuke.config.home.prepare_home import prepare_home
    from liuke.insight.reports.language import N_
    from liuke.values.refusal import Refusal

    prepare_home(environment.home)
    yield from check_machine(environment, now=dt.datetime.now(dt.UTC))
    if not _served(environment):
        try:
            check_port_free(environment.host, environment.port)
            yield Finding(N_("Port"), True, N_("%(port)s is free"), "", {"port": environment.port})
        except Refusal as refusal:
            yield Finding(N_("Port"), False, refusal.sentence, "", refusal.parameters)
    try:
        with opened(environment) as addressed:
            yield from check_database(addressed)
            yield from check_migrations()
    except Refusal as refusal:
        yield Finding(N_("Database"), False, refusal.sentence, "", refusal.parameters)


def _served(environment: Environment) -> bool:
    """Whether the port is taken by the platform itself."""
    from liuke.cli.running.healthy import healthy

    return healthy(environment.address, "/healthz")


def _show(findings: Iterable[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table

    from liuke.cli.wording import say

    table = Table(box=None, pad_edge=False, show_header=False)
    for column in ("mark", "subject", "found"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        found = say(finding.sentence, **finding.figures)
        if not finding.well and finding.remedy:
            found += "\n→ " + say(finding.remedy, **finding.figures)
        mark, style = ("✓", None) if finding.well else ("✗", "red")
        table.add_row(mark, say(finding.subject), found, style=style)
    Console(highlight=False).print(table)
