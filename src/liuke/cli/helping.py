"""The help of the commands, in the user's language."""

from __future__ import annotations

import gettext
import inspect
import os
from typing import Any

import click

from liuke.cli.wording import say, spoken
from liuke.insight.reports.language import LOCALES, N_

# What click itself says in a help page; it asks the domain that is set for it.
CLICK_SAYS = (
    N_("Usage:"),
    N_("Options"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    N_("default: {default}"),
    N_("required"),
)


def let_click_speak() -> None:
    """Lets click's own words come from our catalogue, in the language spoken."""
    os.environ["LANGUAGE"] = "zh_Hans" if spoken() == "zh" else "en"
    gettext.bindtextdomain("liuke", str(LOCALES))
    gettext.textdomain("liuke")


class InWords:
    """A command whose text, options and places are said in the language spoken when help is asked for."""

    def format_usage(self: Any, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        let_click_speak()
        pieces = [say(N_("[OPTIONS]")) if p == "[OPTIONS]" else p for p in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), f"{say(N_('Usage:'))} ")

    def format_help_text(self: Any, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The text of the command, paragraph by paragraph."""
        del ctx
        for paragraph in inspect.cleandoc(self.help or "").split("\n\n"):
            if paragraph.strip():
                formatter.write_paragraph()
                with formatter.indentation():
                    formatter.write_text(_said(paragraph))

    def format_options(self: Any, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and of a group its commands."""
        rows = []
        for parameter in self.get_params(ctx):
            if not isinstance(parameter, click.Option):
                continue
            parameter.help = _said(parameter.help or "")
            record = parameter.get_help_record(ctx)
            if record is not None:
                rows.append(record)
        with formatter.section(say(N_("Options"))):
            formatter.write_dl(rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


class Command(InWords, click.Command):
    """A command with its help in words."""


class Group(InWords, click.Group):
    """A command of several, each with the first sentence of its help."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Without what click writes for the places of a group: they are listed below."""
        formatter.write_usage(ctx.command_path, f"{say(N_('[OPTIONS]'))} …", f"{say(N_('Usage:'))} ")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands it holds."""
        del ctx
        with formatter.section(say(N_("Commands"))):
            told = [
                (name, _said(inspect.cleandoc(one.help or "").split("\n\n")[0]))
                for name, one in self.commands.items()
            ]
            formatter.write_dl(told)


def _said(text: str) -> str:
    """A text of the source, whatever its line breaks, in the language spoken."""
    sentence = " ".join(text.split())
    return say(sentence)
