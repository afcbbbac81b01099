"""What the command line says, in the user's language."""

from __future__ import annotations

from typing import Literal

from liuke.values.refusal import Refusal

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


def refuse(refusal: Refusal) -> str:
    """The sentence of a refusal, with fields, kinds of rows and reasons in the user's words."""
    from liuke.insight.reports.wording.particulars import in_words

    worded = in_words(refusal.parameters, say)
    return say(refusal.msgid, **{name: "—" if v is None else v for name, v in worded.items()})
