"""Brings cars, owners, ownership and visits in line with the records."""

from __future__ import annotations

from importlib import resources
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from liuke.owners.actions.spell_names import spell_names
from liuke.owners.owners_lock import lock_owners


def derive(cursor: CursorWrapper, *, batch_id: UUID | None) -> None:
    """Works out anew what follows from the records of the cars in the temporary table ``touched(vin)``.

    Rows that differ are written in the name of ``batch_id``, and how they stood is kept for it. Without one
    (after an undo) they are nobody's, and nothing is kept.
    """
    text = resources.files(__package__).joinpath("sql", "derive.sql").read_text(encoding="utf-8")
    lock_owners(cursor)
    cursor.execute(text, {"batch": batch_id})
    spell_names(cursor)
