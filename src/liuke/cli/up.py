"""``liuke up``: the whole platform on this machine, until Ctrl-C."""

from __future__ import annotations

import click


@click.command()
@click.option("--demo", is_flag=True, help="With an invented dealer group to look around in.")
@click.option("--open", "browse", is_flag=True, help="Open it in the browser when it is ready.")
def up(demo: bool, browse: bool) -> None:
    """Start the platform: PostgreSQL (unless LIUKE_DATABASE_URL names your own), migrations, web and worker.

    Prints the address when it is ready. Ctrl-C or SIGTERM stops everything, a second one at once.
    """
    from liuke.cli.server_extra import need_server_extra

    need_server_extra()
    from liuke.cli.running.platform_plan import platform_plan
    from liuke.cli.running.run import run
    from liuke.config.environment import read_environment

    environment = read_environment()
    run(platform_plan(environment, demo=demo, browse=browse), environment, tell=_tell)


def _tell(sentence: str) -> None:
    click.echo(sentence)
