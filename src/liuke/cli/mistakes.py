"""A command line that cannot be understood: what is wrong with it, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from liuke.cli.wording import say, spoken
from liuke.insight.reports.language import N_, language

_VALUE = re.compile(r"'?(?P<value>.*?)'? (?:is not|does not)\b.*", re.DOTALL)


def asked_language(arguments: Sequence[str]) -> str | None:
    """The language a command line asks for, found before the line is understood.

    >>> asked_language(["diagnose", "--lang", "en"]), asked_language(["--lang=zh"]), asked_language([])
    ('en', 'zh', None)
    """
    for place, argument in enumerate(arguments):
        if argument == "--lang":
            return next(iter(arguments[place + 1 :]), None)
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None


def mistake(wrong: click.ClickException) -> str:
    """The sentence for a mistake in the command line, with the way to the help of its command."""
    context = wrong.ctx if isinstance(wrong, click.UsageError) else None
    command = context.command_path if context else "liuke"
    hint = say(N_("“%(command)s --help” lists what can be said."), command=command)
    return language(spoken()).sentences([_sentence(wrong), hint])


def _sentence(wrong: click.ClickException) -> str:
    if isinstance(wrong, click.MissingParameter):
        return _missing(wrong)
    if isinstance(wrong, click.NoSuchOption):
        return _near(say(N_("There is no option %(option)s."), option=wrong.option_name), wrong.possibilities)
    if isinstance(wrong, click.BadParameter):
        return _bad_value(wrong)
    if isinstance(wrong, click.BadOptionUsage):
        return say(N_("The option %(option)s needs a value."), option=wrong.option_name)
    unknown = re.fullmatch(r"No such command '(.*?)'\..*", wrong.message, re.DOTALL)
    if unknown:
        return say(N_("There is no command “%(command)s”."), command=unknown[1])
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", wrong.message, re.DOTALL)
    if extra:
        return say(N_("“%(words)s” is too much here."), words=extra[1])
    return wrong.message


def _missing(wrong: click.MissingParameter) -> str:
    parameter = wrong.param
    name = parameter.make_metavar(wrong.ctx) if parameter and wrong.ctx else wrong.param_hint
    if parameter is not None and parameter.name == "files":
        return say(N_("Name at least one file, for example: liuke diagnose sales.xlsx orders.csv."))
    return say(N_("%(parameter)s is missing."), parameter=name)


def _near(sentence: str, possibilities: Sequence[str] | None) -> str:
    if not possibilities:
        return sentence
    asked = say(N_("Did you mean %(options)s?"), options=", ".join(sorted(possibilities)))
    return language(spoken()).sentences([sentence, asked])


def _bad_value(wrong: click.BadParameter) -> str:
    found = _VALUE.fullmatch(wrong.message)
    value = found["value"] if found else wrong.message
    name = wrong.param.opts[0] if wrong.param else ""
    return say(
        N_("%(option)s cannot be “%(value)s”: %(wanted)s."),
        option=name,
        value=value,
        wanted=_wanted(wrong.param),
    )


def _wanted(parameter: click.Parameter | None) -> str:
    kind = parameter.type if parameter else None
    if isinstance(kind, click.Choice):
        return say(N_("choose one of %(choices)s"), choices=", ".join(kind.choices))
    if isinstance(kind, click.DateTime):
        return say(N_("write a day like 2024-10-01"))
    if isinstance(kind, click.IntRange):
        return say(N_("write a whole number not below %(least)s"), least=kind.min)
    return say(N_("write a whole number"))
