"""The one shape of every "no": a stable code, parameters, and a sentence the surface translates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class Word(str):
    """A parameter that is a msgid itself: it is said in the reader's language, as the sentence is."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an accident
    """Base of every refusal. Subclasses stand beside the code that raises them.

    ``code`` is stable and names the refusal in logs, tests and translations; ``sentence`` is the English
    msgid, formatted with the keyword parameters given. It always says what the user can do.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "This cannot be done."

    def __init__(self, **parameters: object) -> None:
        self.parameters = parameters
        super().__init__(self.msgid % parameters if parameters else self.msgid)

    @property
    def msgid(self) -> str:
        """The sentence of this very refusal, where its parameters decide between several."""
        return self.sentence

    @property
    def figures(self) -> Mapping[str, object]:
        """The parameters as the sentence shows them: where they are money, in yuan."""
        return self.parameters
