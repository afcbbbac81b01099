"""``liuke administrator``: lets an administrator in again who has lost password or phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liuke.cli.helping import Command
from liuke.cli.wording import say
from liuke.values.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liuke.org.models import Staff


class NothingSetUp(Refusal):
    code = "nothing_set_up"
    sentence = (
        "Nothing is set up here yet, so nobody is an administrator. Start the platform with “liuke up”: it "
        "prints the address at which the first one is made. Is LIUKE_HOME the right folder?"
    )


class NotAnAdministrator(Refusal):
    code = "not_an_administrator"
    sentence = "“%(login)s” is not the login of an administrator. The administrators are: %(logins)s."


class NothingToReset(Refusal):
    code = "nothing_to_reset"
    sentence = "Say what “%(login)s” has lost: --password, --second-factor, or both."


class SomebodyToReset(Refusal):
    code = "somebody_to_reset"
    sentence = "Say whom it is for: liuke administrator LOGIN. The administrators are: %(logins)s."


@click.command(cls=Command)
@click.argument("login", required=False)
@click.option("--password", is_flag=True, help="Give a new password, good until the next sign-in.")
@click.option("--second-factor", is_flag=True, help="Have the second factor set up anew at the next sign-in.")
def administrator(login: str | None, password: bool, second_factor: bool) -> None:
    """List the administrators, or let one in again who has lost password or phone.

    For whoever has this machine. The audit trail keeps it as a deed of the command line.
    """
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.config.database.open_database import opened
    from liuke.config.environment import read_environment

    environment = read_environment()
    if environment.database_url is None:
        raise NothingSetUp
    with opened(environment):
        people = _administrators()
        if login is None:
            if password or second_factor:
                raise SomebodyToReset(logins=_logins(people))
            _show(people)
            return
        member = next((one for one in people if one.login == login.lower()), None)
        if member is None:
            raise NotAnAdministrator(login=login, logins=_logins(people))
        if not (password or second_factor):
            raise NothingToReset(login=member.login)
        _let_in(member, password=password, second_factor=second_factor)


def _administrators() -> list[Staff]:
    """Raises NothingSetUp."""
    from liuke.config.database.migrations import set_up_django

    set_up_django()
    from django.db import ProgrammingError

    from liuke.org.queries import administrators_within
    from liuke.org.scope import command_line_scope

    try:
        people = list(administrators_within(command_line_scope()))
    except ProgrammingError:
        people = []
    if not people:
        raise NothingSetUp
    return people


def _logins(people: Sequence[Staff]) -> str:
    return ", ".join(one.login for one in people)


def _show(people: Sequence[Staff]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for head in (say("Login"), say("Name"), say("Second factor"), say("Last sign-in")):
        table.add_column(head)
    for one in people:
        factor = getattr(one, "second_factor", None)
        has = say("yes") if factor and factor.confirmed_at else say("no")
        last = f"{one.last_login:%Y-%m-%d}" if one.last_login else "—"
        table.add_row(one.login, one.name, has, last)
    Console(highlight=False).print(table)


def _let_in(member: Staff, *, password: bool, second_factor: bool) -> None:
    from django.utils import timezone

    from liuke.org.actions.signing_in.passwords import reset_password, reset_second_factor
    from liuke.org.scope import command_line_scope

    scope, at = command_line_scope(), timezone.now()
    if second_factor:
        reset_second_factor(scope=scope, staff_id=member.pk, version=member.version, at=at)
        click.echo(say("%(name)s sets up the second factor anew at the next sign-in.", name=member.name))
    if password:
        given = reset_password(scope=scope, staff_id=member.pk, version=member.version, at=at)
        click.echo(
            say(
                "Password of %(name)s (login %(login)s) for the next sign-in:",
                name=member.name,
                login=member.login,
            )
        )
        click.echo(f"  {given}")
