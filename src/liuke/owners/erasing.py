"""What becomes of a person's data when they are erased: steps of each domain (``erasure_steps.STEPS``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from liuke.values.refusal import Refusal


@dataclass(frozen=True)
class Person:
    """Whose data goes: the owner's ids (theirs and those merged into them), every number and name on file."""

    owner_id: UUID
    ids: tuple[UUID, ...]
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    at: dt.datetime


def _nothing(cursor: CursorWrapper, person: Person, today: dt.date) -> None:
    del cursor, person, today


def _no_words(cursor: CursorWrapper, person: Person) -> list[str]:
    del cursor, person
    return []


@dataclass(frozen=True)
class ErasureStep:
    """``erase`` makes a domain's rows nobody's and says how many; ``hinder`` raises a Refusal where that must
    wait; ``forget`` names what must not come back with an import. ``kept`` says what stays, and why.
    """

    erase: Callable[[CursorWrapper, Person], int]
    hinder: Callable[[CursorWrapper, Person, dt.date], None] = _nothing
    forget: Callable[[CursorWrapper, Person], list[str]] = _no_words
    kept: tuple[str, ...] = ()


class ErasureHindered(Refusal):
    """Base of the reasons why somebody cannot be erased now."""
