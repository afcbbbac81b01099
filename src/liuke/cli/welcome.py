"""``liuke welcome``: what the terminal tells once the platform is ready; ``liuke up`` calls it."""

from __future__ import annotations

import click

from liuke.cli.helping import Command


@click.command(cls=Command, hidden=True)
@click.option("--demo", is_flag=True, help="Make the demo group, or show its logins.")
def welcome(demo: bool) -> None:
    """Print the set-up code of an empty deployment, or the logins of a demo."""
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.config.database.migrations import set_up_django
    from liuke.config.environment import read_environment

    environment = read_environment()
    set_up_django()
    from django.utils import timezone

    if demo:
        from liuke.config.demo.make_demo import make_demo

        make_demo(at=timezone.now())
        _show_logins(environment.address)
    else:
        _show_set_up(environment.address)


def _show_logins(address: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from liuke.cli.wording import say
    from liuke.config.demo.cast import PEOPLE, STORES
    from liuke.config.demo.make_demo import demo_password
    from liuke.web.shell.role_words import ROLE_NAMES

    stores = {store.code: store.name for store in STORES}
    table = Table(box=None, pad_edge=False)
    for head in (say("Login"), say("Staff role"), say("Name"), say("Place")):
        table.add_column(head)
    for one in PEOPLE:
        place = stores.get(one.place, one.place)
        table.add_row(one.login, say(ROLE_NAMES[one.role]), one.name, place)
    console = Console(highlight=False)
    console.print()
    console.print(table)
    console.print(
        say(
            "All of them with the password %(password)s at %(address)s",
            password=demo_password(),
            address=address,
        )
    )


def _show_set_up(address: str) -> None:
    from django.utils import timezone

    from liuke.cli.wording import say
    from liuke.org.actions.set_up import issue_setup_token

    token = issue_setup_token(at=timezone.now())
    if token is None:
        return
    click.echo()
    click.echo(say("Nothing is set up yet. Open this address once to begin:"))
    click.echo(f"  {address}/set-up?token={token}")
