"""What all changes of the organisation share: nobody overwrites what somebody else has just changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.utils import timezone

from liuke.org.models.versioned import Versioned
from liuke.org.queries import NotFound
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal

Row = TypeVar("Row", bound=Versioned)
UNTOLD = frozenset(
    "id only demo version changed_at changed_by pinyin initials password last_login must_change_password "
    "language theme batch_id hand_set told refreshed_at custom".split()
)
"""Fields the trail does not tell: they follow from others, or are secret."""
CUSTOM = "custom."
"""Before the key of a custom field in the trail."""


class ChangedMeanwhile(Refusal):
    code = "changed_meanwhile"
    sentence = (
        "%(by)s changed this at %(at)s, after you had opened it. Nothing of yours was saved: "
        "look at the present state, then make your change again."
    )


class Taken(Refusal):
    """``field`` is what has to be unique and is not."""

    code = "taken"
    sentence = "“%(value)s” is already in use. Choose another one."

    def __init__(self, *, field: str, value: str) -> None:
        self.field = field
        super().__init__(value=value)


def locked(rows: QuerySet[Row], row_id: UUID, *, version: int) -> Row:
    """The row, locked, as the editor saw it. Raises NotFound, ChangedMeanwhile."""
    row = rows.select_related(None).select_for_update(of=("self",)).filter(pk=row_id).first()
    if row is None:
        raise NotFound
    if row.version != version:
        raise ChangedMeanwhile(by=row.changed_by, at=timezone.localtime(row.changed_at).strftime("%H:%M"))
    return row


def stamp(row: Versioned, *, scope: Scope, at: dt.datetime) -> None:
    """Marks a change; the first save of a new row is version 1."""
    if not row._state.adding:
        row.version += 1
    row.changed_at, row.changed_by = at, scope.actor.name


def told(row: Model) -> dict[str, Any]:
    """A row as the trail keeps it: plain values, names instead of ids, custom fields by their keys."""
    fields = (field for field in row._meta.concrete_fields if field.name not in UNTOLD)
    custom = getattr(row, "custom", {})
    return {
        **{field.name: _plain(getattr(row, field.name)) for field in fields},
        **{f"{CUSTOM}{key}": _plain(value) for key, value in custom.items()},
    }


def assign(row: Model, values: Mapping[str, Any]) -> None:
    """Sets the fields named in ``values``."""
    for name, value in values.items():
        setattr(row, name, value)


@contextmanager
def unique(**fields: str) -> Iterator[None]:
    """Raises Taken for the first of ``fields`` whose name stands in the constraint that refused a row."""
    try:
        yield
    except IntegrityError as error:
        cause = error.__cause__
        if not isinstance(cause, psycopg.errors.UniqueViolation):
            raise
        constraint = cause.diag.constraint_name or ""
        for name, value in fields.items():
            if name in constraint:
                raise Taken(field=name, value=value) from None
        raise


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else str(value)
