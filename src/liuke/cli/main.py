"""``liuke``: the commands, each loaded only when it is called, so that help answers at once."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

from liuke import __version__
from liuke.cli.helping import InWords
from liuke.cli.mistakes import asked_language, mistake
from liuke.cli.steady_streams import steady_streams
from liuke.cli.stop_orders import Stopped
from liuke.cli.wording import refuse, say, speak
from liuke.values.refusal import Refusal

COMMANDS: Mapping[str, tuple[str, str]] = {
    "diagnose": ("liuke.cli.diagnose", "Tell from a DMS's own files why owners leave."),
    "simulate": ("liuke.cli.simulate", "Simulate a dealer group and export it as three DMS would."),
    "up": ("liuke.cli.up", "Start the platform: database, web and worker."),
    "worker": ("liuke.cli.worker", "Do the jobs that wait in the database."),
    "welcome": ("liuke.cli.welcome", "What the terminal tells once the platform is ready."),
    "administrator": (
        "liuke.cli.administrator",
        "Let an administrator in again.",
    ),
    "migrate": ("liuke.cli.migrate", "Bring the database's tables up to date."),
    "upgrade": ("liuke.cli.upgrade", "Bring the data to the version just installed, after a backup."),
    "settings": ("liuke.cli.settings", "List the settings and their present values."),
    "doctor": ("liuke.cli.doctor", "Check this machine and its database, and say what to do."),
    "backup": ("liuke.cli.backup", "Write a backup, or prove that one can be restored."),
    "restore": ("liuke.cli.restore", "Put a backup in place."),
    "ledger": ("liuke.cli.ledger", "Prove, seal, show and close the ledger."),
    "schema": ("liuke.cli.schema", "Print the star schema or the JSON schema of the diagnosis."),
}
OUR_OWN = ("welcome",)
"""What other commands call; help does not offer them."""

USER_MISTAKE, OUR_FAULT = 2, 1


class Commands(InWords, click.Group):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[name][0]), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table, without loading any."""
        with formatter.section(say("Commands")):
            offered = [(name, about) for name, (_, about) in COMMANDS.items() if name not in OUR_OWN]
            formatter.write_dl([(name, say(about)) for name, about in offered])


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True
)
@click.version_option(__version__, prog_name="liuke")
@click.pass_context
def liuke(context: click.Context) -> None:
    """留客 Liuke: keep the customer after the sale."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main() -> None:
    """The entry point: 0 done, 2 the user can mend it, 1 our fault; a refusal is a sentence, no traceback."""
    steady_streams()
    speak(asked_language(sys.argv) or os.environ.get("LIUKE_LANG", "zh"))
    try:
        liuke.main(standalone_mode=False)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.ClickException as wrong:
        click.echo(mistake(wrong), err=True)
        sys.exit(USER_MISTAKE)
    except (click.Abort, KeyboardInterrupt):
        _stopped(signal.SIGINT)
    except Stopped as stopped:
        _stopped(stopped.order)
    except Refusal as refusal:
        click.echo(refuse(refusal), err=True)
        sys.exit(USER_MISTAKE)
    except Exception:  # the last line of defence: whatever it is, it is our fault and says so
        _confess()
        sys.exit(OUR_FAULT)


def _stopped(order: int) -> NoReturn:
    """Ends as a shell expects of a program that was stopped; a closed terminal is told nothing."""
    with suppress(OSError):
        click.echo(say("Stopped. Nothing was written."), err=True)
    sys.exit(128 + order)


def _confess() -> None:
    import traceback

    click.echo(
        say("This is our fault, not yours: nothing was written. Please report it with the lines below."),
        err=True,
    )
    click.echo(traceback.format_exc(), err=True)
