"""``liuke settings``: every setting, its present value, what it means."""

from __future__ import annotations

import click

from liuke.cli.helping import Command


@click.command(cls=Command)
def settings() -> None:
    """List the settings (environment variables), their present values, and what they mean.

    Secrets are shown as ***. A value that cannot be used is refused by name.
    """
    from rich.console import Console
    from rich.table import Table

    from liuke.cli.wording import say, spoken
    from liuke.config.environment import SETTINGS
    from liuke.config.environment.read_environment import default_home, given, value_of
    from liuke.config.environment.settings import HOME

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in (say("Setting"), say("Value"), say("Meaning")):
        table.add_column(head, overflow="fold")
    for setting in SETTINGS:
        value_of(setting)
        text = given(setting)
        default = str(default_home()) if setting is HOME else setting.default
        shown = ("***" if setting.secret else text) if text else default or say("not set")
        meaning = setting.zh if spoken() == "zh" else setting.en
        table.add_row(setting.name, shown, meaning, style="bold" if text else None)
    Console(highlight=False).print(table)
