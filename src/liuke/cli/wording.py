"""What the command line says, in the user's language."""

from __future__ import annotations

from typing import Literal

Lang = Literal["zh", "en"]
_spoken: list[Lang] = ["zh"]


def speak(lang: str) -> None:
    """Sets the language of everything said from now on; anything but English is Chinese."""
    _spoken[0] = "en" if lang.lower().startswith("en") else "zh"


def spoken() -> Lang:
    """The language spoken."""
    return _spoken[0]


def say(msgid: str, /, **figures: object) -> str:
    """The sentence for an English msgid, its places filled."""
    from liuke.insight.reports.language import language

    return language(spoken())(msgid, **figures)
