"""What became of one cell of text: a value, and what had to be done or said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from liuke.values.refusal import Refusal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """``value`` is None for an empty cell; ``fixes`` and ``warnings`` are stable codes.

    A fix means the value kept differs from the text that stood there; a warning means it was kept and
    somebody should look at it.
    """

    value: T | None
    fixes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class BadCell(Refusal):
    """A cell that cannot be kept. ``suggestion`` is what the value may have been meant to be, or None."""

    code = "bad_cell"

    def __init__(self, code: str, *, suggestion: str | None = None) -> None:
        super().__init__()
        self.reason = code
        self.suggestion = suggestion


class OpenQuestion(Refusal):
    """A cell that can be read in several ways; somebody has to say which."""

    code = "open_question"

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question
