"""N The life of an import 导入批次: which state may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where an import stands; ``reading``, ``committing`` and ``undoing`` wait for a worker."""

    READING = "reading"
    PREVIEW = "preview"
    COMMITTING = "committing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"
    DISCARDED = "discarded"


FOLLOWS: Mapping[State, frozenset[State]] = {
    State.READING: frozenset({State.PREVIEW, State.FAILED, State.DISCARDED}),
    State.PREVIEW: frozenset({State.READING, State.COMMITTING, State.DISCARDED}),
    State.COMMITTING: frozenset({State.DONE, State.FAILED}),
    State.DONE: frozenset({State.UNDOING}),
    State.UNDOING: frozenset({State.UNDONE, State.DONE}),
    State.UNDONE: frozenset(),
    State.FAILED: frozenset({State.DISCARDED}),
    State.DISCARDED: frozenset(),
}
"""From each state to those that may follow. Uploading ends in ``reading``, confirming in ``committing``."""

WAITING = frozenset({State.PREVIEW, State.FAILED})
"""Such an import waits for its person."""

IN_WORK = frozenset({State.READING, State.PREVIEW, State.COMMITTING, State.UNDOING})
"""Files of such an import are taken: nobody else may import them."""


def may_follow(was: State, becomes: State) -> bool:
    """Whether the step is one of the life of an import.

    >>> may_follow(State.PREVIEW, State.COMMITTING), may_follow(State.UNDONE, State.DONE)
    (True, False)
    """
    return becomes in FOLLOWS[was]
