"""``liuke ledger``: proves, seals, shows and closes what owners are promised."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import click

from liuke.cli.helping import Command, Group
from liuke.cli.wording import say
from liuke.values.moment import SHANGHAI
from liuke.values.refusal import Refusal

if TYPE_CHECKING:
    from liuke.config.environment import Environment
    from liuke.org.scope import Scope


WIDE = 10_000
"""Columns of a file: more than any line has."""


class NoSuchMonth(Refusal):
    code = "no_such_month"
    sentence = "“%(month)s” is no month. Write it like 2026-03."


class NoSuchOwner(Refusal):
    code = "no_such_owner"
    sentence = "“%(owner)s” is no owner's id. It stands in the address of the owner's page."


class NoSuchLogin(Refusal):
    code = "no_such_login"
    sentence = "Nobody signs in as “%(login)s”. Give the login of somebody who works here."


@click.group(cls=Group)
def ledger() -> None:
    """Prove, seal, show and close the ledger."""


@ledger.command(cls=Command)
def verify() -> None:
    """Hold the whole ledger against itself and against the chain ends kept outside of the database.

    Names the first record that is not as it must be. Exit code 1 when anything was found.
    """
    with _platform() as environment:
        from liuke.loyalty.ledger.roots import FOLDER, kept_roots
        from liuke.loyalty.ledger.verify import verify as verified

        done = verified(roots=kept_roots(environment.home / FOLDER))
    figures = {"journals": f"{done.journals:,}", "lines": f"{done.lines:,}", "unsealed": f"{done.unsealed:,}"}
    click.echo(
        say("Looked at %(journals)s postings, %(lines)s lines; %(unsealed)s wait to be sealed.", **figures)
    )
    for finding in done.findings:
        click.echo("✗ " + say(finding.sentence, **finding.figures))
    if done.findings:
        sys.exit(1)
    click.echo(
        "✓ " + say("Every balance is what its lines and lots come to, and nothing sealed has changed.")
    )


@ledger.command(cls=Command)
def seal() -> None:
    """Seal all postings that wait, and keep the ends of the chains in the home folder.

    The worker does this every minute, and keeps the ends every night.
    """
    with _platform() as environment:
        from liuke.loyalty.ledger.roots import FOLDER, keep_roots
        from liuke.loyalty.ledger.seal import seal as sealed

        done = sealed()
        path = keep_roots(environment.home / FOLDER, day=dt.datetime.now(SHANGHAI).date())
    click.echo(say("%(done)s postings sealed. The chain ends are in %(path)s.", done=f"{done:,}", path=path))


@ledger.command(cls=Command)
@click.argument("owner", metavar="OWNER")
def statement(owner: str) -> None:
    """Show everything an owner was given and has used, in order, with what was left after it.

    OWNER is the id in the address of the owner's page. In a file or a pipe no line is cut or folded.
    """
    try:
        holder = UUID(owner)
    except ValueError:
        raise NoSuchOwner(owner=owner) from None
    with _platform():
        from liuke.loyalty.ledger.statement import is_holder, statement_of
        from liuke.owners.models import Owner

        if not (is_holder(holder) or Owner.objects.filter(pk=holder).exists()):
            raise NoSuchOwner(owner=owner)
        entries = statement_of(holder)
    _show(entries)


@ledger.command("close-period", cls=Command)
@click.argument("month", metavar="YYYY-MM")
@click.option("--by", required=True, metavar="LOGIN", help="Who closes it.")
@click.option("--approved-by", required=True, metavar="LOGIN", help="Who agrees; somebody else.")
def close_period(month: str, by: str, approved_by: str) -> None:
    """Close a month for good: nothing can be posted into it afterwards.

    It must be over and the next in order, with nothing left open. Both must be people who could close it on
    the page of months. What waits is sealed first.
    """
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", month):
        raise NoSuchMonth(month=month)
    with _platform() as environment:
        from liuke.loyalty.actions.close_month import ClosingHindered, close_month_at_machine
        from liuke.loyalty.ledger.roots import FOLDER, keep_roots
        from liuke.loyalty.ledger.seal import seal as sealed
        from liuke.web.console.finance.words import HINDRANCES

        asker, approver = _scope(by), _scope(approved_by)
        sealed()
        first = dt.date.fromisoformat(f"{month}-01")
        try:
            close_month_at_machine(asker=asker, approver=approver, month=first, at=dt.datetime.now(SHANGHAI))
        except ClosingHindered as refusal:
            for one in refusal.found:
                click.echo("✗ " + say(HINDRANCES[one.code], count=f"{one.count:,}"), err=True)
            raise
        sealed()
        path = keep_roots(environment.home / FOLDER, day=dt.datetime.now(SHANGHAI).date())
    click.echo(say("%(month)s is closed. The chain ends are in %(path)s.", month=month, path=path))


@contextmanager
def _platform() -> Iterator[Environment]:
    """The database, opened, and Django signed in as the application."""
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.cli.administrator import NothingSetUp
    from liuke.config.database.migrations import set_up_django
    from liuke.config.database.open_database import opened
    from liuke.config.environment import read_environment

    environment = read_environment()
    if environment.database_url is None:
        raise NothingSetUp
    with opened(environment):
        set_up_django()
        from django.db import connection

        try:
            yield environment
        finally:
            connection.close()


def _scope(login: str) -> Scope:
    from liuke.org.models import Staff
    from liuke.org.queries import scope_of

    found = Staff.objects.filter(login=login.lower(), is_active=True).first()
    if found is None:
        raise NoSuchLogin(login=login)
    return scope_of(found)


def _show(entries: object) -> None:
    from rich.console import Console
    from rich.table import Table

    from liuke.loyalty.ledger.statement_lines import Line
    from liuke.loyalty.ledger.words import KINDS, unit_in_words
    from liuke.loyalty.programme import unit_names

    table = Table(box=None, pad_edge=False)
    for head in (say("Day"), say("What"), say("Of"), say("Change"), say("Held after"), say("For")):
        justify: Literal["left", "right"] = "right" if head in (say("Change"), say("Held after")) else "left"
        table.add_column(head, justify=justify, overflow="fold")
    assert isinstance(entries, tuple)
    names = unit_names(one.unit for one in entries)
    for one in entries:
        assert isinstance(one, Line)
        change, after = (unit_in_words(one.unit, amount) for amount in (one.change, one.after))
        account = f"{say(KINDS[one.account])} {names.get(one.unit, one.unit.partition(':')[2])}".rstrip()
        table.add_row(f"{one.day}", say(KINDS[one.kind]), account, change, after, one.source or "")
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDE
    console.print(table)
